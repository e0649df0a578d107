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
class RandomNormal final : public InitializerOf<RandomNormal, RandomNormalOptions> {
 public:
  explicit RandomNormal(RandomNormalOptions options = {});
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

struct RandomUniformOptions {
  double minval = -0.05;
  double maxval = 0.05;
  std::optional<uint64_t> seed = {};
};
/// In [minval, maxval).
class RandomUniform final : public InitializerOf<RandomUniform, RandomUniformOptions> {
 public:
  explicit RandomUniform(RandomUniformOptions options = {});
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

using TruncatedNormalOptions = RandomNormalOptions;
/// Normal numbers within two standard deviations of the mean.
class TruncatedNormal final : public InitializerOf<TruncatedNormal, TruncatedNormalOptions> {
 public:
  explicit TruncatedNormal(TruncatedNormalOptions options = {});
  Tensor operator()(const Shape& shape, DType dtype = float32) const override;
};

}  // namespace keratin::initializers

namespace keratin {
extern template class Described<initializers::RandomNormal, initializers::RandomNormalOptions,
                                initializers::Initializer>;
extern template class Described<initializers::RandomUniform, initializers::RandomUniformOptions,
                                initializers::Initializer>;
extern template class Described<initializers::TruncatedNormal, initializers::TruncatedNormalOptions,
                                initializers::Initializer>;
}  // namespace keratin
