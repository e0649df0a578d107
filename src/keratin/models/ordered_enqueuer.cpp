#include "keratin/models/ordered_enqueuer_internal.h"

#include <utility>

namespace keratin::models {

OrderedEnqueuer::OrderedEnqueuer(int64_t workers, int64_t max_queue_size)
    : workers_(workers), max_queue_size_(max_queue_size) {}

void OrderedEnqueuer::start(Fetch fetch, int64_t first, int64_t end) {
  stop();
  fetch_ = std::move(fetch);
  taken_ = first;
  end_ = end;
  stops_ = false;
  try {
    while (static_cast<int64_t>(threads_.size()) < workers_) {
      threads_.emplace_back([this] { work(); });
    }
  } catch (...) {  // the system has no more threads
    if (threads_.empty()) throw;
  }
}

void OrderedEnqueuer::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto begun = [this] { return taken_ + static_cast<int64_t>(places_.size()); };
    const auto is_done = [&] { return stops_ || (end_ >= 0 && begun() >= end_); };
    has_room_.wait(
        lock, [&] { return is_done() || static_cast<int64_t>(places_.size()) < max_queue_size_; });
    if (is_done()) return;
    const int64_t place = begun();
    places_.emplace_back();
    lock.unlock();
    Place fetched{.is_ready = true};
    try {
      fetched.batch = fetch_(place);
    } catch (...) {
      fetched.error = std::current_exception();
    }
    lock.lock();
    // Whoever takes the places in front of it moves it, but does not take it before it is ready.
    places_[static_cast<size_t>(place - taken_)] = std::move(fetched);
    has_batch_.notify_one();
  }
}

Batch OrderedEnqueuer::get() {
  std::unique_lock lock(mutex_);
  has_batch_.wait(lock, [this] { return !places_.empty() && places_.front().is_ready; });
  Place front = std::move(places_.front());
  places_.pop_front();
  ++taken_;
  lock.unlock();
  has_room_.notify_all();
  if (front.error) std::rethrow_exception(front.error);
  return std::move(front.batch);
}

void OrderedEnqueuer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  has_room_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  places_.clear();
}

}  // namespace keratin::models
