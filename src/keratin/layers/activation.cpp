#include "keratin/layers/activation.h"

#include "keratin/layers/plan_builder_internal.h"

namespace keratin::layers {

Activation::Activation(keratin::Activation activation, ActivationOptions options)
    : Layer(layer_options(options), "Activation"), activation_(activation.make()) {}

Tensor Activation::call(const Tensor& x, Mode) const { return activation_ ? (*activation_)(x) : x; }

bool Activation::plan_into(PlanBuilder& plan) const { return plan.add(activation_.get()); }

}  // namespace keratin::layers
