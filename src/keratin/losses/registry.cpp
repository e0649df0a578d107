// The table of all losses.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/all.h"

namespace keratin::losses {

std::span<const RegistryEntry<Loss>> Loss::registry() {
  static constexpr RegistryEntry<Loss> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<name>(),
#include "keratin/losses/classes.inl"
  };
  return all;
}

std::shared_ptr<Loss> Loss::get(std::string_view name) {
  if (auto made = make_named<Loss>(name)) return made;
  if (listed_name<Loss>(name).empty()) throw_unknown_name<Loss>(name);
  throw_value_error(
      text("the loss '", name, "' depends on the shapes: only compile can choose it"));
}

}  // namespace keratin::losses
