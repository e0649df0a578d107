// A layer as an argument of a layer.
#include "keratin/layers/any_layer.h"

#include "keratin/base/registry.h"

namespace keratin::layers {

Config record_of(const Layer& layer) {
  Config record = serialize(layer);
  const Config shapes = layer.get_build_config();
  if (!shapes.empty()) record.set("build_config", shapes);
  return record;
}

ConfigValue to_value(const AnyLayer& x) { return x.layer_ ? record_of(*x.layer_) : ConfigValue(); }

void from_value(const ConfigValue& value, AnyLayer& x) {
  x.layer_ = deserialize<Layer>(value);
  // The layer around it builds it.
}

}  // namespace keratin::layers
