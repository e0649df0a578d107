// ReLU with slopes for negative inputs that are learned.
#include "keratin/layers/activation/prelu.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"

namespace keratin::layers {

PReLU::PReLU(PReLUOptions options) : LayerOf(std::move(options)) {}

void PReLU::build(const Shapes& inputs) {
  const Shape& x = inputs[0];
  if (x.empty()) throw_shape_error("the input needs a batch axis, received a scalar");
  Shape shape = x.tail();
  // As in Keras, axis 0 and those below count from the end of what is behind the batch.
  for (const int64_t axis : options_.shared_axes.list) shape[static_cast<int>(axis) - 1] = 1;
  if (shape.has_none()) {
    throw_shape_error(
        text("the lengths of the axes that are not shared must be known, received ", x), {},
        "shared_axes names the axes whose elements have one slope");
  }
  fill(alpha_, shape,
       {.initializer = options_.alpha_initializer,
        .regularizer = options_.alpha_regularizer,
        .constraint = options_.alpha_constraint});
}

Tensor PReLU::call(const Tensor& x, Call&) const {
  const Shape& slopes = alpha_.shape();
  bool fits = x.ndim() == slopes.rank() + 1;
  for (int i = 0; fits && i < slopes.rank(); ++i) {
    fits = slopes[i] == x.shape()[i + 1] || slopes[i] == 1;
  }
  if (!fits) {
    throw_shape_error("the slopes are for inputs of another shape",
                      {{"input", describe(x)}, {"alpha", describe(alpha_)}});
  }
  const Tensor& alpha = alpha_;
  return ops::relu(x) -
         (options_.autocast ? alpha.as_dtype(compute_dtype()) : alpha) * ops::relu(-x);
}

Config PReLU::get_config() const {  // a list, where Axes alone would write a number for one axis
  Config config = LayerOf::get_config();
  const Shape& axes = options_.shared_axes.list;
  config.set("shared_axes", axes.empty() ? ConfigValue() : to_value(axes));
  return config;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::PReLU, layers::PReLUOptions, layers::Layer>;
template class layers::LayerOf<layers::PReLU, layers::PReLUOptions>;
}  // namespace keratin
