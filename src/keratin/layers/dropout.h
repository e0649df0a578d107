// Random zeros against overfitting.
#pragma once
#include <optional>

#include "keratin/layers/layer.h"

namespace keratin::layers {

struct DropoutOptions {
  /// Shape of the mask; an entry of None takes the input's length, 1 shares along the axis.
  Shape noise_shape = {};
  std::optional<uint64_t> seed = {};
  std::string name = {};
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// In training: y = x * mask / (1 - rate), where mask is 0 with probability `rate`; else y = x
/// x [batch, ...] -> y of the same shape. Throws ValueError unless 0 <= rate <= 1.
/// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.
class Dropout final : public Layer {
 public:
  explicit Dropout(double rate, DropoutOptions options = {});

  Shape output_shape(const Shape& x) const override { return x; }
  std::string_view class_name() const override { return "Dropout"; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;
  Shape mask_shape(const Shape& x) const;

  double rate_;
  Shape noise_shape_;
  RandomKey key_;
  // Draws outside of a model's steps; on the heap so that the layer can be moved.
  std::unique_ptr<std::atomic<uint64_t>> draws_;
};

}  // namespace keratin::layers
