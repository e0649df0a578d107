// The base of all initializers: what the weights are before training.
#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "keratin/base/described.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace initializers {

class Initializer : public Object {
 public:
  static constexpr std::string_view family = "initializer";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/initializers/classes.inl"
  };
  using Family = Initializer;
  static std::span<const RegistryEntry<Initializer>> registry();
  /// A new initializer with Keras's default arguments. Throws ValueError for an unknown name.
  static std::shared_ptr<Initializer> get(std::string_view name);

  /// A tensor of that shape and (floating) dtype. Without a seed every call draws other numbers.
  virtual Tensor operator()(const Shape& shape, DType dtype = float32) const = 0;

 protected:
  static constexpr bool comes_first(std::string_view name) { return name == "seed"; }
};

/// Self, an initializer with these arguments.
template <class Self, class Options = NoOptions>
using InitializerOf = Described<Self, Options, Initializer>;

}  // namespace initializers

using initializers::Initializer;  ///< to derive from
using initializers::InitializerOf;
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyInitializer = Choice<initializers::Initializer>;

extern template ConfigValue member_to_value<AnyInitializer>(const void*);
extern template void member_from_value<AnyInitializer>(const ConfigValue&, void*);

}  // namespace keratin
