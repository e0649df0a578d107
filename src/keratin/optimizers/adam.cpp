// Steps from running means of the gradient and of its square.
#include "keratin/optimizers/adam.h"

#include <cmath>

namespace keratin::optimizers {
namespace {

AdamOptions as_adam(AdamWOptions options) {
  return {.learning_rate = std::move(options.learning_rate),
          .beta_1 = options.beta_1,
          .beta_2 = options.beta_2,
          .epsilon = options.epsilon,
          .amsgrad = options.amsgrad,
          .weight_decay = options.weight_decay,
          .clipnorm = options.clipnorm,
          .clipvalue = options.clipvalue,
          .global_clipnorm = options.global_clipnorm,
          .use_ema = options.use_ema,
          .ema_momentum = options.ema_momentum,
          .ema_overwrite_frequency = options.ema_overwrite_frequency,
          .gradient_accumulation_steps = options.gradient_accumulation_steps,
          .name = std::move(options.name)};
}

}  // namespace

Adam::Adam(AdamOptions options)
    : Optimizer(optimizer_options(options)), numbers_(std::move(options)) {}

AdamW::AdamW(AdamWOptions options) : Adam(as_adam(std::move(options))) {}

std::vector<std::string_view> Adam::slots() const {
  if (numbers_.amsgrad) return {"momentum", "velocity", "velocity_hat"};
  return {"momentum", "velocity"};
}

std::optional<StepRule> Adam::rule(float learning_rate) const {
  const auto t = static_cast<double>(iterations() + 1);
  const double correction =
      std::sqrt(1 - std::pow(numbers_.beta_2, t)) / (1 - std::pow(numbers_.beta_1, t));
  return AdamRule{static_cast<float>(static_cast<double>(learning_rate) * correction),
                  static_cast<float>(numbers_.beta_1), static_cast<float>(numbers_.beta_2),
                  static_cast<float>(numbers_.epsilon), numbers_.amsgrad};
}

}  // namespace keratin::optimizers
