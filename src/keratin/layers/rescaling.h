// Brings raw data, such as pixels from 0 to 255, to the range that a network likes.
#pragma once
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct RescalingOptions {
  double offset = 0;
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// y = x * scale + offset, in the layer's compute dtype whatever the input's
/// x [batch, ...] -> y of the same shape
class Rescaling final : public Layer {
 public:
  explicit Rescaling(double scale, RescalingOptions options = {});

  Shape output_shape(const Shape& x) const override { return x; }
  std::string_view class_name() const override { return "Rescaling"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;

  double scale_;
  double offset_;
};

}  // namespace keratin::layers
