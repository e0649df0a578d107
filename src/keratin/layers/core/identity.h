// The layer that changes nothing.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct IdentityOptions {
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x
class Identity final : public LayerOf<Identity, IdentityOptions> {
 public:
  explicit Identity(IdentityOptions options = {}) : LayerOf(std::move(options)) {}
  Tensor call(const Tensor& x, Call&) const override { return x; }
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Identity, layers::IdentityOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Identity, layers::IdentityOptions>;
}  // namespace keratin
