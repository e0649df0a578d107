// Scores to probabilities.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct SoftmaxOptions {
  Axes axis = -1;  // one, or several
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = exp(x - max(x)) / sum(exp(x - max(x))) along `axis`, or over all of several axes; x [batch,
/// ...] -> y of the same shape. What the mask of the call leaves out (false, or at most 0.5) gets
/// 0; its shape broadcasts to x's. Throws ValueError without an axis, ShapeError for another mask.
class Softmax final : public LayerOf<Softmax, SoftmaxOptions> {
 public:
  explicit Softmax(SoftmaxOptions options = {});
  // A template loses against options: g++ takes {.input_shape = {3}} for axes too.
  template <int = 0>
  explicit Softmax(Axes axis) : Softmax(SoftmaxOptions{.axis = axis}) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_build_config() const override { return {}; }

 private:
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Softmax, layers::SoftmaxOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Softmax, layers::SoftmaxOptions>;
}  // namespace keratin
