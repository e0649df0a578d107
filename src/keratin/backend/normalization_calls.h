// Mean 0 and variance 1 (calls.h says what holds for all calls).
#pragma once
#include "keratin/backend/call_views.h"

namespace keratin {

/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for x [rows, columns]: mean and
/// variance are those of each column (axis 0, as batches are normalized) or of each row (axis 1, as
/// layers are), and have as many elements; gamma and beta [columns], or none. Where there is no
/// view for the mean it is 0, whatever x is. The variance is that of all elements, not of a sample.
/// Floats of one dtype, of 32 or 64 bits.
struct NormalizationCall {
  ConstView x;
  int axis = 1;
  std::optional<ConstView> gamma = {}, beta = {};
  double epsilon = 0;
  View y;
  std::optional<View> mean = {};
  View variance;
  static constexpr auto name = "normalization";
  using Views =
      ViewList<&NormalizationCall::x, &NormalizationCall::gamma, &NormalizationCall::beta,
               &NormalizationCall::y, &NormalizationCall::mean, &NormalizationCall::variance>;
  bool operator==(const NormalizationCall&) const = default;
};
/// From dy: the gradients by x, gamma and beta [columns], those that are wanted; mean and variance
/// move with x.
struct NormalizationGradientCall {
  ConstView x;
  int axis = 1;
  std::optional<ConstView> gamma = {};
  double epsilon = 0;
  std::optional<ConstView> mean = {};
  ConstView variance, dy;
  std::optional<View> dx = {}, dgamma = {}, dbeta = {};
  static constexpr auto name = "normalization_gradient";
  using Views = ViewList<&NormalizationGradientCall::x, &NormalizationGradientCall::gamma,
                         &NormalizationGradientCall::mean, &NormalizationGradientCall::variance,
                         &NormalizationGradientCall::dy, &NormalizationGradientCall::dx,
                         &NormalizationGradientCall::dgamma, &NormalizationGradientCall::dbeta>;
  bool operator==(const NormalizationGradientCall&) const = default;
};

}  // namespace keratin
