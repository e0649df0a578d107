#include "keratin/layers/relu.h"

#include <limits>

#include "keratin/activations/all.h"
#include "keratin/activations/elementwise.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

ReLU::ReLU(ReLUOptions options) : Layer(layer_options(options), "ReLU"), options_(options) {
  if (options.max_value && *options.max_value < 0) {
    throw_value_error(text("ReLU: max_value must not be negative, received ", *options.max_value));
  }
  if (options.negative_slope < 0) {
    throw_value_error(
        text("ReLU: negative_slope must not be negative, received ", options.negative_slope));
  }
  if (options.threshold < 0) {
    throw_value_error(text("ReLU: threshold must not be negative, received ", options.threshold));
  }
}

Tensor ReLU::call(const Tensor& x, Mode) const {
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
