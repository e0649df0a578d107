#include "keratin/layers/leaky_relu.h"

#include "keratin/activations/all.h"
#include "keratin/activations/elementwise.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

LeakyReLU::LeakyReLU(LeakyReLUOptions options)
    : Layer(layer_options(options), "LeakyReLU"), negative_slope_(options.negative_slope) {
  if (!(negative_slope_ >= 0)) {
    throw_value_error(
        text("LeakyReLU: negative_slope must not be negative, received ", negative_slope_));
  }
}

Tensor LeakyReLU::call(const Tensor& x, Mode) const {
  return activations::leaky_relu(x, negative_slope_);
}

bool LeakyReLU::plan_into(PlanBuilder& plan) const {
  const activations::Elementwise leaky("leaky_relu", Unary::leaky_relu, {.a = negative_slope_});
  return plan.add(&leaky);
}

}  // namespace keratin::layers
