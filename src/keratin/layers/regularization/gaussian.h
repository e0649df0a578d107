// Normal noise against overfitting, added or multiplied.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"
#include "keratin/layers/random_stream.h"

namespace keratin::layers {

struct GaussianNoiseOptions {
  double stddev = 0;
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// In training: y = x + noise, normal with mean 0 and deviation `stddev`; else y = x
/// x [batch, ...] -> y of the same shape. Throws ValueError unless 0 <= stddev <= 1.
class GaussianNoise final : public LayerOf<GaussianNoise, GaussianNoiseOptions> {
 public:
  static constexpr Renamed renamed[] = {{"sigma", "stddev"}};
  explicit GaussianNoise(GaussianNoiseOptions options);
  explicit GaussianNoise(double stddev, GaussianNoiseOptions options = {})
      : GaussianNoise((options.stddev = stddev, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  std::shared_ptr<RandomStream> random_;
};

struct GaussianDropoutOptions {
  double rate = 0;
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// In training: y = x * noise, normal with mean 1 and deviation sqrt(rate / (1 - rate)), that of
/// Dropout's mask; else y = x
/// x [batch, ...] -> y of the same shape. Throws ValueError unless 0 <= rate <= 1, and in training
/// for a rate of 1. Srivastava et al., "Dropout: a simple way to prevent neural networks from
/// overfitting", 2014, section 10.
class GaussianDropout final : public LayerOf<GaussianDropout, GaussianDropoutOptions> {
 public:
  static constexpr Renamed renamed[] = {{"p", "rate"}};
  explicit GaussianDropout(GaussianDropoutOptions options);
  explicit GaussianDropout(double rate, GaussianDropoutOptions options = {})
      : GaussianDropout((options.rate = rate, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  std::shared_ptr<RandomStream> random_;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::GaussianNoise, layers::GaussianNoiseOptions, layers::Layer>;
extern template class layers::LayerOf<layers::GaussianNoise, layers::GaussianNoiseOptions>;
extern template class Described<layers::GaussianDropout, layers::GaussianDropoutOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::GaussianDropout, layers::GaussianDropoutOptions>;
}  // namespace keratin
