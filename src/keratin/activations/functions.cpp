// The activation functions that take arguments; each is one or a few operations.
#include "keratin/activations/functions.h"

#include <cmath>

#include "keratin/activations/activation.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/softmax.h"

namespace keratin::activations {

#define KERATIN_ACTIVATION(name, function) \
  Tensor name(const Tensor& x) { return ops::unary(Unary::function, x); }
KERATIN_ACTIVATION(relu6, relu6)
KERATIN_ACTIVATION(selu, selu)
KERATIN_ACTIVATION(silu, silu)
KERATIN_ACTIVATION(swish, silu)
KERATIN_ACTIVATION(hard_silu, hard_silu)
KERATIN_ACTIVATION(hard_swish, hard_silu)
KERATIN_ACTIVATION(mish, mish)
KERATIN_ACTIVATION(softplus, softplus)
KERATIN_ACTIVATION(softsign, softsign)
KERATIN_ACTIVATION(sparse_plus, sparse_plus)
KERATIN_ACTIVATION(sigmoid, sigmoid)
KERATIN_ACTIVATION(hard_sigmoid, hard_sigmoid)
KERATIN_ACTIVATION(log_sigmoid, log_sigmoid)
KERATIN_ACTIVATION(sparse_sigmoid, sparse_sigmoid)
KERATIN_ACTIVATION(tanh, tanh)
KERATIN_ACTIVATION(hard_tanh, hard_tanh)
KERATIN_ACTIVATION(tanh_shrink, tanh_shrink)
KERATIN_ACTIVATION(exponential, exp)
#undef KERATIN_ACTIVATION

Tensor linear(const Tensor& x) { return x; }
Tensor leaky_relu(const Tensor& x, double negative_slope) {
  return ops::unary(Unary::leaky_relu, x, {.a = negative_slope});
}
Tensor elu(const Tensor& x, double alpha) { return ops::unary(Unary::elu, x, {.a = alpha}); }
Tensor celu(const Tensor& x, double alpha) { return ops::unary(Unary::celu, x, {.a = alpha}); }
Tensor gelu(const Tensor& x, bool approximate) {
  return ops::unary(approximate ? Unary::gelu_tanh : Unary::gelu, x);
}
Tensor squareplus(const Tensor& x, double b) { return ops::unary(Unary::squareplus, x, {.a = b}); }
Tensor hard_shrink(const Tensor& x, double threshold) {
  return ops::unary(Unary::hard_shrink, x, {.a = threshold});
}
Tensor soft_shrink(const Tensor& x, double threshold) {
  return ops::unary(Unary::soft_shrink, x, {.a = threshold});
}
Tensor threshold(const Tensor& x, double threshold_value, double default_value) {
  return ops::unary(Unary::threshold, x, {.a = threshold_value, .b = default_value});
}
Tensor softmax(const Tensor& x, int axis) { return ops::softmax(x, axis); }
Tensor log_softmax(const Tensor& x, int axis) { return ops::log_softmax(x, axis); }

Tensor relu(const Tensor& x, const ReluOptions& options) {
  const auto [slope, max_value, threshold] = options;
  if (slope < 0 || max_value < 0 || threshold < 0) {
    throw_value_error(text("relu takes no negative numbers, but negative_slope is ", slope,
                           ", max_value ", max_value, ", threshold ", threshold));
  }
  const bool is_bounded = std::isfinite(max_value);
  if (threshold == 0 && slope == 0) {
    if (!is_bounded) return ops::unary(Unary::relu, x);
    return ops::unary(Unary::clip, x, {.a = 0, .b = max_value});
  }
  Tensor y = threshold == 0 ? leaky_relu(x, slope)
                            : ops::where(x > Scalar(threshold), x, (x - threshold) * slope);
  return is_bounded ? ops::minimum(y, Scalar(max_value)) : y;
}

}  // namespace keratin::activations
