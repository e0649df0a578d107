// A number as it stands in code, such as the 255 in x / 255: it adapts to the tensor beside it
// instead of promoting it ("weak" in JAX's words).
#pragma once
#include <concepts>
#include <cstdint>
#include <string>

#include "keratin/base/concepts.h"
#include "keratin/tensor/dtype.h"

namespace keratin {

class Scalar {
 public:
  enum class Kind : uint8_t { boolean, integer, floating };

  template <std::same_as<bool> B>
  constexpr Scalar(B value) : kind_(Kind::boolean), integer_(value), floating_(value) {}  // NOLINT
  /// Throws ValueError for an unsigned number above the largest int64.
  template <PlainInteger I>
  constexpr Scalar(I value)  // NOLINT: implicit on purpose
      : kind_(Kind::integer),
        integer_(static_cast<int64_t>(value)),
        floating_(static_cast<double>(value)) {
    if (value > 0 && integer_ < 0) throw_too_large(static_cast<uint64_t>(value));
  }
  template <std::floating_point F>
  constexpr Scalar(F value)  // NOLINT: implicit on purpose
      : kind_(Kind::floating),
        integer_(static_cast<int64_t>(0)),
        floating_(static_cast<double>(value)) {}

  constexpr bool operator==(const Scalar&) const = default;

  constexpr Kind kind() const { return kind_; }
  constexpr double as_double() const { return floating_; }
  /// The value of a boolean or integer scalar.
  constexpr int64_t as_integer() const { return integer_; }

  /// The dtype that a scalar alone becomes: bool, int32 or float32 (Keras's floatx); int64 for a
  /// whole number that int32 does not hold.
  constexpr DType dtype() const {
    if (kind_ != Kind::integer) return kind_ == Kind::boolean ? bool_ : float32;
    return integer_ == static_cast<int32_t>(integer_) ? int32 : int64;
  }

  /// As Python writes it: "3", "0.5", "True".
  std::string to_string() const;

  /// The value as element type T (a floating value is truncated towards zero for integers), which
  /// must hold it: see require_fits.
  template <class T>
  T as() const {
    if constexpr (std::same_as<T, Float16> || std::same_as<T, BFloat16>) {
      return T(static_cast<float>(floating_));
    } else if constexpr (std::same_as<T, bool>) {
      return floating_ != 0;
    } else {
      return kind_ == Kind::floating ? static_cast<T>(floating_) : static_cast<T>(integer_);
    }
  }

 private:
  [[noreturn]] static void throw_too_large(uint64_t value);

  Kind kind_;
  int64_t integer_;
  double floating_;
};

/// Whether `dtype` holds the number; a float for an integer dtype counts as cut towards zero.
bool fits(const Scalar& value, DType dtype);
/// Throws ValueError, naming `operation`, unless it does, as NumPy does for "300 in uint8".
void require_fits(const char* operation, const Scalar& value, DType dtype);

/// The dtype of `tensor + scalar`: the tensor's, unless the scalar is of a higher kind
/// (bool < integer < floating), which lifts it to int32 or float32.
DType promote(DType tensor, const Scalar& scalar);

}  // namespace keratin
