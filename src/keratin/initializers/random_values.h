// The initializers that draw every element from one distribution.
#pragma once
#include <cstdint>
#include <optional>

#include "keratin/initializers/initializer.h"

namespace keratin::initializers {

struct RandomNormalOptions {
  double mean = 0.0;
  double stddev = 0.05;
  std::optional<uint64_t> seed = {};
};
class RandomNormal final : public Initializer {
 public:
  explicit RandomNormal(RandomNormalOptions options = {}) : options_(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "RandomNormal"; }

 private:
  RandomNormalOptions options_;
};

struct RandomUniformOptions {
  double minval = -0.05;
  double maxval = 0.05;
  std::optional<uint64_t> seed = {};
};
/// In [minval, maxval).
class RandomUniform final : public Initializer {
 public:
  explicit RandomUniform(RandomUniformOptions options = {}) : options_(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "RandomUniform"; }

 private:
  RandomUniformOptions options_;
};

struct TruncatedNormalOptions {
  double mean = 0.0;
  double stddev = 0.05;
  std::optional<uint64_t> seed = {};
};
/// Normal numbers within two standard deviations of the mean.
class TruncatedNormal final : public Initializer {
 public:
  explicit TruncatedNormal(TruncatedNormalOptions options = {}) : options_(options) {}
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
  std::string_view class_name() const override { return "TruncatedNormal"; }

 private:
  TruncatedNormalOptions options_;
};

}  // namespace keratin::initializers
