// The rectifier as a layer, with a bound, a slope and a threshold.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct ReLUOptions {
  std::optional<double> max_value = {};
  double negative_slope = 0;
  double threshold = 0;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = min(x, max_value) where x >= threshold, else negative_slope * (x - threshold)
/// Throws ValueError for negative arguments.
class ReLU final : public LayerOf<ReLU, ReLUOptions> {
 public:
  explicit ReLU(ReLUOptions options = {});
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::ReLU, layers::ReLUOptions, layers::Layer>;
extern template class layers::LayerOf<layers::ReLU, layers::ReLUOptions>;
}  // namespace keratin
