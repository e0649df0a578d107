// The densely connected layer.
#pragma once
#include "keratin/activations/activation.h"
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct DenseOptions {
  keratin::Activation activation = "linear";
  bool use_bias = true;
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyRegularizer activity_regularizer = {};
  AnyConstraint kernel_constraint = {};
  AnyConstraint bias_constraint = {};
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  Shape input_shape = {};
};

/// y = activation(x . kernel + bias)
/// x [..., in] -> y [..., units];  kernel [in, units], bias [units]
/// Throws ValueError unless units >= 1, ShapeError for x of rank 0 or 1 or of another last axis.
class Dense final : public Layer {
 public:
  explicit Dense(int64_t units, DenseOptions options = {});

  void build(const Shape& x) override;
  Shape output_shape(const Shape& x) const override;
  std::string_view class_name() const override { return "Dense"; }
  int64_t units() const { return units_; }
  /// The weights; undefined before build.
  const Variable& kernel() const { return kernel_; }
  const Variable& bias() const { return bias_; }

 private:
  Tensor call(const Tensor& x, Mode mode) const override;
  bool plan_into(PlanBuilder& plan) const override;

  int64_t units_;
  DenseOptions options_;
  std::shared_ptr<activations::Activation> activation_;
  Variable kernel_;
  Variable bias_;
};

}  // namespace keratin::layers
