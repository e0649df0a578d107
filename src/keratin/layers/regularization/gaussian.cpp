// Normal noise against overfitting, added or multiplied.
#include "keratin/layers/regularization/gaussian.h"

#include <cmath>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"

namespace keratin::layers {

GaussianNoise::GaussianNoise(GaussianNoiseOptions options)
    : LayerOf(std::move(options)), random_(random_stream(options_.seed)) {
  check_fraction("GaussianNoise", "stddev", options_.stddev);
}

Tensor GaussianNoise::call(const Tensor& x, Call& call) const {
  if (!call.training() || options_.stddev == 0) return x;
  const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(compute_dtype());
  return input + random::normal_like(input, 0, options_.stddev, random_->key_for(call));
}

GaussianDropout::GaussianDropout(GaussianDropoutOptions options)
    : LayerOf(std::move(options)), random_(random_stream(options_.seed)) {
  check_fraction("GaussianDropout", "rate", options_.rate);
}

Tensor GaussianDropout::call(const Tensor& x, Call& call) const {
  const double rate = options_.rate;
  if (!call.training() || rate == 0) return x;
  if (rate == 1) throw_value_error("a rate of 1 makes noise without a finite deviation");
  const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(compute_dtype());
  const double stddev = std::sqrt(rate / (1 - rate));
  return input * random::normal_like(input, 1, stddev, random_->key_for(call));
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::GaussianNoise, layers::GaussianNoiseOptions, layers::Layer>;
template class layers::LayerOf<layers::GaussianNoise, layers::GaussianNoiseOptions>;
template class Described<layers::GaussianDropout, layers::GaussianDropoutOptions, layers::Layer>;
template class layers::LayerOf<layers::GaussianDropout, layers::GaussianDropoutOptions>;
}  // namespace keratin
