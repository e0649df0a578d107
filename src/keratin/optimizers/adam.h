// Steps from running means of the gradient and of its square.
#pragma once
#include "keratin/optimizers/optimizer.h"

namespace keratin::optimizers {

struct AdamOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;
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

/// m += (g - m)(1 - beta_1);  v += (g^2 - v)(1 - beta_2);
/// w -= learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon), t = 1, 2,
/// ... amsgrad: the largest v so far. Kingma, Ba, 2015; Reddi, Kale, Kumar, 2018.
/// Throws ValueError for a beta outside [0, 1) and a negative epsilon.
class Adam final : public OptimizerOf<Adam, AdamOptions> {
 public:
  explicit Adam(AdamOptions options = {});
  template <std::convertible_to<LearningRate> Rate>
  explicit Adam(Rate&& learning_rate, AdamOptions options = {})
      : Adam((options.learning_rate = std::forward<Rate>(learning_rate), std::move(options))) {}

 private:
  std::vector<std::string_view> slots() const override;
  size_t interleaved_slots() const override { return 2; }
  std::optional<StepRule> rule(float learning_rate) const override;
};

struct AdamWOptions {
  LearningRate learning_rate = 0.001;
  std::optional<double> weight_decay = 0.004;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;
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

/// Adam with w -= learning_rate * weight_decay * w before each step. Loshchilov, Hutter, 2019.
class AdamW final : public OptimizerOf<AdamW, AdamWOptions> {
 public:
  explicit AdamW(AdamWOptions options = {});
  template <std::convertible_to<LearningRate> Rate>
  explicit AdamW(Rate&& learning_rate, AdamWOptions options = {})
      : AdamW((options.learning_rate = std::forward<Rate>(learning_rate), std::move(options))) {}

 private:
  std::vector<std::string_view> slots() const override;
  size_t interleaved_slots() const override { return 2; }
  std::optional<StepRule> rule(float learning_rate) const override;
};

}  // namespace keratin::optimizers

namespace keratin {
extern template class Described<optimizers::Adam, optimizers::AdamOptions, optimizers::Optimizer>;
extern template class Described<optimizers::AdamW, optimizers::AdamWOptions, optimizers::Optimizer>;
}  // namespace keratin
