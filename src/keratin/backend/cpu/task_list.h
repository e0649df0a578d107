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
  void reserve(size_t kinds) { kinds_.reserve(kinds); }
  void clear() { kinds_.clear(); }
  /// task(0), ..., task(count - 1), which must stay alive until run() is done. Large ones first.
  void add(int64_t count, FunctionRef<void(int64_t)> task) {
    if (count > 0) kinds_.push_back({count, task});
  }
  /// All of them, on the pool, or one after the other where that is quicker.
  void run(bool is_small) const {
    if (!is_small) return parallel_for(kinds_);
    parallel_for(1, [this](int64_t) {
      for (const Tasks& kind : kinds_) {
        for (int64_t i = 0; i < kind.count; ++i) kind.body(i);
      }
    });
  }

 private:
  std::vector<Tasks> kinds_;
};

}  // namespace keratin::cpu
