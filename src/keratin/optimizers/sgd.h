// Gradient descent, with momentum.
#pragma once
#include "keratin/optimizers/optimizer.h"

namespace keratin::optimizers {

struct SGDOptions {
  LearningRate learning_rate = 0.01;
  double momentum = 0.0;
  bool nesterov = false;
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

/// m = momentum * m - learning_rate * g;  w += m, with nesterov w += momentum * m - learning_rate *
/// g. Throws ValueError for a momentum outside [0, 1]. Sutskever et al., 2013.
class SGD final : public OptimizerOf<SGD, SGDOptions> {
 public:
  explicit SGD(SGDOptions options = {});
  template <std::convertible_to<LearningRate> Rate>
  explicit SGD(Rate&& learning_rate, SGDOptions options = {})
      : SGD((options.learning_rate = std::forward<Rate>(learning_rate), std::move(options))) {}

 private:
  std::vector<std::string_view> slots() const override;
  std::optional<StepRule> rule(float learning_rate) const override;
};

}  // namespace keratin::optimizers

namespace keratin {
extern template class Described<optimizers::SGD, optimizers::SGDOptions, optimizers::Optimizer>;
}  // namespace keratin
