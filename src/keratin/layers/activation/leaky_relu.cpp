// ReLU with a slope for negative inputs.
#include "keratin/layers/activation/leaky_relu.h"

#include "keratin/activations/all.h"
#include "keratin/activations/elementwise.h"
#include "keratin/base/arguments_internal.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

LeakyReLU::LeakyReLU(LeakyReLUOptions options) : LayerOf(std::move(options)) {
  check_not_negative("LeakyReLU", "negative_slope", options_.negative_slope);
}

Tensor LeakyReLU::call(const Tensor& x, Call&) const {
  return activations::leaky_relu(x, options_.negative_slope);
}

bool LeakyReLU::plan_into(PlanBuilder& plan) const {
  const activations::Elementwise leaky("leaky_relu", Unary::leaky_relu,
                                       {.a = options_.negative_slope});
  return plan.add(&leaky);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::LeakyReLU, layers::LeakyReLUOptions, layers::Layer>;
template class layers::LayerOf<layers::LeakyReLU, layers::LeakyReLUOptions>;
}  // namespace keratin
