// The initializers that keep the variance of signals the same from layer to layer.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "keratin/initializers/initializer.h"

namespace keratin::initializers {

/// How many numbers one output sums, and to how many outputs one input goes. One axis: both its
/// length; [in, out]; [receptive field..., in, out]: times the field; a scalar: 1.
struct Fans {
  double in;
  double out;
};
Fans compute_fans(const Shape& shape);

struct VarianceScalingOptions {
  double scale = 1.0;
  std::string mode = "fan_in";                    // or "fan_out", "fan_avg"
  std::string distribution = "truncated_normal";  // or "untruncated_normal", "uniform"
  std::optional<uint64_t> seed = {};
};
/// Numbers of mean 0 and variance scale / fan. Throws ValueError for scale <= 0 and unknown words.
class VarianceScaling : public Initializer {
 public:
  explicit VarianceScaling(VarianceScalingOptions options = {});
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "VarianceScaling"; }

 private:
  VarianceScalingOptions options_;
};

struct SeedOptions {
  std::optional<uint64_t> seed = {};
};

/// Uniform within +-sqrt(6 / (fan_in + fan_out)). Glorot, Bengio, 2010.
class GlorotUniform final : public VarianceScaling {
 public:
  explicit GlorotUniform(SeedOptions options = {})
      : VarianceScaling({1.0, "fan_avg", "uniform", options.seed}) {}
  std::string_view class_name() const override { return "GlorotUniform"; }
};
class GlorotNormal final : public VarianceScaling {
 public:
  explicit GlorotNormal(SeedOptions options = {})
      : VarianceScaling({1.0, "fan_avg", "truncated_normal", options.seed}) {}
  std::string_view class_name() const override { return "GlorotNormal"; }
};
/// Uniform within +-sqrt(6 / fan_in). He, Zhang, Ren, Sun, 2015.
class HeUniform final : public VarianceScaling {
 public:
  explicit HeUniform(SeedOptions options = {})
      : VarianceScaling({2.0, "fan_in", "uniform", options.seed}) {}
  std::string_view class_name() const override { return "HeUniform"; }
};
class HeNormal final : public VarianceScaling {
 public:
  explicit HeNormal(SeedOptions options = {})
      : VarianceScaling({2.0, "fan_in", "truncated_normal", options.seed}) {}
  std::string_view class_name() const override { return "HeNormal"; }
};
/// Uniform within +-sqrt(3 / fan_in). LeCun, Bottou, Orr, Mueller, 1998.
class LecunUniform final : public VarianceScaling {
 public:
  explicit LecunUniform(SeedOptions options = {})
      : VarianceScaling({1.0, "fan_in", "uniform", options.seed}) {}
  std::string_view class_name() const override { return "LecunUniform"; }
};
class LecunNormal final : public VarianceScaling {
 public:
  explicit LecunNormal(SeedOptions options = {})
      : VarianceScaling({1.0, "fan_in", "truncated_normal", options.seed}) {}
  std::string_view class_name() const override { return "LecunNormal"; }
};

}  // namespace keratin::initializers
