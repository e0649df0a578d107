// Steps that do not count.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct MaskingOptions {
  double mask_value = 0.0;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// Masks the steps whose features all equal mask_value, for the layers behind that know masks:
/// x [batch, time, features] -> y of the same shape, 0 in these steps, with a mask [batch, time].
class Masking final : public LayerOf<Masking, MaskingOptions> {
 public:
  explicit Masking(MaskingOptions options = {});
  // A template loses against options, of which {} could mean either.
  template <int = 0>
  explicit Masking(double mask_value, MaskingOptions options = {})
      : Masking((options.mask_value = mask_value, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
  MaskRule masking() const override { return MaskRule::kept; }
  Config get_build_config() const override { return {}; }
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Masking, layers::MaskingOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Masking, layers::MaskingOptions>;
}  // namespace keratin
