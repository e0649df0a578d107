// The dense layer as one operation: product, bias and activation in one pass.
#pragma once
#include "keratin/backend/backend.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// y = activation(x . kernel + bias)
/// x [..., in], kernel [in, units], bias [units] or undefined -> y [..., units]; one floating
/// dtype. Throws ShapeError when the lengths do not agree.
Tensor dense(const Tensor& x, const Tensor& kernel, const Tensor& bias = {},
             const FusedActivation& activation = {});

}  // namespace keratin::ops
