// All axes of a sample as one.
#include "keratin/layers/reshaping/flatten.h"

#include "keratin/base/error.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/manipulate.h"

namespace keratin::layers {

Flatten::Flatten(FlattenOptions options) : LayerOf(std::move(options)) {}

Tensor Flatten::call(const Tensor& x, Call&) const {
  if (x.ndim() == 0) throw_shape_error("the input needs a batch axis, received a scalar");
  const bool moves = options_.data_format.is_channels_first() && x.ndim() > 2;
  const Shape sample = x.shape().tail();
  return (moves ? ops::moveaxis(x, 1, -1) : x).reshape({x.len(), sample.size()});
}

bool Flatten::plan_into(PlanBuilder& plan) const {
  if (options_.data_format.is_channels_first() && plan.shape().rank() > 1) return false;
  return plan.add({.kind = PlannedLayer::Kind::reshape});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Flatten, layers::FlattenOptions, layers::Layer>;
template class layers::LayerOf<layers::Flatten, layers::FlattenOptions>;
}  // namespace keratin
