// Tasks of several kinds that run together on the pool: what does not depend on each other should
// not wait for each other.
#pragma once
#include <cstddef>
#include <vector>

#include "keratin/base/function_ref.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {

class TaskList {
 public:
  /// Room for so many kinds; add() allocates nothing up to there.
  void reserve(size_t kinds) { entries_.reserve(kinds); }
  void clear() {
    entries_.clear();
    count_ = 0;
  }
  /// task(0), ..., task(count - 1), which must stay alive until run() is done.
  void add(int64_t count, FunctionRef<void(int64_t)> task) {
    if (count <= 0) return;
    entries_.push_back({count_, task});
    count_ += count;
  }
  /// All of them, on the pool, or one after the other where that is quicker.
  void run(bool is_small) const {
    if (is_small) return parallel_for(1, [this](int64_t) { run_in_order(); });
    parallel_for(count_, [this](int64_t i) {
      size_t kind = entries_.size() - 1;
      while (entries_[kind].first > i) --kind;
      entries_[kind].task(i - entries_[kind].first);
    });
  }

 private:
  void run_in_order() const {
    for (size_t kind = 0; kind < entries_.size(); ++kind) {
      const int64_t end = kind + 1 < entries_.size() ? entries_[kind + 1].first : count_;
      for (int64_t i = entries_[kind].first; i < end; ++i) {
        entries_[kind].task(i - entries_[kind].first);
      }
    }
  }

  struct Entry {
    int64_t first;
    FunctionRef<void(int64_t)> task;
  };
  std::vector<Entry> entries_;
  int64_t count_ = 0;
};

}  // namespace keratin::cpu
