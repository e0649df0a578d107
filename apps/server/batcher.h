// Requests for one model that wait while it computes go through it together.
#pragma once
#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "keratin/tensor/tensors.h"
#include "server/task_pool.h"

namespace keratin::server {

class Metrics;

struct BatcherOptions {
  int64_t max_rows = 64;   // of several requests together; one of more rows goes alone
  double delay_ms = 0;     // how long the first waits for others
  size_t max_queue = 256;  // requests that wait
  int threads = 1;         // batches at a time
  bool can_batch = true;   // whether rows are independent of each other
};

/// Must be held by a shared_ptr: what runs holds it.
class Batcher : public std::enable_shared_from_this<Batcher> {
 public:
  using Clock = TaskPool::Clock;
  /// Outputs whose first axis is the batch.
  using Predict = std::function<Tensors(const Tensors&)>;
  /// Called once, by a thread of the pool, with outputs or with an error.
  using Done = std::function<void(Tensors outputs, std::exception_ptr error)>;

  Batcher(std::string model, Predict predict, const BatcherOptions& options, TaskPool& pool,
          Metrics& metrics);

  /// False when the queue is full; `done` is not called then. A request that still waits at
  /// `deadline` gets Refusal 503.
  bool submit(Tensors inputs, Clock::time_point deadline, Done done);
  /// Drops what waits, without an answer: `done` may hold what holds this.
  void forget();

 private:
  struct Job {
    Tensors inputs;
    int64_t rows;
    Clock::time_point due, deadline;
    Done done;
  };
  using Jobs = std::vector<Job>;

  void schedule();
  void run_due();
  void run_next();
  Jobs take();
  bool joins(const Job& first, const Job& job, int64_t rows) const;
  void compute(Jobs& jobs);
  void compute_alone(Job& job);
  std::vector<Tensors> together(const Jobs& jobs, int64_t rows);

  const std::string model_;
  const Predict predict_;
  const BatcherOptions options_;
  TaskPool& pool_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::deque<Job> queue_;
  int64_t waiting_rows_ = 0;
  int active_ = 0;  // batches that compute, or will at once
};

}  // namespace keratin::server
