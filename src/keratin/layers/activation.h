// An activation function as a layer of its own.
#pragma once
#include "keratin/activations/activation.h"
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct ActivationOptions {
  AnyRegularizer activity_regularizer = {};
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// y = activation(x), element by element (softmax: along the last axis)
/// x [batch, ...] -> y of the same shape
class Activation final : public Layer {
 public:
  explicit Activation(keratin::Activation activation, ActivationOptions options = {});

  Shape output_shape(const Shape& x) const override { return x; }
  std::string_view class_name() const override { return "Activation"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;

  std::shared_ptr<activations::Activation> activation_;
};

}  // namespace keratin::layers
