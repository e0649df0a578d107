// The same elements under another shape.
#pragma once
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct ReshapeOptions {
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// x [batch, ...] -> y [batch, target_shape...]; one entry of target_shape may be -1.
/// Throws ShapeError when the number of elements differs.
class Reshape final : public Layer {
 public:
  explicit Reshape(Shape target_shape, ReshapeOptions options = {});

  Shape output_shape(const Shape& x) const override;
  std::string_view class_name() const override { return "Reshape"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;

  Shape target_shape_;
};

}  // namespace keratin::layers
