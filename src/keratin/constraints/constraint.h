// The base of all constraints: what a weight is pushed back to after each step of the optimizer.
#pragma once
#include <memory>
#include <string_view>

#include "keratin/base/choice.h"
#include "keratin/base/function.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace constraints {

class Constraint {
 public:
  static constexpr std::string_view family = "constraint";
  static constexpr std::string_view names[] = {"max_norm", "min_max_norm", "non_neg", "unit_norm",
                                               "MaxNorm",  "MinMaxNorm",   "NonNeg",  "UnitNorm"};
  /// A new constraint with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Constraint> get(std::string_view name);
  /// A constraint that calls f(weight).
  static std::shared_ptr<Constraint> from_function(Function<Tensor(const Tensor&)> f);

  virtual ~Constraint() = default;
  /// The nearest allowed weight, of the same shape and dtype.
  virtual Tensor operator()(const Tensor& weight) const = 0;
  /// Keras's class name, "MaxNorm".
  virtual std::string_view class_name() const = 0;
};

}  // namespace constraints

using Constraint = Choice<constraints::Constraint>;

}  // namespace keratin
