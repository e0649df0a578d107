// Stretching a tensor to a larger shape by NumPy's rules, and the way back, which every gradient of
// a broadcasting operation takes.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// x stretched to `shape` without a copy: stretched axes have a step of zero. Throws ShapeError.
Tensor broadcast_to(const Tensor& x, const Shape& shape);

/// The reverse of broadcast_to: the sum over the axes that were stretched. Not recorded.
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace keratin::ops
