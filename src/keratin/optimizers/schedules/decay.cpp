// Learning rates that fall by a formula of the step, or by a table.
#include "keratin/optimizers/schedules/decay.h"

#include <algorithm>
#include <cmath>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::optimizers::schedules {
namespace {

float narrow(double x) { return static_cast<float>(x); }
float narrow(int64_t x) { return static_cast<float>(x); }

/// step / decay_steps, rounded down for a staircase.
template <class Options>
float progress(int64_t step, const Options& options) {
  const float p = narrow(step) / narrow(options.decay_steps);
  return options.staircase ? std::floor(p) : p;
}

template <class Options>
Options with(Options options, double initial_learning_rate, int64_t decay_steps) {
  options.initial_learning_rate = initial_learning_rate;
  options.decay_steps = decay_steps;
  return options;
}
template <class Options>
Options with(Options options, double initial_learning_rate, int64_t decay_steps,
             double decay_rate) {
  options.decay_rate = decay_rate;
  return with(std::move(options), initial_learning_rate, decay_steps);
}

}  // namespace

ExponentialDecay::ExponentialDecay(ExponentialDecayOptions options)
    : ScheduleOf(std::move(options)) {
  check_not_negative(class_name(), "initial_learning_rate", options_.initial_learning_rate);
  check_not_negative(class_name(), "decay_rate", options_.decay_rate);
  check_steps(class_name(), "decay_steps", options_.decay_steps);
}
ExponentialDecay::ExponentialDecay(double initial_learning_rate, int64_t decay_steps,
                                   double decay_rate, ExponentialDecayOptions options)
    : ExponentialDecay(with(std::move(options), initial_learning_rate, decay_steps, decay_rate)) {}
double ExponentialDecay::operator()(int64_t step) const {
  return narrow(options_.initial_learning_rate) *
         std::pow(narrow(options_.decay_rate), progress(step, options_));
}

InverseTimeDecay::InverseTimeDecay(InverseTimeDecayOptions options)
    : ScheduleOf(std::move(options)) {
  check_not_negative(class_name(), "initial_learning_rate", options_.initial_learning_rate);
  check_not_negative(class_name(), "decay_rate", options_.decay_rate);
  check_steps(class_name(), "decay_steps", options_.decay_steps);
}
InverseTimeDecay::InverseTimeDecay(double initial_learning_rate, int64_t decay_steps,
                                   double decay_rate, InverseTimeDecayOptions options)
    : InverseTimeDecay(with(std::move(options), initial_learning_rate, decay_steps, decay_rate)) {}
double InverseTimeDecay::operator()(int64_t step) const {
  return narrow(options_.initial_learning_rate) /
         (1 + narrow(options_.decay_rate) * progress(step, options_));
}

PolynomialDecay::PolynomialDecay(PolynomialDecayOptions options) : ScheduleOf(std::move(options)) {
  check_not_negative(class_name(), "initial_learning_rate", options_.initial_learning_rate);
  check_not_negative(class_name(), "end_learning_rate", options_.end_learning_rate);
  check_not_negative(class_name(), "power", options_.power);
  check_steps(class_name(), "decay_steps", options_.decay_steps);
}
PolynomialDecay::PolynomialDecay(double initial_learning_rate, int64_t decay_steps,
                                 PolynomialDecayOptions options)
    : PolynomialDecay(with(std::move(options), initial_learning_rate, decay_steps)) {}
double PolynomialDecay::operator()(int64_t step) const {
  float at = narrow(step), steps = narrow(options_.decay_steps);
  if (options_.cycle) {
    steps *= step == 0 ? 1 : std::ceil(at / steps);
  } else {
    at = std::min(at, steps);
  }
  const float end = narrow(options_.end_learning_rate);
  const float rest = std::pow(1 - at / steps, narrow(options_.power));
  return (narrow(options_.initial_learning_rate) - end) * rest + end;
}

PiecewiseConstantDecay::PiecewiseConstantDecay(PiecewiseConstantDecayOptions options)
    : ScheduleOf(std::move(options)) {
  if (options_.boundaries.empty() || options_.values.size() != options_.boundaries.size() + 1) {
    throw_value_error(
        text("PiecewiseConstantDecay takes boundaries, and one value more than these, but got ",
             options_.boundaries.size(), " boundaries and ", options_.values.size(), " values"));
  }
  if (!std::is_sorted(options_.boundaries.begin(), options_.boundaries.end())) {
    throw_value_error("boundaries of PiecewiseConstantDecay grow");
  }
  for (const double value : options_.values) check_not_negative(class_name(), "values", value);
}
PiecewiseConstantDecay::PiecewiseConstantDecay(std::vector<int64_t> boundaries,
                                               std::vector<double> values)
    : PiecewiseConstantDecay(
          PiecewiseConstantDecayOptions{std::move(boundaries), std::move(values)}) {}
double PiecewiseConstantDecay::operator()(int64_t step) const {
  const auto& all = options_.boundaries;
  const auto piece = std::lower_bound(all.begin(), all.end(), step) - all.begin();
  return narrow(options_.values[static_cast<size_t>(piece)]);
}

}  // namespace keratin::optimizers::schedules

namespace keratin {
template class Described<optimizers::schedules::ExponentialDecay,
                         optimizers::schedules::ExponentialDecayOptions,
                         optimizers::schedules::LearningRateSchedule>;
template class Described<optimizers::schedules::InverseTimeDecay,
                         optimizers::schedules::InverseTimeDecayOptions,
                         optimizers::schedules::LearningRateSchedule>;
template class Described<optimizers::schedules::PolynomialDecay,
                         optimizers::schedules::PolynomialDecayOptions,
                         optimizers::schedules::LearningRateSchedule>;
template class Described<optimizers::schedules::PiecewiseConstantDecay,
                         optimizers::schedules::PiecewiseConstantDecayOptions,
                         optimizers::schedules::LearningRateSchedule>;
}  // namespace keratin
