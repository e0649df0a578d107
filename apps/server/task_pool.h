// Threads that run tasks one after the other, at once or at a time to come.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace keratin::server {

class TaskPool {
 public:
  using Clock = std::chrono::steady_clock;
  using Task = std::function<void()>;

  explicit TaskPool(int threads);
  ~TaskPool() { end(); }
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  /// A task that throws is lost, and nothing else: for want of memory any may.
  void run(Task task) { run_at(Clock::time_point(), std::move(task)); }
  void run_at(Clock::time_point when, Task task);
  /// What has not begun is not run.
  void forget();
  /// Runs what is due, forgets what is not and what comes from now on, and waits for the threads.
  void end();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable has_task_;
  std::multimap<Clock::time_point, Task> tasks_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace keratin::server
