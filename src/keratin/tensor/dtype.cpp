#include "keratin/tensor/dtype.h"

#include <array>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/scalar.h"

namespace keratin {
namespace {

constexpr std::array<std::string_view, kDTypes> kNames = {
    "bool", "uint8", "int8", "int32", "int64", "float16", "bfloat16", "float32", "float64"};
constexpr std::array<size_t, kDTypes> kSizes = {1, 1, 1, 4, 8, 2, 2, 4, 8};

}  // namespace

std::string_view name_of(DType dtype) { return kNames[static_cast<size_t>(dtype)]; }

DType dtype_named(std::string_view name) {
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
  // Neither of the two holds the other's values; JAX would answer int16 and float32.
  if (low == uint8 && high == int8) return int32;
  if (low == float16 && high == bfloat16) return float32;
  return high;
}

DType promote_division(DType a, DType b) {
  const DType both = promote(a, b);
  return is_floating(both) ? both : float32;
}

DType promote(DType tensor, const Scalar& scalar) {
  if (is_floating(tensor) || scalar.kind() == Scalar::Kind::boolean) return tensor;
  if (scalar.kind() == Scalar::Kind::floating) return float32;
  return tensor == bool_ ? int32 : tensor;
}

}  // namespace keratin
