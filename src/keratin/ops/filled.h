// Tensors of one value in the shape of another tensor, which may be symbolic.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// x's shape and device, and its dtype unless one is given. A symbolic x gives a symbolic result:
/// its lengths are those of the data that the model is called with. Throws ValueError for a value
/// that the dtype does not hold.
Tensor zeros_like(const Tensor& x);
Tensor zeros_like(const Tensor& x, DTypeLike dtype);
Tensor ones_like(const Tensor& x);
Tensor ones_like(const Tensor& x, DTypeLike dtype);
Tensor full_like(const Tensor& x, Scalar fill_value);
Tensor full_like(const Tensor& x, Scalar fill_value, DTypeLike dtype);

}  // namespace keratin::ops
