// Scores to probabilities.
#pragma once
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct SoftmaxOptions {
  int axis = -1;
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// y = exp(x - max(x)) / sum(exp(x - max(x))) along `axis`
/// x [batch, ...] -> y of the same shape
class Softmax final : public Layer {
 public:
  explicit Softmax(SoftmaxOptions options = {});

  Shape output_shape(const Shape& x) const override { return x; }
  std::string_view class_name() const override { return "Softmax"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;

  int axis_;
};

}  // namespace keratin::layers
