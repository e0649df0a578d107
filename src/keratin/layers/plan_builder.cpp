#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

bool PlanBuilder::add(PlannedLayer layer) {
  if (shape_.empty() || shape_.size() == 0) return false;
  if (layer.kind == PlannedLayer::Kind::dense && shape_.back() != layer.kernel.shape()[0]) {
    return false;
  }
  layer.name = name_;
  layer.rounds = rounds_;
  layer.in = shape_.size();
  if (layer.kind == PlannedLayer::Kind::dense) {
    shape_ = shape_.with_back(layer.kernel.shape()[1]);
  }
  layer.out = shape_.size();
  layer.width = shape_.back();
  layers_.push_back(std::move(layer));
  return true;
}

bool PlanBuilder::add(const activations::Activation* activation) {
  if (!activation || activation->name() == "linear") return true;
  if (activation->name() == "softmax") return add({.kind = PlannedLayer::Kind::softmax});
  const FusedActivation fused = activation->fused();
  if (!fused.is_some) return false;
  const bool follows_dense = !layers_.empty() && layers_.back().kind == PlannedLayer::Kind::dense &&
                             !layers_.back().activation.is_some;
  if (follows_dense && has_slope_from_value(fused)) {
    layers_.back().activation = fused;
    return true;
  }
  return add({.kind = PlannedLayer::Kind::unary, .activation = fused});
}

}  // namespace keratin::layers
