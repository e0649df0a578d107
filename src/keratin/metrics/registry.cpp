// The table of all metrics.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/metrics/all.h"

namespace keratin::metrics {

std::span<const RegistryEntry<Metric>> Metric::registry() {
  static constexpr RegistryEntry<Metric> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<name>(),
#include "keratin/metrics/classes.inl"
  };
  return all;
}

std::shared_ptr<Metric> Metric::get(std::string_view name) {
  if (const auto function = find_custom_function(family, name)) {
    return static_cast<const Metric&>(*function).clone();  // the registered one keeps no state
  }
  if (auto made = make_named<Metric>(name)) return made;
  if (listed_name<Metric>(name).empty()) throw_unknown_name<Metric>(name);
  throw_value_error(
      text("the metric '", name, "' depends on the shapes: only compile can choose it"));
}

}  // namespace keratin::metrics
