// ReLU with a slope for negative inputs.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct LeakyReLUOptions {
  double negative_slope = 0.3;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x where x >= 0, else negative_slope * x. Throws ValueError for a negative slope.
class LeakyReLU final : public LayerOf<LeakyReLU, LeakyReLUOptions> {
 public:
  static constexpr Renamed renamed[] = {{"alpha", "negative_slope"}};
  explicit LeakyReLU(LeakyReLUOptions options = {});
  explicit LeakyReLU(double negative_slope, LeakyReLUOptions options = {})
      : LeakyReLU((options.negative_slope = negative_slope, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::LeakyReLU, layers::LeakyReLUOptions, layers::Layer>;
extern template class layers::LayerOf<layers::LeakyReLU, layers::LeakyReLUOptions>;
}  // namespace keratin
