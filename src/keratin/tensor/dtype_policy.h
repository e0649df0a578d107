// Which dtype a layer computes in, and which its weights have: keras.DTypePolicy.
#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "keratin/base/choice.h"
#include "keratin/base/config.h"
#include "keratin/tensor/dtype.h"

namespace keratin {

/// Not constexpr, so that the literal "mixed_float16" does not compile, and the compiler's error
/// shows this function.
void mixed_float16_needs_loss_scaling_so_use_mixed_bfloat16();

/// "float32": weights and computation in that dtype, and the same for "float64", "float16" and
/// "bfloat16". "mixed_bfloat16": weights in float32, computation in bfloat16. What is not given,
/// DTypePolicy{}, stands for the global policy of the moment that it is asked; a layer asks when it
/// is constructed.
class DTypePolicy {
 public:
  static constexpr std::string_view family = "dtype policy";
  static constexpr std::string_view names[] = {"float32", "float64", "float16", "bfloat16",
                                               "mixed_bfloat16"};

  constexpr DTypePolicy() = default;
  /// The policy of that dtype's name. Throws ValueError for one that is not floating.
  DTypePolicy(DType dtype);  // NOLINT: implicit on purpose
  /// A name in the source: a typo does not compile.
  template <size_t length>
  consteval DTypePolicy(const char (&literal)[length]) {  // NOLINT: implicit on purpose
    const std::string_view name(literal);
    if (name == "mixed_float16") mixed_float16_needs_loss_scaling_so_use_mixed_bfloat16();
    for (index_ = 0; index_ < std::size(names) && names[index_] != name;) ++index_;
    if (index_ == std::size(names)) unknown_name_in_this_family();
  }
  /// A name that is known only when the program runs. Throws ValueError for an unknown one, and for
  /// "mixed_float16", which needs loss scaling.
  static DTypePolicy named(std::string_view name);

  std::string_view name() const;
  /// Of what the layer computes and gives.
  DType compute_dtype() const;
  /// Of the weights, and so of their gradients.
  DType variable_dtype() const;
  /// The policy itself, or the global one of this moment.
  DTypePolicy resolved() const;

  friend bool operator==(const DTypePolicy& a, const DTypePolicy& b) {
    return a.name() == b.name();
  }

 private:
  static constexpr uint8_t kGlobal = 255;
  uint8_t index_ = kGlobal;  // in names
};

/// Keras's record of a policy; read from a record, from a name, and from None.
ConfigValue to_value(DTypePolicy x);
void from_value(const ConfigValue& value, DTypePolicy& x);

namespace config {
/// The policy of layers that are given none: "float32" unless set_dtype_policy said otherwise.
DTypePolicy dtype_policy();
/// Sets the policy of the layers that are constructed from now on:
/// config::set_dtype_policy("mixed_bfloat16").
void set_dtype_policy(DTypePolicy policy);
}  // namespace config

/// Keras's other names of the same.
namespace mixed_precision {
using keratin::DTypePolicy;
using Policy = DTypePolicy;
using config::dtype_policy, config::set_dtype_policy;
inline DTypePolicy global_policy() { return config::dtype_policy(); }
inline void set_global_policy(DTypePolicy policy) { config::set_dtype_policy(policy); }
}  // namespace mixed_precision

}  // namespace keratin
