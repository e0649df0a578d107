#include "keratin/layers/leaky_relu.h"

#include "keratin/activations/all.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

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

}  // namespace keratin::layers
