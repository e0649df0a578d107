#include "keratin/layers/dropout.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/random.h"

namespace keratin::layers {

Dropout::Dropout(double rate, DropoutOptions options)
    : Layer(layer_options(options), "Dropout"),
      rate_(rate),
      noise_shape_(options.noise_shape),
      key_{.seed = options.seed.value_or(random_seed()),
           .stream = options.seed ? 0 : next_random_stream()},
      draws_(std::make_unique<std::atomic<uint64_t>>(0)) {
  if (!(rate >= 0 && rate <= 1)) {
    throw_value_error(text("Dropout: rate must be from 0 to 1, received ", rate));
  }
}

Shape Dropout::mask_shape(const Shape& x) const {
  if (noise_shape_.empty()) return x;
  if (noise_shape_.rank() != x.rank()) {
    throw_shape_error(
        text("noise_shape ", noise_shape_, " has another number of axes than the input ", x));
  }
  Shape mask = noise_shape_;
  for (int i = 0; i < mask.rank(); ++i) {
    if (mask[i] == None) mask[i] = x[i];
  }
  return mask;
}

Tensor Dropout::call(const Tensor& x, Mode mode) const {
  if (!mode.training || rate_ == 0) return x;
  const Tensor input = is_floating(x.dtype()) ? x : x.astype(compute_dtype());
  if (rate_ == 1) return input * 0;
  RandomKey key = key_;
  // The upper half of the steps belongs to calls that no training step numbers.
  key.step = mode.step != Mode::kNoStep
                 ? mode.step
                 : (draws_->fetch_add(1, std::memory_order_relaxed) | (uint64_t{1} << 63));
  return random::dropped(input, rate_, mask_shape(x.shape()), key);
}

bool Dropout::plan_into(PlanBuilder& plan) const {
  if (rate_ == 0) return true;
  if (rate_ == 1 || !noise_shape_.empty()) return false;
  return plan.add({.kind = PlannedLayer::Kind::dropout, .rate = rate_, .key = key_});
}

}  // namespace keratin::layers
