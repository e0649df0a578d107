// The rectified linear unit that lets a little through below zero.
#pragma once
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct LeakyReLUOptions {
  double negative_slope = 0.3;
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// y = x where x >= 0, else negative_slope * x
/// x [batch, ...] -> y of the same shape. Throws ValueError for a negative slope.
/// Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
class LeakyReLU final : public Layer {
 public:
  explicit LeakyReLU(LeakyReLUOptions options = {});

  Shape output_shape(const Shape& x) const override { return x; }
  std::string_view class_name() const override { return "LeakyReLU"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;

  double negative_slope_;
};

}  // namespace keratin::layers
