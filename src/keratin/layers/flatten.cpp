#include "keratin/layers/flatten.h"

#include "keratin/base/error.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

Flatten::Flatten(FlattenOptions options) : Layer(layer_options(options), "Flatten") {}

Shape Flatten::output_shape(const Shape& x) const {
  if (x.empty()) throw_shape_error("the input needs a batch axis, received a scalar");
  const Shape sample = x.tail();
  return {x.front(), sample.has_none() ? None : sample.size()};
}

Tensor Flatten::call(const Tensor& x, Mode) const { return x.reshape(output_shape(x.shape())); }

bool Flatten::plan_into(PlanBuilder& plan) const {
  return plan.add({.kind = PlannedLayer::Kind::reshape});
}

}  // namespace keratin::layers
