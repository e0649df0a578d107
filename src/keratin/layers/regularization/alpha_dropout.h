// Dropout that keeps the mean and the variance of what SELU gives.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"
#include "keratin/layers/random_stream.h"

namespace keratin::layers {

struct AlphaDropoutOptions {
  double rate = 0;
  /// Shape of the mask; an entry of None takes the input's length, 1 shares along the axis.
  Shape noise_shape = {};
  std::optional<uint64_t> seed = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// In training: y = a * (x or, with probability `rate`, s) + b, where s = -1.7581 is what SELU
/// gives for very negative inputs, a = ((1 - rate) * (1 + rate * s^2))^(-1/2), b = -a * s * rate;
/// else y = x x [batch, ...] -> y of the same shape. Throws ValueError unless 0 <= rate <= 1, and
/// in training for a rate of 1; ShapeError for a noise_shape that cannot be stretched to x.
/// Klambauer, Unterthiner, Mayr, Hochreiter, "Self-normalizing neural networks", 2017.
class AlphaDropout final : public LayerOf<AlphaDropout, AlphaDropoutOptions> {
 public:
  static constexpr Renamed renamed[] = {{"p", "rate"}};
  explicit AlphaDropout(AlphaDropoutOptions options);
  explicit AlphaDropout(double rate, AlphaDropoutOptions options = {})
      : AlphaDropout((options.rate = rate, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Config get_config() const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  std::shared_ptr<RandomStream> random_;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::AlphaDropout, layers::AlphaDropoutOptions, layers::Layer>;
extern template class layers::LayerOf<layers::AlphaDropout, layers::AlphaDropoutOptions>;
}  // namespace keratin
