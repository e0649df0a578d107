// What every layer promises, checked in one call.
#pragma once
#include <cstdint>

#include "keratin/layers/layer.h"

namespace keratin::testing {

struct LayerContract {
  Shape input;                   // of one sample
  Shape output;                  // of one sample
  size_t weights = 0;            // how many arrays
  double low = 0.2, high = 1.5;  // inputs are drawn from here: away from kinks
};

/// Checks a layer of dtype float64: output_shape tells the shape that call gives, for batches of 3,
/// 1 and none; the number of weights; get_weights and set_weights; the gradients of inputs and
/// weights against central differences; that a const call gives the same; that an input of another
/// rank names the layer.
void check_layer(layers::Layer& layer, const LayerContract& contract);
template <class SomeLayer>
void check_layer(SomeLayer&& layer, const LayerContract& contract) {
  check_layer(static_cast<layers::Layer&>(layer), contract);
}

}  // namespace keratin::testing
