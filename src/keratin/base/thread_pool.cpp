#include "keratin/base/thread_pool.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "keratin/base/error.h"
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

// Flushes denormals to zero for its lifetime: averages of dead pixels become denormal, and those
// cost a hundred cycles each.
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040U); }
  ~FlushDenormals() { _mm_setcsr(saved_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  unsigned saved_;
#endif
};

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

void run_here(int64_t count, FunctionRef<void(int64_t)> body) {
  const FlushDenormals flush;
  for (int64_t i = 0; i < count; ++i) body(i);
}

}  // namespace

void parallel_for(int64_t count, FunctionRef<void(int64_t)> body) {
  if (count <= 0) return;
  Pool& instance = pool();
  if (count == 1 || inside_body || instance.threads == 1) return run_here(count, body);
  char begun = 0, done = 0;
  publish(begun);
  instance.arena.load()->execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<int64_t>(0, count, 1),
        [&](const tbb::blocked_range<int64_t>& range) {
          const FlushDenormals flush;
          const InsideBody inside;
          observe(begun);
          for (int64_t i = range.begin(); i < range.end(); ++i) body(i);
          publish(done);
        },
        tbb::simple_partitioner());
  });
  observe(done);
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
