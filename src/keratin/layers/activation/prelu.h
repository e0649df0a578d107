// ReLU with slopes for negative inputs that are learned.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct PReLUOptions {
  AnyInitializer alpha_initializer = "Zeros";
  AnyRegularizer alpha_regularizer = {};
  AnyConstraint alpha_constraint = {};
  Axes shared_axes =
      {};  // counted with the batch: {1, 2} shares over the height and width of images
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = x where x >= 0, else alpha * x
/// x [batch, ...] -> y of the same shape; alpha [...], with 1 for the shared axes. Throws
/// ShapeError for a shared axis that x has not, for lengths that are not known, and for x of
/// another shape than that of the first call. He, Zhang, Ren, Sun, "Delving deep into rectifiers",
/// 2015.
class PReLU final : public LayerOf<PReLU, PReLUOptions> {
 public:
  static constexpr Renamed renamed[] = {{"init", "alpha_initializer"}};
  explicit PReLU(PReLUOptions options = {});
  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_config() const override;
  /// Without a value before build.
  const Variable& alpha() const { return alpha_; }

 private:
  Variable alpha_ = declare("alpha");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::PReLU, layers::PReLUOptions, layers::Layer>;
extern template class layers::LayerOf<layers::PReLU, layers::PReLUOptions>;
}  // namespace keratin
