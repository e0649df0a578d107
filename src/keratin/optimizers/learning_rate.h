// A learning rate: a number, or a schedule that changes with the steps of training.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace keratin::optimizers {

namespace schedules {
/// A learning rate for each step; derive from it for one of your own.
class LearningRateSchedule {
 public:
  virtual ~LearningRateSchedule() = default;
  /// The learning rate of step 0, 1, 2, ...
  virtual double operator()(int64_t step) const = 0;
};
}  // namespace schedules

class LearningRate {
 public:
  /// A constant. A whole number does not compile, as Keras refuses it.
  template <std::floating_point T>
  LearningRate(T value) : value_(static_cast<double>(value)) {}  // NOLINT: implicit on purpose
  template <class Schedule>
  requires(std::derived_from<Schedule, schedules::LearningRateSchedule> &&
           !std::is_const_v<Schedule>)
      LearningRate(Schedule&& schedule)  // NOLINT: implicit on purpose
      : schedule_(std::make_shared<Schedule>(std::move(schedule))) {}
  template <std::derived_from<schedules::LearningRateSchedule> Schedule>
  LearningRate(std::shared_ptr<Schedule> schedule)  // NOLINT: implicit on purpose
      : schedule_(std::move(schedule)) {}

  double at(int64_t step) const { return schedule_ ? (*schedule_)(step) : value_; }
  bool is_schedule() const { return schedule_ != nullptr; }

 private:
  double value_ = 0;
  std::shared_ptr<const schedules::LearningRateSchedule> schedule_;
};

}  // namespace keratin::optimizers
