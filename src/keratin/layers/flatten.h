// All axes but the batch in one.
#pragma once
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct FlattenOptions {
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// x [batch, a, b, ...] -> y [batch, a * b * ...], row-major; x [batch] -> y [batch, 1]
class Flatten final : public Layer {
 public:
  explicit Flatten(FlattenOptions options = {});

  Shape output_shape(const Shape& x) const override;
  std::string_view class_name() const override { return "Flatten"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;
};

}  // namespace keratin::layers
