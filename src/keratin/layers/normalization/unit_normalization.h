// Inputs of length 1.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct UnitNormalizationOptions {
  Axes axis = -1;  // one, or several
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x / max(sqrt(sum(x^2)), 1e-12) along `axis`, or over all of several axes; x [batch, ...] ->
/// y of the same shape. Throws ValueError without an axis, ShapeError for one that x has not.
class UnitNormalization final : public LayerOf<UnitNormalization, UnitNormalizationOptions> {
 public:
  explicit UnitNormalization(UnitNormalizationOptions options = {});
  // A template loses against options: g++ takes {.input_shape = {3}} for axes too.
  template <int = 0>
  explicit UnitNormalization(Axes axis)
      : UnitNormalization(UnitNormalizationOptions{.axis = axis}) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::UnitNormalization, layers::UnitNormalizationOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::UnitNormalization, layers::UnitNormalizationOptions>;
}  // namespace keratin
