// Learning rates that fall along half a wave of the cosine, once or again and again. Computed in
// float32, as Keras does. Loshchilov, Hutter, "SGDR", 2017.
#pragma once
#include <optional>

#include "keratin/optimizers/schedules/learning_rate_schedule.h"

namespace keratin::optimizers::schedules {

struct CosineDecayOptions {
  double initial_learning_rate = 0;
  int64_t decay_steps = 0;
  double alpha = 0.0;  // what is left in the end, as a share of the learning rate
  std::string name = "CosineDecay";
  std::optional<double> warmup_target = {};  // rises there before it falls
  int64_t warmup_steps = 0;
};
/// top * ((1 - alpha) * (1 + cos(pi * step / decay_steps)) / 2 + alpha), top =
/// initial_learning_rate; with warmup_target, first a line to it, which then is `top`. Throws
/// ValueError unless decay_steps >= 1.
class CosineDecay final : public ScheduleOf<CosineDecay, CosineDecayOptions> {
 public:
  explicit CosineDecay(CosineDecayOptions options);
  CosineDecay(double initial_learning_rate, int64_t decay_steps, CosineDecayOptions options = {});
  double operator()(int64_t step) const override;
};

struct CosineDecayRestartsOptions {
  double initial_learning_rate = 0;
  int64_t first_decay_steps = 0;
  double t_mul = 2.0;  // each period is that many times as long as the one before
  double m_mul = 1.0;  // and begins at that share of its learning rate
  double alpha = 0.0;
  std::string name = "SGDRDecay";
};
/// CosineDecay that begins anew after first_decay_steps, then after t_mul times as many, ... Throws
/// ValueError unless first_decay_steps >= 1.
class CosineDecayRestarts final
    : public ScheduleOf<CosineDecayRestarts, CosineDecayRestartsOptions> {
 public:
  explicit CosineDecayRestarts(CosineDecayRestartsOptions options);
  CosineDecayRestarts(double initial_learning_rate, int64_t first_decay_steps,
                      CosineDecayRestartsOptions options = {});
  double operator()(int64_t step) const override;
};

}  // namespace keratin::optimizers::schedules

namespace keratin {
extern template class Described<optimizers::schedules::CosineDecay,
                                optimizers::schedules::CosineDecayOptions,
                                optimizers::schedules::LearningRateSchedule>;
extern template class Described<optimizers::schedules::CosineDecayRestarts,
                                optimizers::schedules::CosineDecayRestartsOptions,
                                optimizers::schedules::LearningRateSchedule>;
}  // namespace keratin
