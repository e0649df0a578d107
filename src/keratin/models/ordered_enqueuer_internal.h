// Threads that fetch the batches of a PyDataset ahead. They stand apart from the pool, because they
// wait: for files, and for the step that takes the next batch.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "keratin/tensor/batch.h"

namespace keratin::models {

class OrderedEnqueuer {
 public:
  using Fetch = std::function<Batch(int64_t place)>;

  /// At most `max_queue_size` batches are begun and not yet taken.
  OrderedEnqueuer(int64_t workers, int64_t max_queue_size);
  ~OrderedEnqueuer() { stop(); }
  OrderedEnqueuer(const OrderedEnqueuer&) = delete;
  OrderedEnqueuer& operator=(const OrderedEnqueuer&) = delete;

  /// Fetches fetch(first), fetch(first + 1), ... until `end`, of which -1 is none.
  void start(Fetch fetch, int64_t first, int64_t end);
  bool is_running() const { return !threads_.empty(); }
  /// The next batch in order. Throws what fetching it threw.
  Batch get();
  /// Waits for the fetches that run, and drops what nobody has taken. Nothing when not running.
  void stop();

 private:
  struct Place {
    bool is_ready = false;
    Batch batch = {};
    std::exception_ptr error = {};
  };

  void work();

  int64_t workers_;
  int64_t max_queue_size_;
  Fetch fetch_;
  std::vector<std::thread> threads_;

  std::mutex mutex_;  // of all below
  std::condition_variable has_room_, has_batch_;
  std::deque<Place> places_;  // begun and not yet taken, in order
  int64_t taken_ = 0;         // the place of the front
  int64_t end_ = -1;
  bool stops_ = false;
};

}  // namespace keratin::models
