#include "keratin/losses/hinge.h"

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::losses {
namespace {

// y, or 2 y - 1 when every label is 0 or 1.
Tensor signs(const Tensor& y) {
  const bool is_binary = ops::all((y == 0) | (y == 1)).item<bool>();
  return is_binary ? 2.0 * y - 1 : y;
}

}  // namespace

Hinge::Hinge(HingeOptions options) : Loss(options.name, options.reduction) {}

Tensor Hinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  return ops::mean(ops::maximum(1 - signs(y) * p, 0), {.axis = -1});
}

SquaredHinge::SquaredHinge(SquaredHingeOptions options) : Loss(options.name, options.reduction) {}

Tensor SquaredHinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  return ops::mean(ops::square(ops::maximum(1 - signs(y) * p, 0)), {.axis = -1});
}

CategoricalHinge::CategoricalHinge(CategoricalHingeOptions options)
    : Loss(options.name, options.reduction) {}

Tensor CategoricalHinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = aligned(name(), y_true, y_pred);
  const Tensor positive = ops::sum(y * p, {.axis = -1});
  const Tensor negative = ops::max((1 - y) * p, {.axis = -1});
  return ops::maximum(negative - positive + 1, 0);
}

}  // namespace keratin::losses
