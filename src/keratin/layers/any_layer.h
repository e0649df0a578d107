// A layer as an argument of a layer.
#pragma once
#include <concepts>
#include <memory>

#include "keratin/layers/layer.h"

namespace keratin::layers {

/// What a wrapper wraps: any layer, which is the same layer afterwards. In files its record.
class AnyLayer {
 public:
  AnyLayer() = default;
  template <std::derived_from<Layer> L>
  AnyLayer(const L& layer) : layer_(layer.share()) {}  // NOLINT: implicit on purpose
  AnyLayer(std::shared_ptr<Layer> layer) : layer_(std::move(layer)) {}  // NOLINT: the same

  /// May be null.
  const std::shared_ptr<Layer>& get() const { return layer_; }

  friend ConfigValue to_value(const AnyLayer& x);
  friend void from_value(const ConfigValue& value, AnyLayer& x);

 private:
  std::shared_ptr<Layer> layer_;
};

/// The record of a layer with "build_config", if it is built.
Config record_of(const Layer& layer);

}  // namespace keratin::layers
