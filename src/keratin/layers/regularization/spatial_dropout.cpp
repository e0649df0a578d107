// Dropout of whole channels.
#include "keratin/layers/regularization/spatial_dropout.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/layers/spatial_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"

namespace keratin::layers {
namespace {

DataFormat format_of(const SpatialDropout1DOptions&) { return {}; }
DataFormat format_of(const SpatialDropoutOptions& options) { return options.data_format; }

}  // namespace

template <class Self, class Options, int n>
SpatialDropout<Self, Options, n>::SpatialDropout(Options options)
    : LayerOf<Self, Options>(std::move(options)) {
  check_fraction(this->class_name(), "rate", this->options_.rate);
}

template <class Self, class Options, int n>
Tensor SpatialDropout<Self, Options, n>::call(const Tensor& x, Call& call) const {
  const int first = first_spatial_axis(x, n, format_of(this->options_));
  const double rate = this->options_.rate;
  if (!call.training() || rate == 0) return x;
  const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(this->compute_dtype());
  if (rate == 1) return input * 0;
  Shape mask = x.shape();
  for (int i = 0; i < n; ++i) mask[first + i] = 1;
  return random::dropped(input, rate, mask, random_->key_for(call));
}

/// Keras writes no more of these layers, and of the policy the dtype. A policy of two dtypes, which
/// Keras loses, is written whole.
template <class Self, class Options, int n>
Config SpatialDropout<Self, Options, n>::get_config() const {
  const DTypePolicy policy = this->dtype_policy();
  const bool is_one = policy.compute_dtype() == policy.variable_dtype();
  Config config = {{"rate", this->options_.rate},
                   {"seed", to_value(this->options_.seed)},
                   {"name", this->name()},
                   {"dtype", is_one ? ConfigValue(policy.name()) : to_value(policy)}};
  if constexpr (n > 1) config.set("data_format", this->options_.data_format.name());
  return config;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::SpatialDropout1D, layers::SpatialDropout1DOptions, layers::Layer>;
template class Described<layers::SpatialDropout2D, layers::SpatialDropoutOptions, layers::Layer>;
template class Described<layers::SpatialDropout3D, layers::SpatialDropoutOptions, layers::Layer>;
template class layers::LayerOf<layers::SpatialDropout1D, layers::SpatialDropout1DOptions>;
template class layers::LayerOf<layers::SpatialDropout2D, layers::SpatialDropoutOptions>;
template class layers::LayerOf<layers::SpatialDropout3D, layers::SpatialDropoutOptions>;
template class layers::SpatialDropout<layers::SpatialDropout1D, layers::SpatialDropout1DOptions, 1>;
template class layers::SpatialDropout<layers::SpatialDropout2D, layers::SpatialDropoutOptions, 2>;
template class layers::SpatialDropout<layers::SpatialDropout3D, layers::SpatialDropoutOptions, 3>;
}  // namespace keratin
