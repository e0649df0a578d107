// Where tensors lie that do not all live at the same time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace keratin {

struct MemoryPlan {
  /// A piece of memory that is used from moment `first` to moment `last`, both included; of no
  /// bytes: not at all.
  struct Life {
    size_t bytes = 0;
    size_t first = ~size_t{0};
    size_t last = 0;
  };
  /// Up to the next multiple of 64, where every piece begins.
  static size_t rounded(size_t bytes);

  std::vector<size_t> offsets;  // of each, a multiple of 64
  size_t bytes = 0;             // of all together

  /// Places that no two have in common who live at the same time: the largest piece first, each
  /// into the lowest gap that is long enough.
  static MemoryPlan of(const std::vector<Life>& lives);
};

}  // namespace keratin
