// The element types of tensors, their names, sizes and Keras's rules of promotion.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "keratin/tensor/half.h"

namespace keratin {

enum class DType : uint8_t {
  bool_,
  uint8,
  int8,
  uint16,
  int16,
  uint32,
  int32,
  uint64,
  int64,
  float16,
  bfloat16,
  float32,
  float64,
};
inline constexpr int kDTypes = 13;

inline constexpr DType bool_ = DType::bool_;
inline constexpr DType uint8 = DType::uint8;
inline constexpr DType int8 = DType::int8;
inline constexpr DType uint16 = DType::uint16;
inline constexpr DType int16 = DType::int16;
inline constexpr DType uint32 = DType::uint32;
inline constexpr DType int32 = DType::int32;
inline constexpr DType uint64 = DType::uint64;
inline constexpr DType int64 = DType::int64;
inline constexpr DType float16 = DType::float16;
inline constexpr DType bfloat16 = DType::bfloat16;
inline constexpr DType float32 = DType::float32;
inline constexpr DType float64 = DType::float64;

/// "float32"; bool_ is "bool".
std::string_view name_of(DType dtype);
void append_text(std::string& out, DType dtype);
/// The dtype of that name; throws DTypeError for an unknown one.
DType dtype_named(std::string_view name);
/// A dtype or its name, as NumPy's arguments of this kind take them: int32 or "int32". A name that
/// is none throws DTypeError.
struct DTypeLike {
  DType dtype;
  DTypeLike(DType value) : dtype(value) {}                          // NOLINT: implicit on purpose
  DTypeLike(const char* name) : dtype(dtype_named(name)) {}         // NOLINT: implicit on purpose
  DTypeLike(const std::string& name) : dtype(dtype_named(name)) {}  // NOLINT: implicit on purpose
  operator DType() const { return dtype; }                          // NOLINT: implicit on purpose
};

/// Bytes of one element.
size_t itemsize_of(DType dtype);

/// float16, bfloat16, float32 or float64.
constexpr bool is_floating(DType dtype) { return dtype >= DType::float16; }
/// float16 or bfloat16: steps of a formula in it would each lose digits.
constexpr bool is_narrow(DType dtype) {
  return dtype == DType::float16 || dtype == DType::bfloat16;
}
/// Whole numbers with or without a sign (not bool).
constexpr bool is_integer(DType dtype) { return dtype >= DType::uint8 && dtype <= DType::int64; }
/// uint8, uint16, uint32 or uint64.
constexpr bool is_unsigned(DType dtype) {
  return dtype == DType::uint8 || dtype == DType::uint16 || dtype == DType::uint32 ||
         dtype == DType::uint64;
}

/// The dtype of `a + b` for two tensors (the lattice of JAX, which Keras 3 follows): uint64 beside
/// a signed integer is float64.
DType promote(DType a, DType b);
/// The dtype of true division of two tensors: integers and bools become float32.
DType promote_division(DType a, DType b);

/// What a C++ type without a dtype would need: tells the reader of the compiler's message.
template <class T>
concept HasDType = (std::integral<T> && !std::same_as<T, char> && !std::same_as<T, wchar_t>) ||
                   std::same_as<T, Float16> || std::same_as<T, BFloat16> ||
                   std::same_as<T, float> || std::same_as<T, double>;

template <class T>
constexpr DType find_dtype() {
  static_assert(HasDType<T>, "tensors hold bool, integers, Float16, BFloat16, float and double");
  if constexpr (std::same_as<T, bool>) return DType::bool_;
  if constexpr (std::same_as<T, Float16>) return DType::float16;
  if constexpr (std::same_as<T, BFloat16>) return DType::bfloat16;
  if constexpr (std::same_as<T, float>) return DType::float32;
  if constexpr (std::same_as<T, double>) return DType::float64;
  constexpr bool has_sign = std::signed_integral<T>;
  switch (sizeof(T)) {
    case 1: return has_sign ? DType::int8 : DType::uint8;
    case 2: return has_sign ? DType::int16 : DType::uint16;
    case 4: return has_sign ? DType::int32 : DType::uint32;
    default: return has_sign ? DType::int64 : DType::uint64;
  }
}
/// The dtype that stores a C++ type: dtype_of<float> is float32, of any integer the one of its
/// size.
template <class T>
inline constexpr DType dtype_of = find_dtype<T>();

/// Calls f with a value-initialised object of the C++ type that stores `dtype`:
/// visit_dtype(x.dtype(), [&](auto tag) { using T = decltype(tag); ... }).
template <class F>
decltype(auto) visit_dtype(DType dtype, F&& f) {
  switch (dtype) {
    case DType::bool_: return f(bool{});
    case DType::uint8: return f(uint8_t{});
    case DType::int8: return f(int8_t{});
    case DType::uint16: return f(uint16_t{});
    case DType::int16: return f(int16_t{});
    case DType::uint32: return f(uint32_t{});
    case DType::int32: return f(int32_t{});
    case DType::uint64: return f(uint64_t{});
    case DType::int64: return f(int64_t{});
    case DType::float16: return f(Float16{});
    case DType::bfloat16: return f(BFloat16{});
    case DType::float32: return f(float{});
    case DType::float64: break;
  }
  return f(double{});
}

}  // namespace keratin
