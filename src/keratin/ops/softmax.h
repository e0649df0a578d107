// Scores to probabilities along an axis.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// exp(x - max(x)) / sum(exp(x - max(x))) along `axis`; integers become float32 first.
/// Throws ShapeError for an axis that x does not have.
Tensor softmax(const Tensor& x, int axis = -1);
/// x - max(x) - log(sum(exp(x - max(x)))) along `axis`.
Tensor log_softmax(const Tensor& x, int axis = -1);

}  // namespace keratin::ops
