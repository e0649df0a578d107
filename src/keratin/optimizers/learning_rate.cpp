#include "keratin/optimizers/learning_rate.h"

namespace keratin::optimizers {

ConfigValue to_value(const LearningRate& x) {
  if (x.is_schedule()) return serialize(*x.schedule());
  return static_cast<double>(static_cast<float>(x.at(0)));
}

void from_value(const ConfigValue& value, LearningRate& x) {
  if (value.is_config()) {
    x = deserialize<schedules::LearningRateSchedule>(value);
  } else {
    x = value.as_number();
  }
}

}  // namespace keratin::optimizers
