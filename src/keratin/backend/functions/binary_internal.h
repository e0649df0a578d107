// The mathematics of the elementwise functions of two arguments, for floats (T = float, double)
// and, where it differs, for integers; comparisons and logic give bool.
#pragma once
#include <cmath>
#include <concepts>
#include <type_traits>

#include "keratin/backend/functions/lists.h"

namespace keratin::functions {

/// Integer arithmetic that wraps around, as NumPy's does.
template <std::integral T, class F>
T wrapped(T a, T b, F f) {
  using U = std::make_unsigned_t<std::conditional_t<(sizeof(T) < 4), int, T>>;
  return static_cast<T>(f(static_cast<U>(a), static_cast<U>(b)));
}

/// Quotient rounded towards minus infinity; 0 for a divisor of 0, as NumPy.
template <std::integral T>
T floor_quotient(T a, T b) {
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    if (b == T(-1)) return wrapped(T(0), a, [](auto x, auto y) { return x - y; });
    const auto quotient = static_cast<T>(a / b);
    return static_cast<T>(quotient - ((a % b != 0) && ((a < 0) != (b < 0))));
  } else {
    return static_cast<T>(a / b);
  }
}
template <std::floating_point T>
T floor_quotient(T a, T b) {
  if (b == 0) return a / b;
  const T remainder = std::fmod(a, b);
  T quotient = (a - remainder) / b;
  if (remainder != 0 && (b < 0) != (remainder < 0)) quotient -= 1;
  const T rounded = std::floor(quotient);
  return quotient - rounded > T(0.5) ? rounded + 1 : rounded;
}

/// Remainder with the sign of the divisor, as Python's %.
template <std::integral T>
T floor_remainder(T a, T b) {
  if (b == 0 || (std::is_signed_v<T> && b == T(-1))) return 0;
  const auto remainder = static_cast<T>(a % b);
  if constexpr (std::is_signed_v<T>) {
    if (remainder != 0 && (b < 0) != (remainder < 0)) return static_cast<T>(remainder + b);
  }
  return remainder;
}
template <std::floating_point T>
T floor_remainder(T a, T b) {
  const T remainder = std::fmod(a, b);
  if (remainder != 0 && (b < 0) != (remainder < 0)) return remainder + b;
  return remainder == 0 ? std::copysign(T(0), b) : remainder;
}

/// a to the power b; a negative whole exponent gives the truncated quotient.
template <std::integral T>
T raised(T a, T b) {
  if (b < 0) return a == 1 ? T(1) : a == T(-1) ? (b % 2 ? T(-1) : T(1)) : T(0);
  T result = 1;
  for (T base = a; b > 0; b = static_cast<T>(b / 2)) {
    if (b % 2) result = wrapped(result, base, [](auto x, auto y) { return x * y; });
    base = wrapped(base, base, [](auto x, auto y) { return x * y; });
  }
  return result;
}
template <std::floating_point T>
T raised(T a, T b) {
  return std::pow(a, b);
}

template <Binary function>
struct BinaryFunction;

#define KERATIN_BINARY(name, of_floats, of_integers) \
  template <>                                        \
  struct BinaryFunction<Binary::name> {              \
    template <class T>                               \
    static auto value(T a, T b) {                    \
      if constexpr (std::is_floating_point_v<T>) {   \
        return of_floats;                            \
      } else {                                       \
        return of_integers;                          \
      }                                              \
    }                                                \
  };
#define KERATIN_WRAPPED(op) wrapped(a, b, [](auto x, auto y) { return x op y; })

KERATIN_BINARY(add, a + b, KERATIN_WRAPPED(+))
KERATIN_BINARY(subtract, a - b, KERATIN_WRAPPED(-))
KERATIN_BINARY(multiply, a* b, KERATIN_WRAPPED(*))
KERATIN_BINARY(divide, a / b, floor_quotient(a, b))
KERATIN_BINARY(floor_divide, floor_quotient(a, b), floor_quotient(a, b))
KERATIN_BINARY(mod, floor_remainder(a, b), floor_remainder(a, b))
KERATIN_BINARY(power, raised(a, b), raised(a, b))
// NaN in either argument wins.
KERATIN_BINARY(maximum, a != a ? a : (b != b || b > a ? b : a), b > a ? b : a)
KERATIN_BINARY(minimum, a != a ? a : (b != b || b < a ? b : a), b < a ? b : a)
KERATIN_BINARY(arctan2, std::atan2(a, b),
               static_cast<T>(std::atan2(static_cast<double>(a), static_cast<double>(b))))
KERATIN_BINARY(equal, a == b, a == b)
KERATIN_BINARY(not_equal, a != b, a != b)
KERATIN_BINARY(less, a < b, a < b)
KERATIN_BINARY(less_equal, a <= b, a <= b)
KERATIN_BINARY(greater, a > b, a > b)
KERATIN_BINARY(greater_equal, a >= b, a >= b)
KERATIN_BINARY(logical_and, (a != 0 && b != 0), (a != 0 && b != 0))
KERATIN_BINARY(logical_or, (a != 0 || b != 0), (a != 0 || b != 0))
KERATIN_BINARY(logical_xor, ((a != 0) != (b != 0)), ((a != 0) != (b != 0)))
#undef KERATIN_BINARY
#undef KERATIN_WRAPPED

/// Calls f with BinaryFunction<function>{}.
template <class F>
decltype(auto) visit_binary(Binary function, F&& f) {
  switch (function) {
#define KERATIN_CASE(name) \
  case Binary::name: return f(BinaryFunction<Binary::name>{});
    KERATIN_BINARY_FUNCTIONS(KERATIN_CASE)
#undef KERATIN_CASE
  }
  return f(BinaryFunction<Binary::add>{});
}

}  // namespace keratin::functions
