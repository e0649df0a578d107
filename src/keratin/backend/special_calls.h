// Functions of elements that few networks ask for, without kernels of their own (calls.h says what
// holds for all calls).
#pragma once
#include "keratin/backend/call_views.h"

namespace keratin {

/// Of one number: i0 and i1 are the modified Bessel functions of order 0 and 1.
enum class Special : uint8_t { cbrt, erfc, erfinv, i0, i1, signbit };
/// Of two numbers: integers, of truth values the three of bits; fmod also of floats, nextafter and
/// ldexp, a * 2^b for a whole b, of floats alone.
enum class SpecialOfTwo : uint8_t {
  bitwise_and,
  bitwise_or,
  bitwise_xor,
  left_shift,
  right_shift,
  gcd,
  lcm,
  fmod,
  nextafter,
  ldexp
};

/// y = f(x) for floats, 16-bit ones computed in float32; signbit takes any dtype and gives bool.
struct SpecialCall {
  Special f = Special::cbrt;
  ConstView x;
  View y;
  static constexpr auto name = "special";
  using Views = ViewList<&SpecialCall::x, &SpecialCall::y>;
  bool operator==(const SpecialCall&) const = default;
};
/// y = f(a, b), all of one dtype. Integers wrap around; a shift by less than nothing, or by all
/// bits and more, leaves none of them; what is left of a division by 0 is 0.
struct SpecialOfTwoCall {
  SpecialOfTwo f = SpecialOfTwo::bitwise_and;
  ConstView a, b;
  View y;
  static constexpr auto name = "special_of_two";
  using Views = ViewList<&SpecialOfTwoCall::a, &SpecialOfTwoCall::b, &SpecialOfTwoCall::y>;
  bool operator==(const SpecialOfTwoCall&) const = default;
};
/// y (int32, the shape of values) = how many of sorted [n], whose elements rise, are less than each
/// value, or with includes_equal not greater. NaN is above all numbers.
struct SearchCall {
  ConstView sorted, values;
  bool includes_equal = false;
  View y;
  static constexpr auto name = "search";
  using Views = ViewList<&SearchCall::sorted, &SearchCall::values, &SearchCall::y>;
  bool operator==(const SearchCall&) const = default;
};

}  // namespace keratin
