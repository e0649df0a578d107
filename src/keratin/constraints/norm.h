// The constraints on the length of a weight's vectors, and the one on its signs.
#pragma once
#include "keratin/constraints/constraint.h"

namespace keratin::constraints {

/// w * (min(max(length, 0), max_value) / (epsilon + length)), lengths along `axis`.
/// Srivastava et al., 2014.
class MaxNorm final : public Constraint {
 public:
  explicit MaxNorm(double max_value = 2, Axes axis = 0) : max_value_(max_value), axis_(axis) {}
  Tensor operator()(const Tensor& weight) const override;
  std::string_view class_name() const override { return "MaxNorm"; }

 private:
  double max_value_;
  Axes axis_;
};

struct MinMaxNormOptions {
  double min_value = 0.0;
  double max_value = 1.0;
  double rate = 1.0;
  Axes axis = 0;
};
/// The length moves to [min_value, max_value], by the share `rate` of the way.
class MinMaxNorm final : public Constraint {
 public:
  explicit MinMaxNorm(MinMaxNormOptions options = {}) : options_(options) {}
  Tensor operator()(const Tensor& weight) const override;
  std::string_view class_name() const override { return "MinMaxNorm"; }

 private:
  MinMaxNormOptions options_;
};

/// w / (epsilon + length)
class UnitNorm final : public Constraint {
 public:
  explicit UnitNorm(Axes axis = 0) : axis_(axis) {}
  Tensor operator()(const Tensor& weight) const override;
  std::string_view class_name() const override { return "UnitNorm"; }

 private:
  Axes axis_;
};

/// max(w, 0)
class NonNeg final : public Constraint {
 public:
  Tensor operator()(const Tensor& weight) const override;
  std::string_view class_name() const override { return "NonNeg"; }
};

/// Keras's function names.
inline MaxNorm max_norm(double max_value = 2, Axes axis = 0) { return MaxNorm(max_value, axis); }
inline MinMaxNorm min_max_norm(MinMaxNormOptions options = {}) { return MinMaxNorm(options); }
inline UnitNorm unit_norm(Axes axis = 0) { return UnitNorm(axis); }
inline NonNeg non_neg() { return {}; }

}  // namespace keratin::constraints
