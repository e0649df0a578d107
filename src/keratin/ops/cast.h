// Other dtype, other memory: the operations that copy elements and change nothing else.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The elements converted to `dtype`; x itself when it has that dtype. Floats become integers by
/// truncation, bools by != 0. The gradient is converted back; integers and bools carry none.
Tensor cast(const Tensor& x, DTypeLike dtype);
/// The same elements in row-major memory of their own.
Tensor copy(const Tensor& x);
/// The same elements on another device (Tensor::to).
Tensor to(const Tensor& x, Device device);
/// x when it is row-major already, else a copy.
Tensor contiguous(const Tensor& x);
/// A tensor without axes that holds `value`, on x's device. Throws ValueError when `dtype` does not
/// hold it.
Tensor scalar_like(const Tensor& x, Scalar value, DType dtype);
/// The same elements without the record of how they were computed.
Tensor stop_gradient(const Tensor& x);

}  // namespace keratin::ops
