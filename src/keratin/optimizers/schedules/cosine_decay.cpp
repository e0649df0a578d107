// Learning rates that fall along half a wave of the cosine.
#include "keratin/optimizers/schedules/cosine_decay.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "keratin/base/arguments_internal.h"

namespace keratin::optimizers::schedules {
namespace {

/// From 1 at the beginning to 0 at the end of a period.
float half_wave(float progress) {
  return 0.5F * (1 + std::cos(std::numbers::pi_v<float> * progress));
}

}  // namespace

CosineDecay::CosineDecay(CosineDecayOptions options) : ScheduleOf(std::move(options)) {
  check_not_negative(class_name(), "initial_learning_rate", options_.initial_learning_rate);
  check_steps(class_name(), "decay_steps", options_.decay_steps);
  check_not_negative(class_name(), "alpha", options_.alpha);
  check_not_negative(class_name(), "warmup_target", options_.warmup_target.value_or(0));
  check_at_least(class_name(), "warmup_steps", options_.warmup_steps, 0);
}
CosineDecay::CosineDecay(double initial_learning_rate, int64_t decay_steps,
                         CosineDecayOptions options)
    : CosineDecay((options.initial_learning_rate = initial_learning_rate,
                   options.decay_steps = decay_steps, std::move(options))) {}

double CosineDecay::operator()(int64_t step) const {
  const auto steps = static_cast<float>(options_.decay_steps);
  const auto start = static_cast<float>(options_.initial_learning_rate);
  const bool warms_up = options_.warmup_target.has_value();
  const float warmup = warms_up ? static_cast<float>(options_.warmup_steps) : 0;
  const float top = warms_up ? static_cast<float>(*options_.warmup_target) : start;
  const float at = std::min(static_cast<float>(step), steps + warmup);
  if (at < warmup) return (top - start) * (at / warmup) + start;
  const auto alpha = static_cast<float>(options_.alpha);
  return top * ((1 - alpha) * half_wave((at - warmup) / steps) + alpha);
}

CosineDecayRestarts::CosineDecayRestarts(CosineDecayRestartsOptions options)
    : ScheduleOf(std::move(options)) {
  check_not_negative(class_name(), "initial_learning_rate", options_.initial_learning_rate);
  check_steps(class_name(), "first_decay_steps", options_.first_decay_steps);
  check_positive(class_name(), "t_mul", options_.t_mul);
  check_not_negative(class_name(), "m_mul", options_.m_mul);
  check_not_negative(class_name(), "alpha", options_.alpha);
}
CosineDecayRestarts::CosineDecayRestarts(double initial_learning_rate, int64_t first_decay_steps,
                                         CosineDecayRestartsOptions options)
    : CosineDecayRestarts((options.initial_learning_rate = initial_learning_rate,
                           options.first_decay_steps = first_decay_steps, std::move(options))) {}

double CosineDecayRestarts::operator()(int64_t step) const {
  const auto t = static_cast<float>(options_.t_mul);
  float progress = static_cast<float>(step) / static_cast<float>(options_.first_decay_steps);
  float restarts = 0;
  if (t == 1) {
    restarts = std::floor(progress);
    progress -= restarts;
  } else {  // the periods are a geometric series
    restarts = std::floor(std::log(1 - progress * (1 - t)) / std::log(t));
    const float length = std::pow(t, restarts);
    progress = (progress - (1 - length) / (1 - t)) / length;
  }
  const auto alpha = static_cast<float>(options_.alpha);
  const float height = std::pow(static_cast<float>(options_.m_mul), restarts);
  return static_cast<float>(options_.initial_learning_rate) *
         ((1 - alpha) * height * half_wave(progress) + alpha);
}

}  // namespace keratin::optimizers::schedules

namespace keratin {
template class Described<optimizers::schedules::CosineDecay,
                         optimizers::schedules::CosineDecayOptions,
                         optimizers::schedules::LearningRateSchedule>;
template class Described<optimizers::schedules::CosineDecayRestarts,
                         optimizers::schedules::CosineDecayRestartsOptions,
                         optimizers::schedules::LearningRateSchedule>;
}  // namespace keratin
