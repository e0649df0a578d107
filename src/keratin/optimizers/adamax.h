// Steps from a running mean of the gradient and its largest size.
#pragma once
#include "keratin/optimizers/optimizer.h"

namespace keratin::optimizers {

struct AdamaxOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
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

/// m += (g - m)(1 - beta_1);  u = max(beta_2 * u, |g|);
/// w -= learning_rate / (1 - beta_1^t) * m / (u + epsilon), t = 1, 2, ...
/// Throws ValueError for a beta outside [0, 1) and a negative epsilon. Kingma, Ba, 2015,
/// section 7.1.
class Adamax final : public OptimizerOf<Adamax, AdamaxOptions> {
 public:
  explicit Adamax(AdamaxOptions options = {});
  template <std::convertible_to<LearningRate> Rate>
  explicit Adamax(Rate&& learning_rate, AdamaxOptions options = {})
      : Adamax((options.learning_rate = std::forward<Rate>(learning_rate), std::move(options))) {}

 private:
  std::vector<std::string_view> slots() const override;
  std::optional<StepRule> rule(float learning_rate) const override;
};

}  // namespace keratin::optimizers

namespace keratin {
extern template class Described<optimizers::Adamax, optimizers::AdamaxOptions,
                                optimizers::Optimizer>;
}  // namespace keratin
