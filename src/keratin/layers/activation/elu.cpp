// The exponential linear unit as a layer.
#include "keratin/layers/activation/elu.h"

#include "keratin/activations/all.h"
#include "keratin/activations/elementwise.h"
#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

ELU::ELU(ELUOptions options) : LayerOf(std::move(options)) {}

Tensor ELU::call(const Tensor& x, Call&) const { return activations::elu(x, options_.alpha); }

bool ELU::plan_into(PlanBuilder& plan) const {
  const activations::Elementwise elu("elu", Unary::elu, {.a = options_.alpha});
  return plan.add(&elu);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::ELU, layers::ELUOptions, layers::Layer>;
template class layers::LayerOf<layers::ELU, layers::ELUOptions>;
}  // namespace keratin
