#include "keratin/tensor/dtype.h"

#include <algorithm>
#include <array>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/fits_internal.h"
#include "keratin/tensor/scalar.h"

namespace keratin {
namespace {

constexpr std::array<std::string_view, kDTypes> kNames = {
    "bool",   "uint8", "int8",    "uint16",   "int16",   "uint32", "int32",
    "uint64", "int64", "float16", "bfloat16", "float32", "float64"};
constexpr std::array<size_t, kDTypes> kSizes = {1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 2, 4, 8};

// The signed integer that holds an unsigned one; uint64 has none.
DType signed_above(DType dtype) { return dtype == uint8 ? int16 : dtype == uint16 ? int32 : int64; }

}  // namespace

std::string_view name_of(DType dtype) { return kNames[static_cast<size_t>(dtype)]; }

void append_text(std::string& out, DType dtype) { out += name_of(dtype); }

DType dtype_named(std::string_view name) {
  if (name == "int") return int32;  // as Keras has it
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<DType>(i);
  }
  const std::string close = closest(name, kNames);
  throw_dtype_error(text("unknown dtype '", name, "'; known are ", quoted_list(kNames)), {},
                    close.empty() ? "" : text("did you mean '", close, "'?"));
}

size_t itemsize_of(DType dtype) { return kSizes[static_cast<size_t>(dtype)]; }

DType promote(DType a, DType b) {
  if (a == b) return a;
  const DType low = a < b ? a : b;
  const DType high = a < b ? b : a;
  if (low == float16 && high == bfloat16) return float32;  // neither holds the other's numbers
  const bool is_mixed =
      is_integer(high) && is_integer(low) && is_unsigned(low) != is_unsigned(high);
  if (!is_mixed) return high;
  const DType without_sign = is_unsigned(low) ? low : high;
  const DType with_sign = is_unsigned(low) ? high : low;
  if (without_sign == uint64) return float64;
  return std::max(signed_above(without_sign), with_sign);
}

DType promote_division(DType a, DType b) {
  const DType both = promote(a, b);
  return is_floating(both) ? both : float32;
}

bool fits(const Scalar& value, DType dtype) {
  if (!is_integer(dtype)) return true;
  return visit_dtype(dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::integral<T> && NotBool<T>) {
      return value.kind() == Scalar::Kind::floating ? fits<T>(value.as_double())
                                                    : fits<T>(value.as_integer());
    } else {
      return true;
    }
  });
}

void require_fits(const char* operation, const Scalar& value, DType dtype) {
  if (fits(value, dtype)) return;
  const bool is_whole = value.kind() == Scalar::Kind::integer;
  throw_value_error(text(operation, is_whole ? ": the integer " : ": the number ", value,
                         " is out of bounds for ", name_of(dtype)));
}

std::string Scalar::to_string() const {
  if (kind_ == Kind::boolean) return text(integer_ != 0);
  return kind_ == Kind::integer ? text(integer_) : text(floating_);
}

void Scalar::throw_too_large(uint64_t value) {
  throw_value_error(text("the integer ", value, " is out of bounds for int64"), {},
                    "a tensor of std::vector<uint64_t> holds it");
}

DType promote(DType tensor, const Scalar& scalar) {
  if (is_floating(tensor) || scalar.kind() == Scalar::Kind::boolean) return tensor;
  if (scalar.kind() == Scalar::Kind::floating) return float32;
  return tensor == bool_ ? int32 : tensor;
}

}  // namespace keratin
