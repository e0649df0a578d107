// The axes of a sample in another order.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct PermuteOptions {
  Shape dims = {};  // from 1 on: the batch stays first
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x with axis dims[i] of the input as axis i + 1 of the output
/// Permute({2, 1}): x [batch, a, b] -> y [batch, b, a]. Throws ValueError unless dims is an order
/// of 1, 2, ..., ShapeError for x of another number of axes.
class Permute final : public LayerOf<Permute, PermuteOptions> {
 public:
  explicit Permute(PermuteOptions options);
  explicit Permute(Shape dims, PermuteOptions options = {})
      : Permute((options.dims = dims, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Permute, layers::PermuteOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Permute, layers::PermuteOptions>;
}  // namespace keratin
