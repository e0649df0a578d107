// The base of all regularizers: a penalty on weights or outputs that is added to the loss.
#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "keratin/base/described.h"
#include "keratin/base/function.h"
#include "keratin/tensor/config_values.h"

namespace keratin {
namespace regularizers {

class Regularizer : public Object {
 public:
  static constexpr std::string_view family = "regularizer";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/regularizers/classes.inl"
  };
  using Family = Regularizer;
  static std::span<const RegistryEntry<Regularizer>> registry();
  /// A new regularizer with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Regularizer> get(std::string_view name);
  /// A regularizer that calls f(x). `name` is the one that files have for it.
  static std::shared_ptr<Regularizer> from_function(Function<Tensor(const Tensor&)> f,
                                                    std::string name = {});

  /// The penalty of x, a scalar, which can be differentiated.
  virtual Tensor operator()(const Tensor& x) const = 0;
};

/// Self, a regularizer with these arguments.
template <class Self, class Options = NoOptions>
using RegularizerOf = Described<Self, Options, Regularizer>;

}  // namespace regularizers

using regularizers::Regularizer;  ///< to derive from
using regularizers::RegularizerOf;
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyRegularizer = Choice<regularizers::Regularizer>;

extern template ConfigValue member_to_value<AnyRegularizer>(const void*);
extern template void member_from_value<AnyRegularizer>(const ConfigValue&, void*);

}  // namespace keratin
