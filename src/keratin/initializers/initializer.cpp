// The table of all initializers.
#include "keratin/initializers/initializer.h"

#include "keratin/initializers/constant.h"
#include "keratin/initializers/orthogonal.h"
#include "keratin/initializers/random_values.h"
#include "keratin/initializers/variance_scaling.h"

namespace keratin::initializers {

std::span<const RegistryEntry<Initializer>> Initializer::registry() {
  static constexpr RegistryEntry<Initializer> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<name>(),
#include "keratin/initializers/classes.inl"
  };
  return all;
}

std::shared_ptr<Initializer> Initializer::get(std::string_view name) {
  if (auto made = make_named<Initializer>(name)) return made;
  throw_unknown_name<Initializer>(name);
}

}  // namespace keratin::initializers

namespace keratin {
template ConfigValue member_to_value<AnyInitializer>(const void*);
template void member_from_value<AnyInitializer>(const ConfigValue&, void*);
}  // namespace keratin
