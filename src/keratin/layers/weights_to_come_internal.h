// Building a model whose weights a file will bring: nothing is drawn for them, and they may not be
// larger than the file and the limits allow.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "keratin/tensor/tensor.h"

namespace keratin::layers {

/// While it lives, layers of this thread make their weights without first values.
class WeightsToCome {
 public:
  /// At most `bytes` in all; `limit` is what errors call that.
  WeightsToCome(uint64_t bytes, std::string limit);
  ~WeightsToCome();
  WeightsToCome(const WeightsToCome&) = delete;
  WeightsToCome& operator=(const WeightsToCome&) = delete;

  static bool are_expected() { return current_ != nullptr; }
  /// Memory for a weight. Throws ValueError, which names layer, weight and limit, when it is more
  /// than is left.
  static Tensor room(std::string_view layer, std::string_view weight, const Shape& shape,
                     DType dtype);

 private:
  static constinit thread_local WeightsToCome* current_;
  WeightsToCome* const outer_;
  uint64_t left_, all_;
  std::string limit_;
};

}  // namespace keratin::layers
