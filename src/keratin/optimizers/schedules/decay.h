// Learning rates that fall by a formula of the step, or by a table. Computed in float32, as Keras
// does.
#pragma once
#include <vector>

#include "keratin/optimizers/schedules/learning_rate_schedule.h"

namespace keratin::optimizers::schedules {

struct ExponentialDecayOptions {
  double initial_learning_rate = 0;
  int64_t decay_steps = 0;
  double decay_rate = 0;
  bool staircase = false;  // step / decay_steps is rounded down
  std::string name = "ExponentialDecay";
};
/// initial_learning_rate * decay_rate ^ (step / decay_steps). Throws ValueError unless
/// decay_steps >= 1.
class ExponentialDecay final : public ScheduleOf<ExponentialDecay, ExponentialDecayOptions> {
 public:
  explicit ExponentialDecay(ExponentialDecayOptions options);
  ExponentialDecay(double initial_learning_rate, int64_t decay_steps, double decay_rate,
                   ExponentialDecayOptions options = {});
  double operator()(int64_t step) const override;
};

struct InverseTimeDecayOptions {
  double initial_learning_rate = 0;
  int64_t decay_steps = 0;
  double decay_rate = 0;
  bool staircase = false;
  std::string name = "InverseTimeDecay";
};
/// initial_learning_rate / (1 + decay_rate * step / decay_steps). Throws ValueError unless
/// decay_steps >= 1.
class InverseTimeDecay final : public ScheduleOf<InverseTimeDecay, InverseTimeDecayOptions> {
 public:
  explicit InverseTimeDecay(InverseTimeDecayOptions options);
  InverseTimeDecay(double initial_learning_rate, int64_t decay_steps, double decay_rate,
                   InverseTimeDecayOptions options = {});
  double operator()(int64_t step) const override;
};

struct PolynomialDecayOptions {
  double initial_learning_rate = 0;
  int64_t decay_steps = 0;
  double end_learning_rate = 0.0001;
  double power = 1.0;
  bool cycle = false;  // after decay_steps, begin anew with twice, three times, ... as many steps
  std::string name = "PolynomialDecay";
};
/// (initial - end) * (1 - step / decay_steps) ^ power + end, and `end` after decay_steps. Throws
/// ValueError unless decay_steps >= 1.
class PolynomialDecay final : public ScheduleOf<PolynomialDecay, PolynomialDecayOptions> {
 public:
  explicit PolynomialDecay(PolynomialDecayOptions options);
  PolynomialDecay(double initial_learning_rate, int64_t decay_steps,
                  PolynomialDecayOptions options = {});
  double operator()(int64_t step) const override;
};

struct PiecewiseConstantDecayOptions {
  std::vector<int64_t> boundaries = {};
  std::vector<double> values = {};
  std::string name = "PiecewiseConstant";
};
/// values[0] up to and with step boundaries[0], then values[1] up to boundaries[1], ... Throws
/// ValueError unless there is one value more than there are boundaries, which grow.
class PiecewiseConstantDecay final
    : public ScheduleOf<PiecewiseConstantDecay, PiecewiseConstantDecayOptions> {
 public:
  explicit PiecewiseConstantDecay(PiecewiseConstantDecayOptions options);
  PiecewiseConstantDecay(std::vector<int64_t> boundaries, std::vector<double> values);
  double operator()(int64_t step) const override;
};

}  // namespace keratin::optimizers::schedules

namespace keratin {
extern template class Described<optimizers::schedules::ExponentialDecay,
                                optimizers::schedules::ExponentialDecayOptions,
                                optimizers::schedules::LearningRateSchedule>;
extern template class Described<optimizers::schedules::InverseTimeDecay,
                                optimizers::schedules::InverseTimeDecayOptions,
                                optimizers::schedules::LearningRateSchedule>;
extern template class Described<optimizers::schedules::PolynomialDecay,
                                optimizers::schedules::PolynomialDecayOptions,
                                optimizers::schedules::LearningRateSchedule>;
extern template class Described<optimizers::schedules::PiecewiseConstantDecay,
                                optimizers::schedules::PiecewiseConstantDecayOptions,
                                optimizers::schedules::LearningRateSchedule>;
}  // namespace keratin
