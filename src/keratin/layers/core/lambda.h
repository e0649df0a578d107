// A function of the user's as a layer.
#pragma once
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

struct LambdaOptions {
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = function(x), for a function made of ops: Lambda([](const Tensor& x) { return x * 2; }). It
/// has no weights and no configuration: a model with one cannot be saved; derive from LayerOf for
/// that.
class Lambda final : public Layer {
 public:
  explicit Lambda(Function<Tensor(const Tensor&)> function, LambdaOptions options = {})
      : Layer(common(options, "Lambda")), one_(std::move(function)) {}
  /// Of several inputs.
  explicit Lambda(Function<Tensors(const Tensors&)> function, LambdaOptions options = {})
      : Layer(common(options, "Lambda")), several_(std::move(function)) {}

  std::string_view class_name() const override { return "Lambda"; }
  std::string_view module() const override { return "keras.layers"; }
  std::shared_ptr<Layer> share() const override;
  /// Throws ValueError: a function cannot be written down.
  Config get_config() const override;

 private:
  using Layer::call;
  Tensors call(const Tensors& x, Call& call) const override;

  Function<Tensor(const Tensor&)> one_;
  Function<Tensors(const Tensors&)> several_;
};

}  // namespace keratin::layers
