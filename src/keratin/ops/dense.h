// The dense layer as one operation: product, bias and activation in one pass.
#pragma once
#include "keratin/backend/fused_activation.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// y = activation(x . kernel + bias)
/// x [..., in], kernel [in, units], bias [units] or undefined -> y [..., units] of x's dtype; one
/// floating dtype, but that kernel and bias may be float32 beside a bfloat16 x: they are rounded to
/// bfloat16 on the way, sums are float32, and the gradients of kernel and bias are float32.
/// With a factor [units], of float32 or float64 like all others, the product is multiplied by it
/// before the bias is added; nothing is recorded then.
/// Throws ShapeError when the lengths do not agree, DTypeError for other dtypes.
Tensor dense(const Tensor& x, const Tensor& kernel, const Tensor& bias = {},
             const FusedActivation& activation = {}, const Tensor& factor = {});

}  // namespace keratin::ops
