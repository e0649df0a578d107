// A learning rate: a number, or a schedule that changes with the steps of training.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "keratin/base/concepts.h"
#include "keratin/optimizers/schedules/learning_rate_schedule.h"

namespace keratin::optimizers {

class LearningRate {
 public:
  /// A constant.
  template <Arithmetic T>
  requires NotBool<T> LearningRate(T value)
      : value_(static_cast<double>(value)) {}  // NOLINT: implicit on purpose
  template <class Schedule>
  requires(std::derived_from<Schedule, schedules::LearningRateSchedule> &&
           !std::is_const_v<Schedule>)
      LearningRate(Schedule&& schedule)  // NOLINT: implicit on purpose
      : schedule_(std::make_shared<Schedule>(std::move(schedule))) {}
  /// A copy.
  template <std::derived_from<schedules::LearningRateSchedule> Schedule>
  LearningRate(const Schedule& schedule)  // NOLINT: implicit on purpose
      : schedule_(std::make_shared<Schedule>(schedule)) {}
  template <std::derived_from<schedules::LearningRateSchedule> Schedule>
  LearningRate(std::shared_ptr<Schedule> schedule)  // NOLINT: implicit on purpose
      : schedule_(std::move(schedule)) {}

  double at(int64_t step) const { return schedule_ ? (*schedule_)(step) : value_; }
  bool is_schedule() const { return schedule_ != nullptr; }
  /// Null for a number.
  const std::shared_ptr<const schedules::LearningRateSchedule>& schedule() const {
    return schedule_;
  }

 private:
  double value_ = 0;
  std::shared_ptr<const schedules::LearningRateSchedule> schedule_;
};

/// A number as float32 has it, which is what Keras reads back (0.0010000000474974513 for 0.001), or
/// the record of the schedule.
ConfigValue to_value(const LearningRate& x);
void from_value(const ConfigValue& value, LearningRate& x);

}  // namespace keratin::optimizers
