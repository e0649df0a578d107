// Steps divided by the root of a running mean of squared gradients.
#pragma once
#include "keratin/optimizers/optimizer.h"

namespace keratin::optimizers {

struct RMSpropOptions {
  LearningRate learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0.0;
  double epsilon = 1e-7;
  bool centered = false;
  std::optional<double> weight_decay = {};
  std::optional<double> clipnorm = {};
  std::optional<double> clipvalue = {};
  std::optional<double> global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<int64_t> ema_overwrite_frequency = {};
  std::optional<double> loss_scale_factor = {};
  std::optional<int64_t> gradient_accumulation_steps = {};
  std::string name = {};
};

/// v = rho * v + (1 - rho) * g^2;  w -= learning_rate * g / sqrt(v + epsilon); centered: v -
/// mean(g)^2 in place of v. Hinton, "Neural networks for machine learning", lecture 6, 2012.
/// Throws ValueError for a rho outside [0, 1), a momentum outside [0, 1], a negative epsilon.
class RMSprop final : public OptimizerOf<RMSprop, RMSpropOptions> {
 public:
  explicit RMSprop(RMSpropOptions options = {});
  template <std::convertible_to<LearningRate> Rate>
  explicit RMSprop(Rate&& learning_rate, RMSpropOptions options = {})
      : RMSprop((options.learning_rate = std::forward<Rate>(learning_rate), std::move(options))) {}

 private:
  std::vector<std::string_view> slots() const override;
  size_t interleaved_slots() const override { return 1; }
  std::optional<StepRule> rule(float learning_rate) const override;
};

}  // namespace keratin::optimizers

namespace keratin {
extern template class Described<optimizers::RMSprop, optimizers::RMSpropOptions,
                                optimizers::Optimizer>;
}  // namespace keratin
