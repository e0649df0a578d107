// Samples of mean 0 and variance 1.
#include "keratin/layers/normalization/layer_normalization.h"

#include "keratin/base/error.h"
#include "keratin/base/warning_internal.h"
#include "keratin/layers/normalization/moments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {

LayerNormalization::LayerNormalization(LayerNormalizationOptions options)
    : LayerOf(uncast(std::move(options))) {
  if (options_.axis.list.empty()) throw_value_error("LayerNormalization: there is no axis");
  if (options_.rms_scaling) {
    warn(
        "You passed `rms_scaling=True`, which is deprecated. This argument incorrectly scales the "
        "input by the variance, not the root mean square. To correctly use RMS Normalization, "
        "please use `keras.layers.RMSNormalization` instead.");
  }
}

Config LayerNormalization::get_config() const {
  Config config;
  for (const auto& [name, value] : LayerOf::get_config()) {
    if (name == "rms_scaling") continue;
    config.set(name, value);
    if (name == "scale") config.set("rms_scaling", options_.rms_scaling);
  }
  if (is_built()) config.set("axis", listed(ascending(options_.axis)));
  return config;
}

void LayerNormalization::build(const Shapes& inputs) {
  const Shape shape = lengths_along("LayerNormalization", inputs[0], ascending(options_.axis));
  if (options_.scale || options_.rms_scaling) {
    fill(gamma_, shape,
         {.initializer = options_.gamma_initializer,
          .regularizer = options_.gamma_regularizer,
          .constraint = options_.gamma_constraint});
  }
  if (options_.center && !options_.rms_scaling) {
    fill(beta_, shape,
         {.initializer = options_.beta_initializer,
          .regularizer = options_.beta_regularizer,
          .constraint = options_.beta_constraint});
  }
}

// The weight in x's dtype, along the axes.
Tensor LayerNormalization::across(const Variable& weight, const Tensor& x) const {
  if (!weight.defined()) return {};
  if (weight.shape() != lengths_along("LayerNormalization", x.shape(), ascending(options_.axis))) {
    throw_shape_error("the input has other lengths than the layer was built for",
                      {{"input", describe(x)}, {weight.name(), describe(weight)}});
  }
  const Tensor value = weight.value().as_dtype(x.dtype());
  if (value.ndim() == x.ndim()) return value;
  Shape shape;
  for (int i = 0; i < x.ndim(); ++i) shape.push_back(1);
  for (const int64_t axis : options_.axis.list) {
    shape[static_cast<int>(axis)] = x.shape()[static_cast<int>(axis)];
  }
  return value.reshape(shape);
}

Tensor LayerNormalization::call(const Tensor& input, Call&) const {
  const Tensor x = widened(input);
  const Tensor gamma = across(gamma_, x), beta = across(beta_, x);
  const Shape axes = ascending(options_.axis);
  Tensor y;
  if (options_.rms_scaling) {
    y = x * ops::rsqrt(moments_of(x, options_.axis).variance + options_.epsilon) * gamma;
  } else if (ops::are_last_axes(axes, x.ndim())) {
    y = normalized_in_place(x, axes.rank(), false, gamma, beta, options_.epsilon).y;
  } else {
    y = normalized(moments_of(x, options_.axis), options_.epsilon, gamma, beta);
  }
  // As Keras, in two steps: whole inputs give whole numbers.
  return y.as_dtype(input.dtype()).as_dtype(compute_dtype());
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::LayerNormalization, layers::LayerNormalizationOptions,
                         layers::Layer>;
template class layers::LayerOf<layers::LayerNormalization, layers::LayerNormalizationOptions>;
}  // namespace keratin
