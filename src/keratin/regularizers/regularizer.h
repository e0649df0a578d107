// The base of all regularizers: a penalty on weights or outputs that is added to the loss.
#pragma once
#include <memory>
#include <string_view>

#include "keratin/base/choice.h"
#include "keratin/base/function.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace regularizers {

class Regularizer {
 public:
  static constexpr std::string_view family = "regularizer";
  static constexpr std::string_view names[] = {"l1", "l2", "l1_l2", "orthogonal_regularizer",
                                               "L1", "L2", "L1L2",  "OrthogonalRegularizer"};
  /// A new regularizer with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Regularizer> get(std::string_view name);
  /// A regularizer that calls f(x).
  static std::shared_ptr<Regularizer> from_function(Function<Tensor(const Tensor&)> f);

  virtual ~Regularizer() = default;
  /// The penalty of x, a scalar, which can be differentiated.
  virtual Tensor operator()(const Tensor& x) const = 0;
  /// Keras's class name, "L2".
  virtual std::string_view class_name() const = 0;
};

}  // namespace regularizers

using Regularizer = Choice<regularizers::Regularizer>;

}  // namespace keratin
