// Mean 0 and variance 1, or length 1, as operations; layers/normalization has the layers.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct Moments {
  Tensor mean, variance;
};
/// The mean and the variance of x along axes. Of float16 they are computed in float32, and limited
/// to what it holds.
Moments moments(const Tensor& x, const Axes& axes, bool keepdims = false);

struct NormalizeOptions {
  Axes axis = -1;
  int64_t order = 2;
  std::optional<double> epsilon = {};  // config::epsilon()
};
/// x / max(norm(x), epsilon), with the norm of that order along an axis: sum(|x|^order)^(1 /
/// order). Throws ValueError for an order below 1.
Tensor normalize(const Tensor& x, const NormalizeOptions& options = {});

struct BatchNormalizationArguments {
  Tensor offset = {}, scale = {};
  double epsilon = 1e-3;
};
/// (x - mean) / sqrt(variance + epsilon) * scale + offset, all of them vectors as long as the axis.
/// Throws ShapeError for other lengths.
Tensor batch_normalization(const Tensor& x, const Tensor& mean, const Tensor& variance, int axis,
                           const BatchNormalizationArguments& arguments = {});

struct LayerNormalizationArguments {
  Tensor gamma = {}, beta = {};
  Axes axis = -1;
  std::optional<double> epsilon = {};  // config::epsilon()
  bool rms_scaling = false;            // x / sqrt(variance + epsilon) * gamma, as Keras 2 had it
};
/// x with mean 0 and variance 1 along the axes, times gamma, plus beta, whose shape is that of the
/// axes, in ascending order; computed in float32 at least. In x's dtype.
Tensor layer_normalization(const Tensor& x, const LayerNormalizationArguments& arguments = {});

struct RmsNormalizationArguments {
  Tensor scale = {};  // broadcast to x
  Axes axis = -1;
  std::optional<double> epsilon = {};  // config::epsilon()
};
/// x / sqrt(mean(x^2) + epsilon) * scale along the axes, computed in float32 at least. In x's
/// dtype.
Tensor rms_normalization(const Tensor& x, const RmsNormalizationArguments& arguments = {});

}  // namespace keratin::ops
