// All axes of a sample as one.
#pragma once
#include "keratin/layers/data_format.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct FlattenOptions {
  DataFormat data_format = "channels_last";  // or "channels_first"
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// x [batch, a, b, ...] -> y [batch, a * b * ...]; with "channels_first" the axis after the batch
/// goes last before, so that both formats give the same order.
class Flatten final : public LayerOf<Flatten, FlattenOptions> {
 public:
  explicit Flatten(FlattenOptions options = {});
  Tensor call(const Tensor& x, Call& call) const override;

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Flatten, layers::FlattenOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Flatten, layers::FlattenOptions>;
}  // namespace keratin
