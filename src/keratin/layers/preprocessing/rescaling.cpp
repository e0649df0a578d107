// Inputs to another range.
#include "keratin/layers/preprocessing/rescaling.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {

namespace {

Tensor as_tensor(const ChannelNumbers& numbers, const Tensor& x) {
  return tensor(numbers.list()).as_dtype(x.dtype()).to(x.device());
}

}  // namespace

Rescaling::Rescaling(RescalingOptions options) : LayerOf(std::move(options)) {
  for (const double scale : options_.scale.list()) check_finite("Rescaling", "scale", scale);
  for (const double offset : options_.offset.list()) check_finite("Rescaling", "offset", offset);
}

Tensor Rescaling::call(const Tensor& x, Call&) const {
  const ChannelNumbers &scale = options_.scale, &offset = options_.offset;
  const Tensor values = x.as_dtype(compute_dtype());
  const Tensor scaled =
      scale.is_list() ? values * as_tensor(scale, values) : values * scale.number();
  if (offset.is_list()) return scaled + as_tensor(offset, values);
  return offset.number() == 0 ? scaled : scaled + offset.number();
}

bool Rescaling::plan_into(PlanBuilder& plan) const {
  if (options_.scale.is_list() || options_.offset.is_list()) return false;
  return plan.add({.kind = PlannedLayer::Kind::scale,
                   .scale = options_.scale.number(),
                   .offset = options_.offset.number()});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Rescaling, layers::RescalingOptions, layers::Layer>;
template class layers::LayerOf<layers::Rescaling, layers::RescalingOptions>;
}  // namespace keratin
