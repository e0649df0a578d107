#include "keratin/layers/softmax.h"

#include "keratin/ops/softmax.h"

namespace keratin::layers {

Softmax::Softmax(SoftmaxOptions options)
    : Layer(layer_options(options), "Softmax"), axis_(options.axis) {}

Tensor Softmax::call(const Tensor& x, Mode) const {
  return ops::softmax(is_floating(x.dtype()) ? x : x.astype(compute_dtype()), axis_);
}

}  // namespace keratin::layers
