// A penalty on the size of what goes through.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct ActivityRegularizationOptions {
  double l1 = 0.0;
  double l2 = 0.0;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  Shape input_shape = {};
};

/// A layer whose activity regularizer is made of its own arguments.
class PenalizedLayer : public Layer {
 public:
  static LayerOptions common(const ActivityRegularizationOptions& options,
                             std::string_view class_name);

 protected:
  using Layer::Layer;
};

/// y = x; adds (l1 * sum(|x|) + l2 * sum(x^2)) / batch to the loss
/// x [batch, ...] -> y of the same shape. Throws ValueError for a negative or infinite factor.
class ActivityRegularization final
    : public LayerOf<ActivityRegularization, ActivityRegularizationOptions, PenalizedLayer> {
 public:
  explicit ActivityRegularization(ActivityRegularizationOptions options = {});
  explicit ActivityRegularization(double l1, double l2 = 0.0,
                                  ActivityRegularizationOptions options = {})
      : ActivityRegularization((options.l1 = l1, options.l2 = l2, std::move(options))) {}
  Tensor call(const Tensor& x, Call&) const override { return x; }
  Config get_config() const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::ActivityRegularization,
                                layers::ActivityRegularizationOptions, layers::PenalizedLayer>;
extern template class layers::LayerOf<
    layers::ActivityRegularization, layers::ActivityRegularizationOptions, layers::PenalizedLayer>;
}  // namespace keratin
