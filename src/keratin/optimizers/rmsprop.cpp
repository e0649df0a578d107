// Steps divided by the root of a running mean of squared gradients.
#include "keratin/optimizers/rmsprop.h"

namespace keratin::optimizers {

RMSprop::RMSprop(RMSpropOptions options)
    : Optimizer(optimizer_options(options)),
      step_{0, static_cast<float>(options.rho), static_cast<float>(options.momentum),
            static_cast<float>(options.epsilon), options.centered} {}

std::vector<std::string_view> RMSprop::slots() const {
  std::vector<std::string_view> all = {"velocity"};
  if (step_.momentum > 0) all.push_back("momentum");
  if (step_.centered) all.push_back("average_gradient");
  return all;
}

void RMSprop::update(Backend& backend, const View& weight, const ConstView& gradient, Slots slots,
                     float learning_rate) {
  step_.learning_rate = learning_rate;
  const View* momentum = step_.momentum > 0 ? &slots[1] : nullptr;
  const View* average = step_.centered ? &slots.back() : nullptr;
  backend.rmsprop_step(step_, weight, gradient, slots[0], momentum, average);
}

}  // namespace keratin::optimizers
