// The table of all losses.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/crossentropy.h"
#include "keratin/losses/margin.h"
#include "keratin/losses/regression.h"

namespace keratin::losses {

std::span<const RegistryEntry<Loss>> Loss::registry() {
  static constexpr RegistryEntry<Loss> all[] = {
      registry_entry<MeanSquaredError>(),
      registry_entry<MeanAbsoluteError>(),
      registry_entry<MeanAbsolutePercentageError>(),
      registry_entry<MeanSquaredLogarithmicError>(),
      registry_entry<Huber>(),
      registry_entry<LogCosh>(),
      registry_entry<CosineSimilarity>(),
      registry_entry<KLDivergence>(),
      registry_entry<Poisson>(),
      registry_entry<Hinge>(),
      registry_entry<SquaredHinge>(),
      registry_entry<CategoricalHinge>(),
      registry_entry<BinaryCrossentropy>(),
      registry_entry<CategoricalCrossentropy>(),
      registry_entry<SparseCategoricalCrossentropy>(),
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
