// The element types of tensors, their names, sizes and Keras's rules of promotion.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "keratin/tensor/half.h"

namespace keratin {

enum class DType : uint8_t {
  bool_,
  uint8,
  int8,
  int32,
  int64,
  float16,
  bfloat16,
  float32,
  float64,
};
inline constexpr int kDTypes = 9;

inline constexpr DType bool_ = DType::bool_;
inline constexpr DType uint8 = DType::uint8;
inline constexpr DType int8 = DType::int8;
inline constexpr DType int32 = DType::int32;
inline constexpr DType int64 = DType::int64;
inline constexpr DType float16 = DType::float16;
inline constexpr DType bfloat16 = DType::bfloat16;
inline constexpr DType float32 = DType::float32;
inline constexpr DType float64 = DType::float64;

/// "float32"; bool_ is "bool".
std::string_view name_of(DType dtype);
/// The dtype of that name; throws DTypeError for an unknown one.
DType dtype_named(std::string_view name);
/// Bytes of one element.
size_t itemsize_of(DType dtype);

/// float16, bfloat16, float32 or float64.
constexpr bool is_floating(DType dtype) { return dtype >= DType::float16; }
/// uint8, int8, int32 or int64 (not bool).
constexpr bool is_integer(DType dtype) { return dtype >= DType::uint8 && dtype <= DType::int64; }

/// The dtype of `a + b` for two tensors (the lattice of JAX, which Keras 3 follows).
DType promote(DType a, DType b);
/// The dtype of true division of two tensors: integers and bools become float32.
DType promote_division(DType a, DType b);

/// The dtype that stores a C++ type: dtype_of<float> is float32.
template <class T>
inline constexpr DType dtype_of = T::no_dtype_for_this_type;
template <>
inline constexpr DType dtype_of<bool> = DType::bool_;
template <>
inline constexpr DType dtype_of<uint8_t> = DType::uint8;
template <>
inline constexpr DType dtype_of<int8_t> = DType::int8;
template <>
inline constexpr DType dtype_of<int32_t> = DType::int32;
template <>
inline constexpr DType dtype_of<int64_t> = DType::int64;
template <>
inline constexpr DType dtype_of<Float16> = DType::float16;
template <>
inline constexpr DType dtype_of<BFloat16> = DType::bfloat16;
template <>
inline constexpr DType dtype_of<float> = DType::float32;
template <>
inline constexpr DType dtype_of<double> = DType::float64;

/// Calls f with a value-initialised object of the C++ type that stores `dtype`:
/// visit_dtype(x.dtype(), [&](auto tag) { using T = decltype(tag); ... }).
template <class F>
decltype(auto) visit_dtype(DType dtype, F&& f) {
  switch (dtype) {
    case DType::bool_: return f(bool{});
    case DType::uint8: return f(uint8_t{});
    case DType::int8: return f(int8_t{});
    case DType::int32: return f(int32_t{});
    case DType::int64: return f(int64_t{});
    case DType::float16: return f(Float16{});
    case DType::bfloat16: return f(BFloat16{});
    case DType::float32: return f(float{});
    case DType::float64: break;
  }
  return f(double{});
}

}  // namespace keratin
