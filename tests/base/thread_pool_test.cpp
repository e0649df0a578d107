// The pool: every task once, the same cut for any number of threads, errors and settings kept.
#include "keratin/base/thread_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/flush_denormals_internal.h"

namespace keratin {
namespace {

class ThreadPool : public testing::Test {
 protected:
  ~ThreadPool() override { config::set_num_threads(before_); }
  int before_ = config::num_threads();
};

TEST_F(ThreadPool, RunsEveryTaskOnce) {
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    std::vector<std::atomic<int>> runs(1001);
    parallel_for(1001, [&](int64_t i) { ++runs[static_cast<size_t>(i)]; });
    for (const auto& count : runs) EXPECT_EQ(count, 1);
  }
}

TEST_F(ThreadPool, RunsEveryTaskOfEveryKindOnce) {
  for (const int threads : {1, 2, 3, 8, 200}) {
    config::set_num_threads(threads);
    std::vector<std::atomic<int>> large(7), small(100);
    const auto run_large = [&](int64_t i) { ++large[static_cast<size_t>(i)]; };
    const auto run_none = [&](int64_t) { FAIL() << "there are none of this kind"; };
    const auto run_small = [&](int64_t i) { ++small[static_cast<size_t>(i)]; };
    const Tasks kinds[] = {{7, run_large}, {0, run_none}, {100, run_small}};
    parallel_for(kinds);
    for (const auto& count : large) EXPECT_EQ(count, 1);
    for (const auto& count : small) EXPECT_EQ(count, 1);
  }
}

TEST_F(ThreadPool, HelpsAThreadThatIsLate) {
  config::set_num_threads(2);
  std::atomic<int> runs = 0;
  // The first task waits for all others, also for those that its own thread would have taken.
  parallel_for(100, [&](int64_t i) {
    while (i == 0 && runs < 99) std::this_thread::yield();
    ++runs;
  });
  EXPECT_EQ(runs, 100);
}

TEST_F(ThreadPool, MayChangeItsThreadsWhileItRuns) {
  std::atomic<int> runs = 0;
  std::thread caller([&] {
    for (int i = 0; i < 200; ++i) parallel_for(10, [&](int64_t) { ++runs; });
  });
  for (int i = 0; i < 50; ++i) config::set_num_threads(i % 4 + 1);
  caller.join();
  EXPECT_EQ(runs, 2000);
}

TEST_F(ThreadPool, HasAsManyThreadsAsWereAskedFor) {
  // Each task waits for the others: only as many threads as tasks can end this.
  config::set_num_threads(4);
  std::barrier<> all(4);
  parallel_for(4, [&](int64_t) { all.arrive_and_wait(); });
  EXPECT_EQ(config::num_threads(), 4);
}

TEST_F(ThreadPool, DoesNothingForNoTasks) {
  int runs = 0;
  parallel_for(0, [&](int64_t) { ++runs; });
  parallel_for(-3, [&](int64_t) { ++runs; });
  parallel_ranges(0, 16, [&](int64_t, int64_t) { ++runs; });
  EXPECT_EQ(runs, 0);
}

TEST_F(ThreadPool, CutsBySizeAndGrainAlone) {
  const std::vector<std::pair<int64_t, int64_t>> expected = {{0, 40}, {40, 80}, {80, 100}};
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    std::mutex mutex;
    std::vector<std::pair<int64_t, int64_t>> pieces;
    parallel_ranges(100, 40, [&](int64_t begin, int64_t end) {
      const std::scoped_lock lock(mutex);
      pieces.emplace_back(begin, end);
    });
    std::sort(pieces.begin(), pieces.end());
    EXPECT_EQ(pieces, expected);
  }
}

TEST_F(ThreadPool, CarriesExceptionsToTheCaller) {
  for (const int threads : {1, 4}) {
    config::set_num_threads(threads);
    EXPECT_THROW(parallel_for(64,
                              [](int64_t i) {
                                if (i == 13) throw std::runtime_error("13");
                              }),
                 std::runtime_error);
    std::atomic<int> runs = 0;
    parallel_for(64, [&](int64_t) { ++runs; });
    EXPECT_EQ(runs, 64);
  }
}

TEST_F(ThreadPool, RunsNestedCallsInTheCallingThread) {
  config::set_num_threads(4);
  std::atomic<int> runs = 0;
  std::atomic<int> elsewhere = 0;
  parallel_for(8, [&](int64_t) {
    const auto self = std::this_thread::get_id();
    parallel_for(8, [&](int64_t) {
      ++runs;
      if (std::this_thread::get_id() != self) ++elsewhere;
    });
  });
  EXPECT_EQ(runs, 64);
  EXPECT_EQ(elsewhere, 0);
}

TEST_F(ThreadPool, ServesManyCallersAtOnce) {
  config::set_num_threads(2);
  std::atomic<int> runs = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int j = 0; j < 20; ++j) parallel_for(10, [&](int64_t) { ++runs; });
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(runs, 800);
}

#if defined(__SSE2__)
TEST_F(ThreadPool, DenormalsCountInsideAsInTheCaller) {
  volatile float smallest = std::numeric_limits<float>::min();
  for (const int threads : {1, 4}) {
    config::set_num_threads(threads);
    for (const bool flushes : {true, false, true}) {
      const DenormalsAs rule(flushes);
      std::atomic<int> flushed = 0;
      parallel_for(16, [&](int64_t) {
        const float half = smallest * 0.5F;
        if (half == 0.0F) ++flushed;
      });
      EXPECT_EQ(flushed, flushes ? 16 : 0);
      EXPECT_EQ(FlushDenormals::is_on(), flushes);
    }
    const float half = smallest * 0.5F;
    EXPECT_GT(half, 0.0F);
  }
}
#endif

TEST_F(ThreadPool, RefusesLessThanOneThread) {
  try {
    config::set_num_threads(0);
    FAIL() << "nothing was thrown";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "ValueError: set_num_threads takes at least 1 thread, received 0");
  }
  EXPECT_EQ(config::num_threads(), before_);
}

}  // namespace
}  // namespace keratin
