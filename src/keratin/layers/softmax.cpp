#include "keratin/layers/softmax.h"

#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/softmax.h"

namespace keratin::layers {

Softmax::Softmax(SoftmaxOptions options)
    : Layer(layer_options(options), "Softmax"), axis_(options.axis) {}

Tensor Softmax::call(const Tensor& x, Mode) const {
  return ops::softmax(is_floating(x.dtype()) ? x : x.astype(compute_dtype()), axis_);
}

bool Softmax::plan_into(PlanBuilder& plan) const {
  const bool is_last = axis_ == -1 || axis_ == plan.shape().rank();
  return is_last && plan.add({.kind = PlannedLayer::Kind::softmax});
}

}  // namespace keratin::layers
