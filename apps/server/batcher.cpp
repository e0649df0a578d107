#include "server/batcher.h"

#include <new>

#include "keratin/ops/join.h"
#include "keratin/tensor/index.h"
#include "server/message.h"
#include "server/metrics.h"

namespace keratin::server {
namespace {

double seconds_since(Batcher::Clock::time_point begin) {
  return std::chrono::duration<double>(Batcher::Clock::now() - begin).count();
}

}  // namespace

Batcher::Batcher(std::string model, Predict predict, const BatcherOptions& options, TaskPool& pool,
                 Metrics& metrics)
    : model_(std::move(model)),
      predict_(std::move(predict)),
      options_(options),
      pool_(pool),
      metrics_(metrics) {}

bool Batcher::submit(Tensors inputs, Clock::time_point deadline, Done done) {
  const int64_t rows = inputs[0].len();
  const auto delay = std::chrono::duration<double, std::milli>(options_.delay_ms);
  const auto due = options_.delay_ms > 0
                       ? Clock::now() + std::chrono::duration_cast<Clock::duration>(delay)
                       : Clock::time_point();
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= options_.max_queue) return false;
  queue_.push_back({std::move(inputs), rows, due, deadline, std::move(done)});
  waiting_rows_ += rows;
  ++metrics_.waiting;
  if (queue_.size() == 1 || waiting_rows_ >= options_.max_rows) schedule();
  return true;
}

void Batcher::forget() {
  std::deque<Job> forgotten;
  const std::lock_guard lock(mutex_);
  queue_.swap(forgotten);
  waiting_rows_ = 0;
  metrics_.waiting -= static_cast<int64_t>(forgotten.size());
}

/// With the mutex held: the next batch begins now, or when its first request has waited enough.
void Batcher::schedule() {
  if (queue_.empty() || active_ >= options_.threads) return;
  const auto self = shared_from_this();
  const bool is_full = waiting_rows_ >= options_.max_rows || !options_.can_batch;
  if (is_full || queue_.front().due <= Clock::now()) {
    ++active_;
    pool_.run([self] { self->run_next(); });
  } else {
    pool_.run_at(queue_.front().due, [self] { self->run_due(); });
  }
}

void Batcher::run_due() {
  {
    const std::lock_guard lock(mutex_);
    const bool is_due = !queue_.empty() && queue_.front().due <= Clock::now();
    if (!is_due || active_ >= options_.threads) return;
    ++active_;
  }
  run_next();
}

void Batcher::run_next() {
  try {
    Jobs jobs = take();
    compute(jobs);
  } catch (const std::bad_alloc&) {
    // Those whose answers were lost are told when their time is up; others must not wait for it.
  }
  const std::lock_guard lock(mutex_);
  --active_;
  schedule();
}

bool Batcher::joins(const Job& first, const Job& job, int64_t rows) const {
  if (!options_.can_batch || rows + job.rows > options_.max_rows) return false;
  for (size_t i = 0; i < job.inputs.size(); ++i) {
    if (job.inputs[i].shape().tail() != first.inputs[i].shape().tail()) return false;
    if (job.inputs[i].len() != job.rows || first.inputs[i].len() != first.rows) return false;
  }
  return true;
}

Batcher::Jobs Batcher::take() {
  Jobs jobs;
  int64_t rows = 0;
  const std::lock_guard lock(mutex_);
  while (!queue_.empty() && (jobs.empty() || joins(jobs.front(), queue_.front(), rows))) {
    rows += queue_.front().rows;
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
    --metrics_.waiting;
  }
  waiting_rows_ -= rows;
  if (!queue_.empty()) schedule();
  return jobs;
}

void Batcher::compute(Jobs& jobs) {
  const Clock::time_point now = Clock::now();
  int64_t rows = 0;
  for (size_t i = 0; i < jobs.size();) {
    if (jobs[i].deadline > now) {
      rows += jobs[i++].rows;
      continue;
    }
    jobs[i].done({}, std::make_exception_ptr(Refusal{503, "the model is too busy"}));
    jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (jobs.size() == 1) return compute_alone(jobs.front());
  if (jobs.empty()) return;
  std::vector<Tensors> results;
  try {
    results = together(jobs, rows);
  } catch (...) {
    // One of them is at fault: each for itself, so that it fails alone.
    for (Job& job : jobs) compute_alone(job);
    return;
  }
  for (size_t i = 0; i < jobs.size(); ++i) jobs[i].done(std::move(results[i]), nullptr);
}

void Batcher::compute_alone(Job& job) {
  const Clock::time_point begin = Clock::now();
  Tensors outputs;
  std::exception_ptr error;
  try {
    outputs = predict_(job.inputs);
    metrics_.count_batch(model_, 1, job.rows, seconds_since(begin));
  } catch (...) {
    error = std::current_exception();
  }
  job.done(std::move(outputs), error);
}

std::vector<Tensors> Batcher::together(const Jobs& jobs, int64_t rows) {
  const Clock::time_point begin = Clock::now();
  Tensors inputs;
  for (size_t i = 0; i < jobs.front().inputs.size(); ++i) {
    std::vector<Tensor> parts;
    for (const Job& job : jobs) parts.push_back(job.inputs[i]);
    inputs.push_back(ops::concatenate(parts));
  }
  const Tensors outputs = predict_(inputs);
  for (const Tensor& output : outputs) {
    if (output.ndim() == 0 || output.len() != rows) throw Refusal{500, "an output has no batch"};
  }
  std::vector<Tensors> results(jobs.size());
  int64_t at = 0;
  for (size_t j = 0; j < jobs.size(); ++j) {
    for (const Tensor& output : outputs) {
      results[j].push_back(output[Index(slice(at, at + jobs[j].rows))]);
    }
    at += jobs[j].rows;
  }
  metrics_.count_batch(model_, static_cast<int64_t>(jobs.size()), rows, seconds_since(begin));
  return results;
}

}  // namespace keratin::server
