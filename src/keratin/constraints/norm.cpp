// The constraints on the length of a weight's vectors, and the one on its signs.
#include "keratin/constraints/norm.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::constraints {
namespace {

constexpr double kEpsilon = 1e-7;

Tensor lengths(const Tensor& weight, const Axes& axis) {
  return ops::sqrt(ops::sum(ops::square(weight), {.axis = axis, .keepdims = true}));
}

}  // namespace

MaxNorm::MaxNorm(MaxNormOptions options) : Described(options) {
  check_not_negative(class_name(), "max_value", options.max_value);
}

Tensor MaxNorm::operator()(const Tensor& weight) const {
  const Tensor length = lengths(weight, options_.axis);
  return weight * (ops::clip(length, 0.0, options_.max_value) / (length + kEpsilon));
}

MinMaxNorm::MinMaxNorm(MinMaxNormOptions options) : Described(options) {
  check_not_negative(class_name(), "min_value", options.min_value);
  check_not_negative(class_name(), "max_value", options.max_value);
  if (options.min_value > options.max_value) {
    throw_value_error(text("min_value of MinMaxNorm is at most max_value, but got ",
                           options.min_value, " and ", options.max_value));
  }
  check_fraction(class_name(), "rate", options.rate);
}

Tensor MinMaxNorm::operator()(const Tensor& weight) const {
  const Tensor length = lengths(weight, options_.axis);
  const Tensor desired = options_.rate * ops::clip(length, options_.min_value, options_.max_value) +
                         (1.0 - options_.rate) * length;
  return weight * (desired / (length + kEpsilon));
}

Tensor UnitNorm::operator()(const Tensor& weight) const {
  return weight / (lengths(weight, options_.axis) + kEpsilon);
}

Tensor NonNeg::operator()(const Tensor& weight) const { return ops::maximum(weight, 0.0); }

}  // namespace keratin::constraints

namespace keratin {
template class Described<constraints::MaxNorm, constraints::MaxNormOptions,
                         constraints::Constraint>;
template class Described<constraints::MinMaxNorm, constraints::MinMaxNormOptions,
                         constraints::Constraint>;
template class Described<constraints::UnitNorm, constraints::UnitNormOptions,
                         constraints::Constraint>;
template class Described<constraints::NonNeg, NoOptions, constraints::Constraint>;
}  // namespace keratin
