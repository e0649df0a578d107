// Scores to probabilities.
#pragma once
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct SoftmaxOptions {
  Axes axis = -1;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = exp(x - max(x)) / sum(exp(x - max(x))) along `axis`; masked elements of x get 0.
/// x [batch, ...] -> y of the same shape. Throws ValueError for several axes.
class Softmax final : public LayerOf<Softmax, SoftmaxOptions> {
 public:
  explicit Softmax(SoftmaxOptions options = {});
  explicit Softmax(int axis) : Softmax(SoftmaxOptions{.axis = axis}) {}
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }

 private:
  bool plan_into(PlanBuilder& plan) const override;

  int axis_;
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Softmax, layers::SoftmaxOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Softmax, layers::SoftmaxOptions>;
}  // namespace keratin
