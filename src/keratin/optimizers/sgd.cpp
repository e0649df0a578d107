// Gradient descent, with momentum.
#include "keratin/optimizers/sgd.h"

#include "keratin/base/arguments_internal.h"

namespace keratin::optimizers {

SGD::SGD(SGDOptions options) : OptimizerOf(std::move(options)) {
  check_fraction(class_name(), "momentum", options_.momentum);
}

std::vector<std::string_view> SGD::slots() const {
  if (options_.momentum == 0) return {};
  return {"momentum"};
}

std::optional<StepRule> SGD::rule(float learning_rate) const {
  return SGDRule{learning_rate, static_cast<float>(options_.momentum), options_.nesterov};
}

}  // namespace keratin::optimizers

namespace keratin {
template class Described<optimizers::SGD, optimizers::SGDOptions, optimizers::Optimizer>;
}  // namespace keratin
