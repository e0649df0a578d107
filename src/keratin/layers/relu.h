// The rectified linear unit as a layer.
#pragma once
#include <optional>

#include "keratin/layers/layer.h"

namespace keratin::layers {

struct ReLUOptions {
  std::optional<double> max_value = {};
  double negative_slope = 0;
  double threshold = 0;
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// y = max_value              where x >= max_value
///   = x                      where threshold <= x < max_value
///   = negative_slope * (x - threshold)   elsewhere
/// x [batch, ...] -> y of the same shape. Throws ValueError for a negative number.
class ReLU final : public Layer {
 public:
  explicit ReLU(ReLUOptions options = {});

  Shape output_shape(const Shape& x) const override { return x; }
  std::string_view class_name() const override { return "ReLU"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;

  ReLUOptions options_;
};

}  // namespace keratin::layers
