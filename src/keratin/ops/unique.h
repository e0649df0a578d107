// Each element of a tensor once.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct UniqueOptions {
  bool sorted = true;  // they always are
  bool return_index = false;
  bool return_inverse = false;
  bool return_counts = false;
  std::optional<int> axis = {};      // none: of the flattened tensor
  std::optional<int64_t> size = {};  // how many, else as many as there are
  std::optional<double> fill_value = {};
};
/// What was not asked for is undefined; index, inverse and counts are int32.
struct Unique {
  Tensor values;   // rising; those of an axis as the parts along it
  Tensor index;    // where each comes first
  Tensor inverse;  // which of the values each element is, in x's shape, or along the axis
  Tensor counts;   // how often each comes
};
/// The elements of x, or its parts along an axis, in rising order, each once. NaN equals nothing.
/// With `size` the first of them, filled up with fill_value, or with the smallest one. How many
/// there are is read, so that nothing symbolic has them.
Unique unique(const Tensor& x, const UniqueOptions& options = {});

}  // namespace keratin::ops
