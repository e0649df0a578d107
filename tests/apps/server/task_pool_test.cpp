#include "server/task_pool.h"

#include <atomic>
#include <future>

#include "fixtures.h"

namespace keratin::server {
namespace {

TEST(TaskPool, RunsTasksAndWhatTheyAdd) {
  TaskPool pool(2);
  std::promise<int> result;
  pool.run([&] { pool.run([&] { result.set_value(3); }); });
  EXPECT_EQ(result.get_future().get(), 3);
}

TEST(TaskPool, RunsLaterTasksInTheOrderOfTheirTimes) {
  TaskPool pool(1);
  const auto now = TaskPool::Clock::now();
  std::vector<int> order;
  std::promise<void> is_done;
  pool.run_at(now + std::chrono::milliseconds(20), [&] {
    order.push_back(2);
    is_done.set_value();
  });
  pool.run_at(now + std::chrono::milliseconds(10), [&] { order.push_back(1); });
  pool.run([&] { order.push_back(0); });
  is_done.get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
}

TEST(TaskPool, FinishesWhatIsDueAndForgetsTheRest) {
  std::atomic<int> count = 0;
  TaskPool pool(2);
  for (int i = 0; i < 100; ++i) pool.run([&] { ++count; });
  pool.run_at(TaskPool::Clock::now() + std::chrono::hours(1), [&] { count = -1; });
  pool.end();
  EXPECT_EQ(count, 100);
  pool.run([&] { count = -1; });
  EXPECT_EQ(count, 100);
}

TEST(TaskPool, ForgetsWhatHasNotBegun) {
  TaskPool pool(1);
  std::promise<void> begins, may_go;
  std::atomic<int> count = 0;
  pool.run([&] {
    begins.set_value();
    may_go.get_future().wait();
    ++count;
  });
  begins.get_future().wait();
  for (int i = 0; i < 10; ++i) pool.run([&] { count += 100; });
  pool.forget();
  may_go.set_value();
  pool.end();
  EXPECT_EQ(count, 1);
}

TEST(TaskPool, LosesNothingButTheTaskThatThrows) {
  TaskPool pool(1);
  std::promise<int> result;
  pool.run([] { throw std::bad_alloc(); });
  pool.run([&] { result.set_value(3); });
  EXPECT_EQ(result.get_future().get(), 3);
}

}  // namespace
}  // namespace keratin::server
