// The table of all optimizers.
#include <algorithm>

#include "keratin/optimizers/all.h"

namespace keratin::optimizers {
namespace {

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool are_same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return small(x) == small(y); });
}

}  // namespace

std::span<const RegistryEntry<Optimizer>> Optimizer::registry() {
  static constexpr RegistryEntry<Optimizer> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<name>(),
#include "keratin/optimizers/classes.inl"
  };
  return all;
}

std::shared_ptr<Optimizer> Optimizer::get(std::string_view name) {
  if (auto made = make_named<Optimizer>(name)) return made;
  for (const RegistryEntry<Optimizer>& entry : registry()) {
    if (are_same_letters(entry.class_name, name)) return entry.from_config({});
  }
  throw_unknown_name<Optimizer>(name);
}

}  // namespace keratin::optimizers
