// Random zeros against overfitting.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"
#include "keratin/layers/random_stream.h"

namespace keratin::layers {

struct DropoutOptions {
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

/// In training: y = x * mask / (1 - rate), where mask is 0 with probability `rate`; else y = x
/// x [batch, ...] -> y of the same shape. Throws ValueError unless 0 <= rate <= 1.
/// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.
class Dropout final : public LayerOf<Dropout, DropoutOptions> {
 public:
  static constexpr Renamed renamed[] = {{"p", "rate"}};
  explicit Dropout(DropoutOptions options);
  explicit Dropout(double rate, DropoutOptions options = {})
      : Dropout((options.rate = rate, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Config get_config() const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
  Shape mask_shape(const Shape& x) const;

  std::shared_ptr<RandomStream> random_;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Dropout, layers::DropoutOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Dropout, layers::DropoutOptions>;
}  // namespace keratin
