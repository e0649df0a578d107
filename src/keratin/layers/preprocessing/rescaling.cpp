// Inputs to another range.
#include "keratin/layers/preprocessing/rescaling.h"

#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::layers {

Tensor Rescaling::call(const Tensor& x, Call&) const {
  const Tensor scaled = x.astype(compute_dtype()) * options_.scale;
  return options_.offset == 0 ? scaled : scaled + options_.offset;
}

bool Rescaling::plan_into(PlanBuilder& plan) const {
  return plan.add(
      {.kind = PlannedLayer::Kind::scale, .scale = options_.scale, .offset = options_.offset});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Rescaling, layers::RescalingOptions, layers::Layer>;
template class layers::LayerOf<layers::Rescaling, layers::RescalingOptions>;
}  // namespace keratin
