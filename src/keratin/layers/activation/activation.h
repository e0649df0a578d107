// An activation function as a layer of its own.
#pragma once
#include "keratin/activations/activation.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct ActivationOptions {
  keratin::Activation activation = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = activation(x)
/// x [batch, ...] -> y of the same shape
class Activation final : public LayerOf<Activation, ActivationOptions> {
 public:
  explicit Activation(ActivationOptions options);
  explicit Activation(keratin::Activation activation, ActivationOptions options = {})
      : Activation((options.activation = std::move(activation), std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;

  std::shared_ptr<activations::Activation> activation_;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Activation, layers::ActivationOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Activation, layers::ActivationOptions>;
}  // namespace keratin
