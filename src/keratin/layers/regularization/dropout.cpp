// Random zeros against overfitting.
#include "keratin/layers/regularization/dropout.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"

namespace keratin::layers {

Dropout::Dropout(DropoutOptions options)
    : LayerOf(std::move(options)), random_(random_stream(options_.seed)) {
  if (!(options_.rate >= 0 && options_.rate <= 1)) {
    throw_value_error(text("Dropout: rate must be from 0 to 1, received ", options_.rate));
  }
}

Shape Dropout::mask_shape(const Shape& x) const {
  if (options_.noise_shape.empty()) return x;
  if (options_.noise_shape.rank() != x.rank()) {
    throw_shape_error(text("noise_shape ", options_.noise_shape,
                           " has another number of axes than the input ", x));
  }
  Shape mask = options_.noise_shape;
  for (int i = 0; i < mask.rank(); ++i) {
    if (mask[i] == None) mask[i] = x[i];
  }
  return mask;
}

Tensor Dropout::call(const Tensor& x, Call& call) const {
  if (!call.training() || options_.rate == 0) return x;
  const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(compute_dtype());
  if (options_.rate == 1) return input * 0;
  return random::dropped(input, options_.rate, mask_shape(x.shape()), random_->key_for(call));
}

Config Dropout::get_config() const {
  Config config = LayerOf::get_config();
  config.erase("noise_shape");  // Keras writes it last
  const bool is_given = !options_.noise_shape.empty();
  config.set("noise_shape", is_given ? to_value(options_.noise_shape) : ConfigValue());
  return config;
}

bool Dropout::plan_into(PlanBuilder& plan) const {
  if (options_.rate == 0) return true;
  if (options_.rate == 1 || !options_.noise_shape.empty()) return false;
  return plan.add(
      {.kind = PlannedLayer::Kind::dropout, .rate = options_.rate, .key = random_->key()});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Dropout, layers::DropoutOptions, layers::Layer>;
template class layers::LayerOf<layers::Dropout, layers::DropoutOptions>;
}  // namespace keratin
