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
  std::optional<int64_t> gradient_accumulation_steps = {};
  std::string name = "rmsprop";
};

/// v = rho * v + (1 - rho) * g^2;  w -= learning_rate * g / sqrt(v + epsilon); centered: v -
/// mean(g)^2 in place of v. Hinton, "Neural networks for machine learning", lecture 6, 2012.
class RMSprop final : public Optimizer {
 public:
  explicit RMSprop(RMSpropOptions options = {});
  std::string_view class_name() const override { return "RMSprop"; }

 private:
  std::vector<std::string_view> slots() const override;
  std::optional<StepRule> rule(float learning_rate) const override;

  RMSpropRule step_;
};

}  // namespace keratin::optimizers
