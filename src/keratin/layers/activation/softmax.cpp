// Scores to probabilities.
#include "keratin/layers/activation/softmax.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/softmax.h"

namespace keratin::layers {

Softmax::Softmax(SoftmaxOptions options) : LayerOf(std::move(options)) {
  if (options_.axis.list.rank() != 1) {
    throw_value_error(
        text("Softmax: several axes are not there yet, received axis ", options_.axis.list));
  }
  axis_ = static_cast<int>(options_.axis.list[0]);
}

Tensor Softmax::call(const Tensor& x, Call& call) const {
  Tensor scores = is_floating(x.dtype()) ? x : x.astype(compute_dtype());
  const Tensor mask = call.mask();
  if (mask.defined() && mask.shape() == x.shape()) {  // as Keras: far below all scores
    const double far = scores.dtype() == float16 ? -3e4 : -1e9;
    scores = scores + (1 - mask.astype(scores.dtype())) * far;
  }
  return ops::softmax(scores, axis_);
}

bool Softmax::plan_into(PlanBuilder& plan) const {
  const bool is_last = axis_ == -1 || axis_ == plan.shape().rank();
  return is_last && plan.add({.kind = PlannedLayer::Kind::softmax});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Softmax, layers::SoftmaxOptions, layers::Layer>;
template class layers::LayerOf<layers::Softmax, layers::SoftmaxOptions>;
}  // namespace keratin
