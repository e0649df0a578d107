// Steps from running means of the gradient and of its square.
#include "keratin/optimizers/adam.h"

#include <cmath>

#include "keratin/base/arguments_internal.h"

namespace keratin::optimizers {
namespace {

template <class Options>
void check_numbers(std::string_view class_name, const Options& options) {
  check_share(class_name, "beta_1", options.beta_1);
  check_share(class_name, "beta_2", options.beta_2);
  check_not_negative(class_name, "epsilon", options.epsilon);
}

template <class Options>
std::vector<std::string_view> slots_of(const Options& options) {
  if (options.amsgrad) return {"momentum", "velocity", "velocity_hat"};
  return {"momentum", "velocity"};
}

template <class Options>
AdamRule step_of(const Options& options, float learning_rate, int64_t iterations) {
  const auto t = static_cast<double>(iterations + 1);
  const double correction =
      std::sqrt(1 - std::pow(options.beta_2, t)) / (1 - std::pow(options.beta_1, t));
  return {static_cast<float>(static_cast<double>(learning_rate) * correction),
          static_cast<float>(options.beta_1), static_cast<float>(options.beta_2),
          static_cast<float>(options.epsilon), options.amsgrad};
}

}  // namespace

Adam::Adam(AdamOptions options) : OptimizerOf(std::move(options)) {
  check_numbers(class_name(), options_);
}
std::vector<std::string_view> Adam::slots() const { return slots_of(options_); }
std::optional<StepRule> Adam::rule(float learning_rate) const {
  return step_of(options_, learning_rate, iterations());
}

AdamW::AdamW(AdamWOptions options) : OptimizerOf(std::move(options)) {
  check_numbers(class_name(), options_);
}
std::vector<std::string_view> AdamW::slots() const { return slots_of(options_); }
std::optional<StepRule> AdamW::rule(float learning_rate) const {
  return step_of(options_, learning_rate, iterations());
}

}  // namespace keratin::optimizers

namespace keratin {
template class Described<optimizers::Adam, optimizers::AdamOptions, optimizers::Optimizer>;
template class Described<optimizers::AdamW, optimizers::AdamWOptions, optimizers::Optimizer>;
}  // namespace keratin
