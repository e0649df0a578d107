// The base of all learning-rate schedules: a learning rate for each step of training.
//
// One of your own:
//   struct HalvingOptions { double start = 0.1; int64_t every = 1000; };
//   class Halving final : public ScheduleOf<Halving, HalvingOptions> {
//    public:
//     explicit Halving(HalvingOptions options = {}) : ScheduleOf(std::move(options)) {}
//     double operator()(int64_t step) const override {
//       return options_.start / static_cast<double>(int64_t{1} << (step / options_.every));
//     }
//   };
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "keratin/base/described.h"

namespace keratin {
namespace optimizers::schedules {

class LearningRateSchedule : public Object {
 public:
  static constexpr std::string_view family = "learning rate schedule";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/optimizers/schedules/classes.inl"
  };
  using Family = LearningRateSchedule;
  static std::span<const RegistryEntry<LearningRateSchedule>> registry();
  /// A class that the program registered, by its name. Throws ValueError for an unknown name, and
  /// for Keras's, which need arguments.
  static std::shared_ptr<LearningRateSchedule> get(std::string_view name);

  /// The learning rate of step 0, 1, 2, ...
  virtual double operator()(int64_t step) const = 0;
};

/// Self, a schedule with these arguments.
template <class Self, class Options = NoOptions>
class ScheduleOf : public Described<Self, Options, LearningRateSchedule> {
 protected:
  using Described<Self, Options, LearningRateSchedule>::Described;
};

/// Throws ValueError, which names the argument, unless `steps` > 0.
void check_steps(std::string_view class_name, std::string_view argument, int64_t steps);

}  // namespace optimizers::schedules

using optimizers::schedules::ScheduleOf;

}  // namespace keratin
