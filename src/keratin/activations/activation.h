// The base of all activation functions: y = f(x) of x's shape, by name, object or user's function.
#pragma once
#include <memory>
#include <string_view>

#include "keratin/backend/fused_activation.h"
#include "keratin/base/config_members.h"
#include "keratin/base/function.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace activations {

class Activation : public Object {
 public:
  static constexpr std::string_view family = "activation";
  static constexpr std::string_view names[] = {
      "celu",           "elu",          "exponential", "gelu",        "glu",
      "hard_shrink",    "hard_sigmoid", "hard_silu",   "hard_swish",  "hard_tanh",
      "leaky_relu",     "linear",       "log_sigmoid", "log_softmax", "mish",
      "relu",           "relu6",        "selu",        "sigmoid",     "silu",
      "soft_shrink",    "softmax",      "softplus",    "softsign",    "sparse_plus",
      "sparse_sigmoid", "sparsemax",    "squareplus",  "swish",       "tanh",
      "tanh_shrink"};
  /// A new activation with Keras's default arguments, or one that the program registered. Throws
  /// ValueError for an unknown name.
  static std::shared_ptr<Activation> get(std::string_view name);
  /// An activation that calls f(x). `name` is the one that files have for it:
  /// register_keras_serializable<activations::Activation>("package", "name", f) makes it known.
  static std::shared_ptr<Activation> from_function(Function<Tensor(const Tensor&)> f,
                                                   std::string name = {});

  std::string_view class_name() const override { return "function"; }
  /// The name that files have for it; "" for a function of yours that has none, and for arguments
  /// that are not Keras's defaults.
  std::string_view function_name() const override { return name(); }
  Config get_config() const override { throw_nameless_function(family); }
  /// y = f(x)
  virtual Tensor operator()(const Tensor& x) const = 0;
  /// Keras's name, "relu", whichever of its names it was made by.
  virtual std::string_view name() const = 0;
  /// The one elementwise function that does it, which a layer applies while its result is still in
  /// the cache; none for the others.
  virtual FusedActivation fused() const { return {}; }
};

/// "relu", and "linear" for nothing; a function of the user's as its record. Throws ValueError for
/// one that has no name.
ConfigValue to_value(const Choice<Activation>& x);
/// Throws ValueError for an unknown name, and for a layer, which Keras would let stand there.
void from_value(const ConfigValue& value, Choice<Activation>& x);

}  // namespace activations

using Activation = Choice<activations::Activation>;

}  // namespace keratin
