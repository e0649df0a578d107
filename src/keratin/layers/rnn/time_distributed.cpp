// The same layer at each step of a sequence.
#include "keratin/layers/rnn/time_distributed.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"

namespace keratin::layers {
namespace {

void check_axes_of_sequence(const Shape& x) {
  if (x.rank() >= 3) return;
  throw_shape_error(
      text("`TimeDistributed` Layer should be passed an `input_shape` with at least 3 "
           "dimensions, received: ",
           x));
}

void check_mask_of_sequence(const Tensor& mask, const Tensor& x) {
  if (!mask.defined()) return;
  const bool fits = mask.ndim() >= 2 && mask.len() == x.len() && mask.shape()[1] == x.shape()[1];
  if (fits) return;
  throw_shape_error("the mask must begin with (batch, steps), as the input",
                    {{"input", describe(x)}, {"mask", describe(mask)}});
}

}  // namespace

TimeDistributed::TimeDistributed(TimeDistributedOptions options) : LayerOf(std::move(options)) {
  if (!options_.layer.get()) {
    throw_value_error(
        "TimeDistributed: Please initialize `TimeDistributed` layer with a `keras.layers.Layer` "
        "instance. Received: None");
  }
  layer_ = track("layer", options_.layer.get());
}

void TimeDistributed::build(const Shapes& inputs) {
  check_axes_of_sequence(inputs[0]);
  layer_->ensure_built(inputs[0].erased(1));
}

Tensor TimeDistributed::call(const Tensor& x, Call& call) const {
  check_axes_of_sequence(x.shape());
  const Tensor mask = call.mask(0);
  check_mask_of_sequence(mask, x);
  const int64_t steps = x.shape()[1];
  if (steps == 0) throw_shape_error("there are no steps", {{"input", describe(x)}});
  std::vector<Tensor> outputs;
  for (int64_t t = 0; t < steps; ++t) {
    CallOptions options;
    if (mask.defined()) options.mask = mask[{slice(), t}];
    outputs.push_back((*layer_)(x[{slice(), t}], options));
    if (x.device() != kMeta) continue;
    const Tensor& y = outputs[0];  // only the shape is wanted
    return Tensor(y.shape().inserted(1, steps), y.dtype(), y.device());
  }
  return ops::stack(outputs, 1);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::TimeDistributed, layers::TimeDistributedOptions, layers::Layer>;
template class layers::LayerOf<layers::TimeDistributed, layers::TimeDistributedOptions>;
}  // namespace keratin
