// The initializers that keep the variance of signals the same from layer to layer.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keratin/initializers/initializer.h"

namespace keratin::initializers {

/// How many numbers one output sums, and to how many outputs one input goes. One axis: both its
/// length; [in, out]; [receptive field..., in, out]: times the field; a scalar: 1.
struct Fans {
  double in;
  double out;
};
/// With both lists of axes: the products of their lengths.
Fans compute_fans(const Shape& shape, const std::optional<std::vector<int64_t>>& input_axes = {},
                  const std::optional<std::vector<int64_t>>& output_axes = {});

struct VarianceScalingOptions {
  double scale = 1.0;
  std::string mode = "fan_in";                    // or "fan_out", "fan_avg"
  std::string distribution = "truncated_normal";  // or "untruncated_normal", "uniform"
  std::optional<uint64_t> seed = {};
  /// Which axes of the weight are summed over, and which are made: fan_in is the product of the
  /// input axes' lengths, fan_out of the output axes'. Both or neither; without them compute_fans.
  std::optional<std::vector<int64_t>> input_axes = {};
  std::optional<std::vector<int64_t>> output_axes = {};
};
/// Numbers of mean 0 and variance scale / fan. Throws ValueError for scale <= 0, unknown words, and
/// one of the two lists of axes without the other.
class VarianceScaling final : public InitializerOf<VarianceScaling, VarianceScalingOptions> {
 public:
  explicit VarianceScaling(VarianceScalingOptions options = {});
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

struct ScaledOptions {
  std::optional<uint64_t> seed = {};
  std::optional<std::vector<int64_t>> input_axes = {};
  std::optional<std::vector<int64_t>> output_axes = {};
};

/// Uniform within +-sqrt(6 / (fan_in + fan_out)). Glorot, Bengio, 2010.
class GlorotUniform final : public InitializerOf<GlorotUniform, ScaledOptions> {
 public:
  explicit GlorotUniform(ScaledOptions options = {}) : Described(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};
class GlorotNormal final : public InitializerOf<GlorotNormal, ScaledOptions> {
 public:
  explicit GlorotNormal(ScaledOptions options = {}) : Described(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};
/// Uniform within +-sqrt(6 / fan_in). He, Zhang, Ren, Sun, 2015.
class HeUniform final : public InitializerOf<HeUniform, ScaledOptions> {
 public:
  explicit HeUniform(ScaledOptions options = {}) : Described(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};
class HeNormal final : public InitializerOf<HeNormal, ScaledOptions> {
 public:
  explicit HeNormal(ScaledOptions options = {}) : Described(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};
/// Uniform within +-sqrt(3 / fan_in). LeCun, Bottou, Orr, Mueller, 1998.
class LecunUniform final : public InitializerOf<LecunUniform, ScaledOptions> {
 public:
  explicit LecunUniform(ScaledOptions options = {}) : Described(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};
class LecunNormal final : public InitializerOf<LecunNormal, ScaledOptions> {
 public:
  explicit LecunNormal(ScaledOptions options = {}) : Described(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

}  // namespace keratin::initializers

namespace keratin {
extern template class Described<initializers::VarianceScaling, initializers::VarianceScalingOptions,
                                initializers::Initializer>;
extern template class Described<initializers::GlorotUniform, initializers::ScaledOptions,
                                initializers::Initializer>;
extern template class Described<initializers::GlorotNormal, initializers::ScaledOptions,
                                initializers::Initializer>;
extern template class Described<initializers::HeUniform, initializers::ScaledOptions,
                                initializers::Initializer>;
extern template class Described<initializers::HeNormal, initializers::ScaledOptions,
                                initializers::Initializer>;
extern template class Described<initializers::LecunUniform, initializers::ScaledOptions,
                                initializers::Initializer>;
extern template class Described<initializers::LecunNormal, initializers::ScaledOptions,
                                initializers::Initializer>;
}  // namespace keratin
