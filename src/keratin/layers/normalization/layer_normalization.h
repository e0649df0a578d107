// Samples of mean 0 and variance 1.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct LayerNormalizationOptions {
  Axes axis = -1;  // one, or several
  double epsilon = 1e-3;
  bool center = true;
  bool scale = true;
  AnyInitializer beta_initializer = "zeros";
  AnyInitializer gamma_initializer = "ones";
  AnyRegularizer beta_regularizer = {};
  AnyRegularizer gamma_regularizer = {};
  AnyConstraint beta_constraint = {};
  AnyConstraint gamma_constraint = {};
  bool rms_scaling = false;  // deprecated: RMSNormalization is what its name says
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = false;  // never: x is normalized in its own dtype, or in float32
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = gamma * (x - mean(x)) / sqrt(variance(x) + epsilon) + beta, with the moments along `axis`
/// x [batch, ...] -> y of the same shape;  gamma, beta: the lengths of the axes, ascending. With
/// rms_scaling, y = gamma * x / sqrt(variance(x) + epsilon), and a warning. Computed in float32 at
/// least. Throws ValueError without an axis, ShapeError for one that x has not or whose length is
/// not known. Ba, Kiros, Hinton, "Layer normalization", 2016.
class LayerNormalization final : public LayerOf<LayerNormalization, LayerNormalizationOptions> {
 public:
  explicit LayerNormalization(LayerNormalizationOptions options = {});
  // A template loses against options: g++ takes {.input_shape = {3}} for axes too.
  template <int = 0>
  explicit LayerNormalization(Axes axis, LayerNormalizationOptions options = {})
      : LayerNormalization((options.axis = axis, std::move(options))) {}
  /// LayerNormalization({1, 2}), which would be an axis and an epsilon.
  template <PlainInteger I, size_t n>
  requires(n > 1) explicit LayerNormalization(const I (&axes)[n],
                                              LayerNormalizationOptions options = {})
      : LayerNormalization(Axes(Shape(axes, axes + n)), std::move(options)) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_config() const override;
  /// The weights; without a value before build, or when they are not used.
  const Variable& gamma() const { return gamma_; }
  const Variable& beta() const { return beta_; }

 private:
  Tensor across(const Variable& weight, const Tensor& x) const;

  Variable gamma_ = declare("gamma"), beta_ = declare("beta");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::LayerNormalization, layers::LayerNormalizationOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::LayerNormalization,
                                      layers::LayerNormalizationOptions>;
}  // namespace keratin
