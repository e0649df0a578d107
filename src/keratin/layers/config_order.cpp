// Configurations whose order is not that of the arguments.
#include "keratin/layers/config_order_internal.h"

namespace keratin::layers {

Config placed_before(const Config& all, std::string_view name, std::string_view next) {
  const ConfigValue* value = all.find(name);
  Config config;
  for (const auto& [key, item] : all) {
    if (key == next) config.set(name, value ? *value : ConfigValue());
    if (key != name) config.set(key, item);
  }
  return config;
}

Config with_activity_regularizer(const Config& all, std::string_view next) {
  return all.contains("activity_regularizer") ? all
                                              : placed_before(all, "activity_regularizer", next);
}

}  // namespace keratin::layers
