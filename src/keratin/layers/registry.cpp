// The table of all layers.
#include "keratin/base/error.h"
#include "keratin/layers/all.h"

namespace keratin::layers {

std::span<const RegistryEntry<Layer>> Layer::registry() {
  static constexpr RegistryEntry<Layer> all[] = {
      registry_entry<Activation>(),  registry_entry<Add>(),          registry_entry<Average>(),
      registry_entry<Concatenate>(), registry_entry<Dense>(),        registry_entry<Dot>(),
      registry_entry<Dropout>(),     registry_entry<Flatten>(),      registry_entry<Identity>(),
      registry_entry<InputLayer>(),  registry_entry<LeakyReLU>(),    registry_entry<Maximum>(),
      registry_entry<Minimum>(),     registry_entry<Multiply>(),     registry_entry<Permute>(),
      registry_entry<ReLU>(),        registry_entry<RepeatVector>(), registry_entry<Rescaling>(),
      registry_entry<Reshape>(),     registry_entry<Softmax>(),      registry_entry<Subtract>()};
  return all;
}

std::shared_ptr<Layer> Layer::get(std::string_view name) {
  if (auto made = make_named<Layer>(name)) return made;
  throw_unknown_name<Layer>(name);
}

}  // namespace keratin::layers
