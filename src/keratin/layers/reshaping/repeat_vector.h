// A vector at every step of a sequence.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct RepeatVectorOptions {
  int64_t n = 0;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// x [batch, features] -> y [batch, n, features]
/// Throws ValueError unless n >= 1, ShapeError for x of another rank.
class RepeatVector final : public LayerOf<RepeatVector, RepeatVectorOptions> {
 public:
  explicit RepeatVector(RepeatVectorOptions options);
  explicit RepeatVector(int64_t n, RepeatVectorOptions options = {})
      : RepeatVector((options.n = n, std::move(options))) {}
  Tensor call(const Tensor& x, Call& call) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::RepeatVector, layers::RepeatVectorOptions, layers::Layer>;
extern template class layers::LayerOf<layers::RepeatVector, layers::RepeatVectorOptions>;
}  // namespace keratin
