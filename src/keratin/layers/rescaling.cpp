#include "keratin/layers/rescaling.h"

#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::layers {

Rescaling::Rescaling(double scale, RescalingOptions options)
    : Layer(layer_options(options), "Rescaling"), scale_(scale), offset_(options.offset) {}

Tensor Rescaling::call(const Tensor& x, Mode) const {
  const Tensor scaled = x.astype(compute_dtype()) * scale_;
  return offset_ == 0 ? scaled : scaled + offset_;
}

bool Rescaling::plan_into(PlanBuilder& plan) const {
  return plan.add({.kind = PlannedLayer::Kind::scale, .scale = scale_, .offset = offset_});
}

}  // namespace keratin::layers
