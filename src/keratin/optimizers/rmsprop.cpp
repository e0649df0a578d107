// Steps divided by the root of a running mean of squared gradients.
#include "keratin/optimizers/rmsprop.h"

#include "keratin/base/arguments_internal.h"

namespace keratin::optimizers {

RMSprop::RMSprop(RMSpropOptions options) : OptimizerOf(std::move(options)) {
  check_share(class_name(), "rho", options_.rho);
  check_fraction(class_name(), "momentum", options_.momentum);
  check_not_negative(class_name(), "epsilon", options_.epsilon);
}

std::vector<std::string_view> RMSprop::slots() const {
  std::vector<std::string_view> all = {"velocity"};
  if (options_.momentum > 0) all.push_back("momentum");
  if (options_.centered) all.push_back("average_gradient");
  return all;
}

std::optional<StepRule> RMSprop::rule(float learning_rate) const {
  return RMSpropRule{learning_rate, static_cast<float>(options_.rho),
                     static_cast<float>(options_.momentum), static_cast<float>(options_.epsilon),
                     options_.centered};
}

}  // namespace keratin::optimizers

namespace keratin {
template class Described<optimizers::RMSprop, optimizers::RMSpropOptions, optimizers::Optimizer>;
}  // namespace keratin
