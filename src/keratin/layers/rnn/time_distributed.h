// The same layer at each step of a sequence.
#pragma once
#include <memory>

#include "keratin/layers/any_layer.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct TimeDistributedOptions {
  AnyLayer layer = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y[:, t] = layer(x[:, t])
/// x [batch, steps, ...] -> y [batch, steps, ...]. Each step is a call: a BatchNormalization inside
/// takes the statistics of one step. Each step is given its part mask[:, t], as in Keras also where
/// that says which samples count, as it does for a BatchNormalization, and a recurrence refuses it.
/// Throws ValueError without a layer, ShapeError for x of less than three axes and for a mask that
/// does not begin with (batch, steps).
class TimeDistributed final : public LayerOf<TimeDistributed, TimeDistributedOptions> {
 public:
  explicit TimeDistributed(TimeDistributedOptions options);
  template <std::derived_from<Layer> L>
  explicit TimeDistributed(const L& layer, TimeDistributedOptions options = {})
      : TimeDistributed((options.layer = layer, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  /// The layer that is wrapped.
  const Layer& layer() const { return *layer_; }

 private:
  std::shared_ptr<Layer> layer_;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::TimeDistributed, layers::TimeDistributedOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::TimeDistributed, layers::TimeDistributedOptions>;
}  // namespace keratin
