// Products of samples along chosen axes.
#pragma once
#include <utility>

#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct DotOptions {
  Axes axes = {};  // one for both inputs, or one for each; never 0, the batch
  bool normalize = false;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
};

/// The sum over an axis of each of two inputs, sample by sample:
/// x [batch, i, k], y [batch, j, k], axes 2 -> [batch, i, j];  [batch, k] twice, axes 1 -> [batch,
/// 1] With normalize the cosine: each vector is divided by its length before. Throws ValueError
/// unless there are two inputs and one or two axes, ShapeError for lengths that differ along the
/// axes.
class Dot final : public LayerOf<Dot, DotOptions> {
 public:
  static constexpr Renamed renamed[] = {{"dot_axes", "axes"}};
  explicit Dot(Axes axes, DotOptions options = {})
      : Dot(Made{}, (options.axes = axes, std::move(options))) {}
  // A template loses against Axes: Dot({2, 1}) are axes, not an axis and whether to normalize.
  template <int = 0>
  explicit Dot(DotOptions options) : Dot(Made{}, std::move(options)) {}

 private:
  struct Made {};
  Dot(Made, DotOptions options);

  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Tensor compute_mask(const Tensors&, const Tensors&) const override { return {}; }
};

inline Tensor dot(const Tensors& x, Axes axes = -1, DotOptions options = {}) {
  return Dot(axes, std::move(options))(x);
}

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Dot, layers::DotOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Dot, layers::DotOptions>;
}  // namespace keratin
