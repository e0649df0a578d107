// Inputs to another range.
#pragma once
#include "keratin/base/channel_numbers.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct RescalingOptions {
  ChannelNumbers scale = 1;
  ChannelNumbers offset = 0;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x * scale + offset, in the compute dtype whatever x is: Rescaling(1. / 255) for images. x
/// [batch, ..., channels] where scale or offset are lists of as many; ShapeError for others,
/// ValueError for numbers that are not finite.
class Rescaling final : public LayerOf<Rescaling, RescalingOptions> {
 public:
  explicit Rescaling(RescalingOptions options);
  explicit Rescaling(double scale, RescalingOptions options = {})
      : Rescaling((options.scale = scale, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Rescaling, layers::RescalingOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Rescaling, layers::RescalingOptions>;
}  // namespace keratin
