// Scores to probabilities.
#include "keratin/layers/activation/softmax.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"

namespace keratin::layers {

namespace {

// Keras compares from the last axis on: a mask [batch, time] is none of x [batch, time, features].
Tensor checked_mask(const Tensor& mask, const Tensor& x) {
  bool fits = mask.ndim() <= x.ndim();
  for (int i = 1; fits && i <= mask.ndim(); ++i) {
    const int64_t length = mask.shape()[mask.ndim() - i];
    fits = length == 1 || length == x.shape()[x.ndim() - i];
  }
  if (!fits) {
    throw_shape_error("the mask must be broadcastable to the input",
                      {{"input", describe(x)}, {"mask", describe(mask)}},
                      "each length of the mask is 1 or that of the input");
  }
  return mask.dtype() == bool_ ? mask : ops::greater(mask, Scalar(0.5));
}

}  // namespace

Softmax::Softmax(SoftmaxOptions options) : LayerOf(std::move(options)) {
  if (options_.axis.list.empty()) throw_value_error("Softmax: axis is one axis or more");
}

Tensor Softmax::call(const Tensor& x, Call& call) const {
  Tensor scores = is_floating(x.dtype()) ? x : x.as_dtype(compute_dtype());
  const Tensor given = call.mask();
  const Tensor mask = given.defined() ? checked_mask(given, scores) : given;
  if (mask.defined()) {  // as Keras: far below all scores
    scores = ops::where(mask, scores, Scalar(scores.dtype() == float16 ? -3e4 : -1e9));
  }
  const Shape& axes = options_.axis.list;
  const Tensor y =
      axes.rank() == 1
          ? ops::softmax(scores, static_cast<int>(axes[0]))
          : ops::exp(scores - ops::logsumexp(scores, {.axis = axes, .keepdims = true}));
  return mask.defined() ? ops::where(mask, y, Scalar(0.0)) : y;  // nothing counts: all are 0
}

bool Softmax::plan_into(PlanBuilder& plan) const {
  const Shape& axes = options_.axis.list;
  const bool is_last = axes.rank() == 1 && (axes[0] == -1 || axes[0] == plan.shape().rank());
  return is_last && plan.add({.kind = PlannedLayer::Kind::softmax});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Softmax, layers::SoftmaxOptions, layers::Layer>;
template class layers::LayerOf<layers::Softmax, layers::SoftmaxOptions>;
}  // namespace keratin
