// Tensors side by side.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct ConcatenateOptions {
  int axis = -1;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
};

/// Joins the inputs along `axis`; their other axes are equal. Throws ValueError for no input,
/// ShapeError for other shapes. Masks: an element counts where any of the joined masks does.
class Concatenate final : public LayerOf<Concatenate, ConcatenateOptions> {
 public:
  static constexpr Renamed renamed[] = {{"concat_axis", "axis"}};
  static constexpr std::string_view ignored[] = {"mode", "dot_axes", "output_shape"};
  explicit Concatenate(ConcatenateOptions options = {}) : LayerOf(std::move(options)) {}

 private:
  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override;
};

inline Tensor concatenate(const Tensors& x, ConcatenateOptions options = {}) {
  return Concatenate(std::move(options))(x);
}

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Concatenate, layers::ConcatenateOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Concatenate, layers::ConcatenateOptions>;
}  // namespace keratin
