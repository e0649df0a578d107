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

std::optional<StepRule> RMSprop::rule(float learning_rate) const {
  RMSpropRule step = step_;
  step.learning_rate = learning_rate;
  return step;
}

}  // namespace keratin::optimizers
