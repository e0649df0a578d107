// An activation function as a layer of its own.
#include "keratin/layers/activation/activation.h"

#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

Activation::Activation(ActivationOptions options)
    : LayerOf(std::move(options)), activation_(options_.activation.make()) {}

Tensor Activation::call(const Tensor& x, Call&) const {
  return activation_ ? (*activation_)(x) : x;
}

bool Activation::plan_into(PlanBuilder& plan) const { return plan.add(activation_.get()); }

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Activation, layers::ActivationOptions, layers::Layer>;
template class layers::LayerOf<layers::Activation, layers::ActivationOptions>;
}  // namespace keratin
