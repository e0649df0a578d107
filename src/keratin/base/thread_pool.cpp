#include "keratin/base/thread_pool.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "keratin/base/error.h"
#include "keratin/base/flush_denormals_internal.h"
#include "keratin/base/text.h"

// oneTBB is not built for ThreadSanitizer, which therefore cannot see how its threads meet. This
// file is compiled without it then, and tells it of the two meetings that count: what the caller
// did comes before every body, and every body before what the caller does next.
#if defined(KERATIN_THREAD_SANITIZER)
extern "C" void __tsan_acquire(void* place);
extern "C" void __tsan_release(void* place);
static void publish(char& place) { __tsan_release(&place); }
static void observe(char& place) { __tsan_acquire(&place); }
#else
static void publish(char&) {}
static void observe(char&) {}
#endif

namespace keratin {
namespace {

namespace tbb = oneapi::tbb;

struct Pool {
  Pool() { use(tbb::info::default_concurrency()); }

  void use(int count) {
    const std::scoped_lock lock(mutex);
    // Without this oneTBB has no more workers than cores, whatever the arena asks for.
    if (count > tbb::info::default_concurrency()) {
      limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                    static_cast<size_t>(count));
    }
    // Arenas are kept, because another thread may be inside the one that was in use so far.
    std::unique_ptr<tbb::task_arena>& kept = arenas[count];
    if (!kept) kept = std::make_unique<tbb::task_arena>(count);
    arena = kept.get();
    threads = count;
  }

  std::mutex mutex;
  std::map<int, std::unique_ptr<tbb::task_arena>> arenas;
  std::unique_ptr<tbb::global_control> limit;
  std::atomic<tbb::task_arena*> arena = nullptr;
  std::atomic<int> threads = 1;
};

Pool& pool() {
  static Pool instance;
  return instance;
}

thread_local bool inside_body = false;

struct InsideBody {
  InsideBody() { inside_body = true; }
  ~InsideBody() { inside_body = false; }
};

void run_here(std::span<const Tasks> kinds) {
  for (const Tasks& kind : kinds) {
    for (int64_t i = 0; i < kind.count; ++i) kind.body(i);
  }
}

constexpr int64_t kMostShares = 64;
constexpr int64_t kMostTasks = int64_t{1} << 31;  // of a kind in one piece of work

/// Where the share `number` of `shares` begins.
int64_t begin_of(int64_t count, int64_t number, int64_t shares) { return count * number / shares; }

/// What one thread begins with. Its own thread takes tasks from the front, where the large ones
/// are, and those that help it take from the back, so that they meet late and at small ones.
class alignas(64) Share {
 public:
  void fill(uint32_t count) { left_.store(count, std::memory_order_relaxed); }
  /// The place in the share of a task that nobody else has, or -1.
  int64_t take_first() { return take<true>(); }
  int64_t take_last() { return take<false>(); }

 private:
  template <bool is_first>
  int64_t take() {
    uint64_t left = left_.load(std::memory_order_relaxed);
    for (;;) {
      const uint64_t begin = left >> 32U, end = left & 0xFFFFFFFFU;
      if (begin >= end) return -1;
      const uint64_t rest = is_first ? (begin + 1) << 32U | end : begin << 32U | (end - 1);
      if (left_.compare_exchange_weak(left, rest, std::memory_order_relaxed)) {
        return static_cast<int64_t>(is_first ? begin : end - 1);
      }
    }
  }

  // Those not taken yet, [begin, end), as begin * 2^32 + end.
  std::atomic<uint64_t> left_ = 0;
};

/// Kinds of tasks, dealt out to as many shares as there are threads.
class Work {
 public:
  Work(std::span<const Tasks> kinds, int64_t shares) : kinds_(kinds), count_(shares) {
    for (int64_t number = 0; number < count_; ++number) {
      int64_t size = 0;
      for (const Tasks& kind : kinds_) size += end(kind, number) - begin(kind, number);
      shares_[static_cast<size_t>(number)].fill(static_cast<uint32_t>(size));
    }
  }
  int64_t shares() const { return count_; }

  /// The whole of one share, then what is left of the others.
  void run(int64_t own) {
    if (is_done_.load(std::memory_order_relaxed)) return;
    const auto at = [&](int64_t number) -> Share& { return shares_[static_cast<size_t>(number)]; };
    for (int64_t i = at(own).take_first(); i >= 0; i = at(own).take_first()) run_task(own, i);
    for (int64_t step = 1; step < count_; ++step) {
      const int64_t other = (own + step) % count_;
      for (int64_t i = at(other).take_last(); i >= 0; i = at(other).take_last()) {
        run_task(other, i);
      }
    }
    is_done_.store(true, std::memory_order_relaxed);
  }

 private:
  int64_t begin(const Tasks& kind, int64_t number) const {
    return begin_of(kind.count, number, count_);
  }
  int64_t end(const Tasks& kind, int64_t number) const { return begin(kind, number + 1); }

  void run_task(int64_t number, int64_t place) const {
    for (const Tasks& kind : kinds_) {
      const int64_t first = begin(kind, number), size = end(kind, number) - first;
      if (place < size) return kind.body(first + place);
      place -= size;
    }
  }

  std::span<const Tasks> kinds_;
  int64_t count_;
  std::atomic<bool> is_done_ = false;  // nothing is left to take
  std::array<Share, kMostShares> shares_;
};

}  // namespace

void parallel_for(std::span<const Tasks> kinds) {
  Pool& instance = pool();
  int64_t count = 0;
  for (const Tasks& kind : kinds) count += kind.count;
  if (count <= 1 || inside_body || instance.threads == 1) return run_here(kinds);
  Work work(kinds, std::min({count, int64_t{instance.threads}, kMostShares}));
  const bool flushes = FlushDenormals::is_on();
  char begun = 0, done = 0;
  publish(begun);
  instance.arena.load()->execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<int64_t>(0, work.shares(), 1),
        [&](const tbb::blocked_range<int64_t>&) {
          const DenormalsAs same(flushes);
          const InsideBody inside;
          observe(begun);
          // Threads keep their number from call to call.
          work.run(tbb::this_task_arena::current_thread_index() % work.shares());
          publish(done);
        },
        tbb::simple_partitioner());
  });
  observe(done);
}

void parallel_for(int64_t count, FunctionRef<void(int64_t)> body) {
  for (int64_t begin = 0; begin < count; begin += kMostTasks) {
    const auto from_there = [&](int64_t i) { body(begin + i); };
    const Tasks piece{std::min(kMostTasks, count - begin), begin == 0 ? body : from_there};
    parallel_for({&piece, 1});
  }
}

void parallel_ranges(int64_t size, int64_t grain, FunctionRef<void(int64_t, int64_t)> body) {
  if (size <= 0) return;
  const int64_t count = (size + grain - 1) / grain;
  parallel_for(count, [&](int64_t i) { body(i * grain, std::min(size, (i + 1) * grain)); });
}

namespace config {

int num_threads() { return pool().threads; }

void set_num_threads(int count) {
  if (count < 1) {
    throw_value_error(text("set_num_threads takes at least 1 thread, received ", count));
  }
  pool().use(count);
}

}  // namespace config

}  // namespace keratin
