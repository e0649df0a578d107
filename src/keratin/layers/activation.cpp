#include "keratin/layers/activation.h"

namespace keratin::layers {

Activation::Activation(keratin::Activation activation, ActivationOptions options)
    : Layer(layer_options(options), "Activation"), activation_(activation.make()) {}

Tensor Activation::call(const Tensor& x, Mode) const { return activation_ ? (*activation_)(x) : x; }

}  // namespace keratin::layers
