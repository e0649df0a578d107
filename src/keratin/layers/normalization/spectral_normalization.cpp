// A layer whose kernel, in training, stretches no input by more than 1.
#include "keratin/layers/normalization/spectral_normalization.h"

#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/initializers/random_values.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {
namespace {

/// Of length 1; a vector of zeros stays one.
Tensor unit_vector(const Tensor& x) {
  return x * ops::minimum(ops::rsqrt(ops::sum(ops::square(x))), 1 / config::epsilon());
}

struct SpectralStep {
  Tensor vector_u, kernel;
};

SpectralStep spectral_step(const Tensor& kernel, const Tensor& start, int64_t iterations) {
  const Tensor matrix = kernel.reshape({-1, kernel.shape().back()});
  const Tensor fixed = matrix.detach();
  Tensor u = start.detach(), v;
  for (int64_t i = 0; i < iterations; ++i) {
    v = unit_vector(ops::matmul(u, fixed.transpose()));
    u = unit_vector(ops::matmul(v, fixed));
  }
  const Tensor sigma = ops::matmul(ops::matmul(v, matrix), u.transpose()).reshape({});
  // A kernel of zeros stays one, and vector_u with it.
  const Tensor is_any = ops::any(fixed != 0);
  return {ops::where(is_any, u, start.detach()), kernel / ops::where(is_any, sigma, 1)};
}

}  // namespace

SpectralNormalization::SpectralNormalization(SpectralNormalizationOptions options)
    : LayerOf(std::move(options)) {
  if (!options_.layer.get()) throw_value_error("SpectralNormalization: there is no layer to wrap");
  if (options_.power_iterations < 1) {
    throw_value_error(
        text("`power_iterations` should be greater than zero. Received: `power_iterations=",
             options_.power_iterations, "`"));
  }
  layer_ = track("layer", options_.layer.get());
}

void SpectralNormalization::build(const Shapes& inputs) {
  layer_->ensure_built(inputs);
  kernel_ = adopt_weight("kernel", *layer_);
  if (!kernel_.defined()) kernel_ = adopt_weight("embeddings", *layer_);
  if (!kernel_.defined()) {
    throw_value_error(
        text(layer_->class_name(), " object has no attribute 'kernel' nor 'embeddings'"));
  }
  fill(vector_u_, {1, kernel_.shape().back()},
       {.initializer = initializers::TruncatedNormal({.stddev = 0.02}),
        .trainable = false,
        .dtype = kernel_.dtype()});
}

Tensor SpectralNormalization::call(const Tensor& x, Call& call) const {
  const auto as_input = [&](const Tensor& y) {
    return is_floating(x.dtype()) && is_floating(y.dtype()) ? y.as_dtype(x.dtype()) : y;
  };
  if (!call.training()) return as_input((*layer_)(x));
  const auto [vector_u, kernel] =
      spectral_step(kernel_.value(), vector_u_.value(), options_.power_iterations);
  call.update(vector_u_, vector_u);
  const StandIn normalized(kernel_, kernel);
  return as_input((*layer_)(x));
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::SpectralNormalization, layers::SpectralNormalizationOptions,
                         layers::Layer>;
template class layers::LayerOf<layers::SpectralNormalization, layers::SpectralNormalizationOptions>;
}  // namespace keratin
