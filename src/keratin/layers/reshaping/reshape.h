// Other axes for the elements of a sample.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct ReshapeOptions {
  Shape target_shape = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// x [batch, ...] -> y [batch, target_shape...]; one entry may be -1, which takes what is left.
/// Throws ValueError for several -1, ShapeError for a sample that does not fill the shape.
class Reshape final : public LayerOf<Reshape, ReshapeOptions> {
 public:
  explicit Reshape(ReshapeOptions options);
  explicit Reshape(Shape target_shape, ReshapeOptions options = {})
      : Reshape((options.target_shape = target_shape, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Config get_config() const override;
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Reshape, layers::ReshapeOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Reshape, layers::ReshapeOptions>;
}  // namespace keratin
