// The base of all activation functions: y = f(x) of x's shape, by name, object or user's function.
#pragma once
#include <memory>
#include <string_view>

#include "keratin/backend/backend.h"
#include "keratin/base/choice.h"
#include "keratin/base/config.h"
#include "keratin/base/function.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace activations {

class Activation {
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
  /// A new activation with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Activation> get(std::string_view name);
  /// An activation that calls f(x).
  static std::shared_ptr<Activation> from_function(Function<Tensor(const Tensor&)> f);

  virtual ~Activation() = default;
  /// y = f(x)
  virtual Tensor operator()(const Tensor& x) const = 0;
  /// Keras's name, "relu".
  virtual std::string_view name() const = 0;
  /// The one elementwise function that does it, which a layer applies while its result is still in
  /// the cache; none for the others.
  virtual FusedActivation fused() const { return {}; }
};

}  // namespace activations

using Activation = Choice<activations::Activation>;

/// Its name; "linear" for nothing. Throws ValueError for a function without a name.
ConfigValue to_value(const Activation& x);
void from_value(const ConfigValue& value, Activation& x);

}  // namespace keratin
