// The table of all initializers.
#include "keratin/initializers/initializer.h"

#include "keratin/initializers/constant.h"
#include "keratin/initializers/orthogonal.h"
#include "keratin/initializers/random_values.h"
#include "keratin/initializers/variance_scaling.h"

namespace keratin::initializers {

std::span<const RegistryEntry<Initializer>> Initializer::registry() {
  static constexpr RegistryEntry<Initializer> all[] = {
      registry_entry<Zeros>(),           registry_entry<Ones>(),
      registry_entry<Constant>(),        registry_entry<Identity>(),
      registry_entry<RandomNormal>(),    registry_entry<RandomUniform>(),
      registry_entry<TruncatedNormal>(), registry_entry<VarianceScaling>(),
      registry_entry<GlorotNormal>(),    registry_entry<GlorotUniform>(),
      registry_entry<HeNormal>(),        registry_entry<HeUniform>(),
      registry_entry<LecunNormal>(),     registry_entry<LecunUniform>(),
      registry_entry<Orthogonal>(),
  };
  return all;
}

std::shared_ptr<Initializer> Initializer::get(std::string_view name) {
  if (auto made = make_named<Initializer>(name)) return made;
  throw_unknown_name<Initializer>(name);
}

}  // namespace keratin::initializers
