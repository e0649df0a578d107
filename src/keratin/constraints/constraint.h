// The base of all constraints: what a weight is pushed back to after each step of the optimizer.
#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "keratin/base/described.h"
#include "keratin/base/function.h"
#include "keratin/tensor/config_values.h"

namespace keratin {
namespace constraints {

class Constraint : public Object {
 public:
  static constexpr std::string_view family = "constraint";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/constraints/classes.inl"
  };
  using Family = Constraint;
  static std::span<const RegistryEntry<Constraint>> registry();
  /// A new constraint with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Constraint> get(std::string_view name);
  /// A constraint that calls f(weight). `name` is the one that files have for it.
  static std::shared_ptr<Constraint> from_function(Function<Tensor(const Tensor&)> f,
                                                   std::string name = {});

  /// The nearest allowed weight, of the same shape and dtype.
  virtual Tensor operator()(const Tensor& weight) const = 0;
};

/// Self, a constraint with these arguments.
template <class Self, class Options = NoOptions>
using ConstraintOf = Described<Self, Options, Constraint>;

}  // namespace constraints

using constraints::Constraint;  ///< to derive from
using constraints::ConstraintOf;
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyConstraint = Choice<constraints::Constraint>;

extern template ConfigValue member_to_value<AnyConstraint>(const void*);
extern template void member_from_value<AnyConstraint>(const ConfigValue&, void*);

}  // namespace keratin
