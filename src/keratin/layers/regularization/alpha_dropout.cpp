// Dropout that keeps the mean and the variance of what SELU gives.
#include "keratin/layers/regularization/alpha_dropout.h"

#include <cmath>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"

namespace keratin::layers {
namespace {

constexpr double kSeluAlpha = 1.6732632423543772848170429916717;
constexpr double kSeluScale = 1.0507009873554804934193349852946;
constexpr double kLeastSelu = -kSeluAlpha * kSeluScale;

/// noise_shape with x's lengths for None; each length is then 1 or that of x.
Shape shape_of_noise(const Shape& noise_shape, const Shape& x) {
  if (noise_shape.empty()) return x;
  bool fits = noise_shape.rank() == x.rank();
  Shape shape = noise_shape;
  for (int i = 0; fits && i < x.rank(); ++i) {
    if (shape[i] == kNone) shape[i] = x[i];
    fits = shape[i] == 1 || shape[i] == x[i];
  }
  if (fits) return shape;
  throw_shape_error(text("noise_shape ", noise_shape, " cannot be stretched to the input ", x));
}

}  // namespace

AlphaDropout::AlphaDropout(AlphaDropoutOptions options)
    : LayerOf(std::move(options)), random_(random_stream(options_.seed)) {
  check_fraction("AlphaDropout", "rate", options_.rate);
}

Tensor AlphaDropout::call(const Tensor& x, Call& call) const {
  const double rate = options_.rate;
  if (!call.training() || rate == 0) return x;
  if (rate == 1) throw_value_error("a rate of 1 leaves nothing whose variance could be kept");
  const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(compute_dtype());
  const Shape shape = shape_of_noise(options_.noise_shape, x.shape());
  const Tensor kept = random::bernoulli_like(input, shape, 1 - rate, random_->key_for(call));
  const double a = 1 / std::sqrt((1 - rate) * (1 + rate * kLeastSelu * kLeastSelu));
  return (input * kept + (1 - kept) * kLeastSelu) * a - a * kLeastSelu * rate;
}

Config AlphaDropout::get_config() const {
  Config config = LayerOf::get_config();
  config.erase("noise_shape");  // Keras writes it last
  const bool is_given = !options_.noise_shape.empty();
  config.set("noise_shape", is_given ? to_value(options_.noise_shape) : ConfigValue());
  return config;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::AlphaDropout, layers::AlphaDropoutOptions, layers::Layer>;
template class layers::LayerOf<layers::AlphaDropout, layers::AlphaDropoutOptions>;
}  // namespace keratin
