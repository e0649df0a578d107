// The table of all layers.
#include "keratin/base/error.h"
#include "keratin/layers/all.h"

namespace keratin::layers {

std::span<const RegistryEntry<Layer>> Layer::registry() {
  static constexpr RegistryEntry<Layer> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<layers::name>(),
#include "keratin/layers/classes.inl"
  };
  return all;
}

std::shared_ptr<Layer> Layer::get(std::string_view name) {
  if (auto made = make_named<Layer>(name)) return made;
  throw_unknown_name<Layer>(name);
}

}  // namespace keratin::layers
