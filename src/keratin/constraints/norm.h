// The constraints on the length of a weight's vectors, and the one on its signs.
#pragma once
#include "keratin/constraints/constraint.h"

namespace keratin::constraints {

struct MaxNormOptions {
  double max_value = 2;
  Axes axis = 0;
};
/// w * (min(max(length, 0), max_value) / (epsilon + length)), lengths along `axis`.
/// Srivastava et al., 2014.
class MaxNorm final : public ConstraintOf<MaxNorm, MaxNormOptions> {
 public:
  static constexpr Renamed renamed[] = {{"m", "max_value"}};
  explicit MaxNorm(MaxNormOptions options = {});
  explicit MaxNorm(double max_value, Axes axis = 0) : Described({max_value, axis}) {}
  Tensor operator()(const Tensor& weight) const override;
};

struct MinMaxNormOptions {
  double min_value = 0.0;
  double max_value = 1.0;
  double rate = 1.0;
  Axes axis = 0;
};
/// The length moves to [min_value, max_value], by the share `rate` of the way.
class MinMaxNorm final : public ConstraintOf<MinMaxNorm, MinMaxNormOptions> {
 public:
  explicit MinMaxNorm(MinMaxNormOptions options = {});
  Tensor operator()(const Tensor& weight) const override;
};

struct UnitNormOptions {
  Axes axis = 0;
};
/// w / (epsilon + length)
class UnitNorm final : public ConstraintOf<UnitNorm, UnitNormOptions> {
 public:
  explicit UnitNorm(UnitNormOptions options = {}) : Described(options) {}
  explicit UnitNorm(Axes axis) : Described({axis}) {}
  Tensor operator()(const Tensor& weight) const override;
};

/// max(w, 0)
class NonNeg final : public ConstraintOf<NonNeg> {
 public:
  explicit NonNeg(NoOptions = {}) {}
  Tensor operator()(const Tensor& weight) const override;
};

/// Keras's function names.
inline MaxNorm max_norm(double max_value = 2, Axes axis = 0) { return MaxNorm(max_value, axis); }
inline MinMaxNorm min_max_norm(MinMaxNormOptions options = {}) { return MinMaxNorm(options); }
inline UnitNorm unit_norm(Axes axis = 0) { return UnitNorm(axis); }
inline NonNeg non_neg() { return NonNeg(); }

}  // namespace keratin::constraints

namespace keratin {
extern template class Described<constraints::MaxNorm, constraints::MaxNormOptions,
                                constraints::Constraint>;
extern template class Described<constraints::MinMaxNorm, constraints::MinMaxNormOptions,
                                constraints::Constraint>;
extern template class Described<constraints::UnitNorm, constraints::UnitNormOptions,
                                constraints::Constraint>;
extern template class Described<constraints::NonNeg, NoOptions, constraints::Constraint>;
}  // namespace keratin
