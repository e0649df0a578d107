// Samples of mean square 1.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct RMSNormalizationOptions {
  Axes axis = -1;  // one, or several
  double epsilon = 1e-6;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = scale * x / sqrt(mean(x^2) + epsilon), with the mean along `axis`
/// x [batch, ...] -> y of the same shape and dtype;  scale: the lengths of the axes, ascending, and
/// broadcast against the last axes of x. Computed in float32 at least. Throws ValueError without an
/// axis, ShapeError for one that x has not or whose length is not known, and where scale does not
/// broadcast. Zhang, Sennrich, "Root mean square layer normalization", 2019.
class RMSNormalization final : public LayerOf<RMSNormalization, RMSNormalizationOptions> {
 public:
  explicit RMSNormalization(RMSNormalizationOptions options = {});
  // A template loses against options: g++ takes {.input_shape = {3}} for axes too.
  template <int = 0>
  explicit RMSNormalization(Axes axis, RMSNormalizationOptions options = {})
      : RMSNormalization((options.axis = axis, std::move(options))) {}
  /// RMSNormalization({1, 2}), which would be an axis and an epsilon.
  template <PlainInteger I, size_t n>
  requires(n > 1) explicit RMSNormalization(const I (&axes)[n],
                                            RMSNormalizationOptions options = {})
      : RMSNormalization(Axes(Shape(axes, axes + n)), std::move(options)) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Config get_config() const override;
  /// The weight; without a value before build.
  const Variable& scale() const { return scale_; }

 private:
  Variable scale_ = declare("scale");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::RMSNormalization, layers::RMSNormalizationOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::RMSNormalization, layers::RMSNormalizationOptions>;
}  // namespace keratin
