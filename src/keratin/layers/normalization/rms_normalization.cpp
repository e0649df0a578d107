// Samples of mean square 1.
#include "keratin/layers/normalization/rms_normalization.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/normalization/moments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {

RMSNormalization::RMSNormalization(RMSNormalizationOptions options) : LayerOf(std::move(options)) {
  if (options_.axis.list.empty()) throw_value_error("RMSNormalization: there is no axis");
}

Config RMSNormalization::get_config() const {
  Config config = LayerOf::get_config();
  if (is_built()) config.set("axis", listed(ascending(options_.axis)));
  return config;
}

void RMSNormalization::build(const Shapes& x) {
  fill(scale_, lengths_along("RMSNormalization", x[0], ascending(options_.axis)),
       {.initializer = "ones"});
}

Tensor RMSNormalization::call(const Tensor& input, Call&) const {
  const Tensor x = widened(input);
  const Shape lengths = lengths_along("RMSNormalization", x.shape(), ascending(options_.axis));
  if (scale_.shape() != lengths) {
    throw_shape_error("the input has other lengths than the layer was built for",
                      {{"input", describe(input)}, {"scale", describe(scale_)}});
  }
  if (broadcast_shapes("scale", x.shape(), lengths) != x.shape()) {
    throw_shape_error(text("scale ", lengths, " does not broadcast to the input ", x.shape()));
  }
  const Tensor given = options_.autocast ? scale_.value().as_dtype(compute_dtype()) : scale_;
  const Tensor scale = given.as_dtype(x.dtype());
  const Shape axes = ascending(options_.axis);
  Tensor y;
  if (ops::are_last_axes(axes, x.ndim())) {
    y = normalized_in_place(x, axes.rank(), false, scale, {}, options_.epsilon, false).y;
  } else {
    const Tensor squares = ops::mean(ops::square(x), {.axis = options_.axis, .keepdims = true});
    y = x * ops::rsqrt(squares + options_.epsilon) * scale;
  }
  return y.as_dtype(input.dtype());
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::RMSNormalization, layers::RMSNormalizationOptions, layers::Layer>;
template class layers::LayerOf<layers::RMSNormalization, layers::RMSNormalizationOptions>;
}  // namespace keratin
