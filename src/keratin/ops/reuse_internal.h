// When a result may be written over one of its operands: the question that every elementwise
// operation asks before it takes new memory.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Whether a result of that shape, dtype and device can be written over x, because nobody else sees
/// x's memory, nothing is recorded about it, and no mask rides on it, which is not the result's.
/// The caller must not need x's elements later.
inline bool is_reusable(const Tensor& x, const Shape& shape, DType dtype, Device device) {
  return x.is_sole_owner() && x.dtype() == dtype && x.shape() == shape && x.is_contiguous() &&
         x.device() == device && !x.storage()->note();
}

}  // namespace keratin::ops
