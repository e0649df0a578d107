// The table of all schedules.
#include "keratin/optimizers/schedules/learning_rate_schedule.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/optimizers/schedules/cosine_decay.h"
#include "keratin/optimizers/schedules/decay.h"

namespace keratin::optimizers::schedules {

std::span<const RegistryEntry<LearningRateSchedule>> LearningRateSchedule::registry() {
  static constexpr RegistryEntry<LearningRateSchedule> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<name>(),
#include "keratin/optimizers/schedules/classes.inl"
  };
  return all;
}

std::shared_ptr<LearningRateSchedule> LearningRateSchedule::get(std::string_view name) {
  if (auto made = make_named<LearningRateSchedule>(name)) return made;
  throw_unknown_name<LearningRateSchedule>(name);
}

void check_steps(std::string_view class_name, std::string_view argument, int64_t steps) {
  if (steps > 0) return;
  throw_value_error(text(argument, " of ", class_name, " is at least 1, but got ", steps));
}

}  // namespace keratin::optimizers::schedules
