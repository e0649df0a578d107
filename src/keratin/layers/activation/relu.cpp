// The rectifier as a layer, with a bound, a slope and a threshold.
#include "keratin/layers/activation/relu.h"

#include <limits>

#include "keratin/activations/all.h"
#include "keratin/activations/elementwise.h"
#include "keratin/base/arguments_internal.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

ReLU::ReLU(ReLUOptions options) : LayerOf(std::move(options)) {
  const double most = options_.max_value.value_or(0);
  if (most != std::numeric_limits<double>::infinity()) {
    check_not_negative("ReLU", "max_value", most);
  }
  check_not_negative("ReLU", "negative_slope", options_.negative_slope);
  check_not_negative("ReLU", "threshold", options_.threshold);
}

Tensor ReLU::call(const Tensor& x, Call&) const {
  return activations::relu(
      x, {.negative_slope = options_.negative_slope,
          .max_value = options_.max_value.value_or(std::numeric_limits<double>::infinity()),
          .threshold = options_.threshold});
}

bool ReLU::plan_into(PlanBuilder& plan) const {
  if (options_.max_value || options_.negative_slope != 0 || options_.threshold != 0) return false;
  const activations::Elementwise relu("relu", Unary::relu);
  return plan.add(&relu);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::ReLU, layers::ReLUOptions, layers::Layer>;
template class layers::LayerOf<layers::ReLU, layers::ReLUOptions>;
}  // namespace keratin
