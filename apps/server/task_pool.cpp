#include "server/task_pool.h"

#include <exception>

namespace keratin::server {

TaskPool::TaskPool(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void TaskPool::forget() {
  std::multimap<Clock::time_point, Task> forgotten;
  const std::lock_guard lock(mutex_);
  tasks_.swap(forgotten);
}

void TaskPool::end() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  has_task_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void TaskPool::run_at(Clock::time_point when, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (is_ending_) return;
    tasks_.emplace(when, std::move(task));
  }
  has_task_.notify_one();
}

void TaskPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!tasks_.empty() && tasks_.begin()->first <= Clock::now()) {
      auto next = tasks_.extract(tasks_.begin());
      lock.unlock();
      try {
        next.mapped()();
      } catch (const std::exception&) {
      }
      next = {};  // what the task holds ends outside the lock
      lock.lock();
    } else if (is_ending_) {
      return;
    } else if (tasks_.empty()) {
      has_task_.wait(lock);
    } else {
      const Clock::time_point when = tasks_.begin()->first;  // the task may go while this waits
      has_task_.wait_until(lock, when);
    }
  }
}

}  // namespace keratin::server
