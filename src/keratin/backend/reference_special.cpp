// Special functions, whole numbers and search of the reference backend.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <type_traits>

#include "keratin/backend/elements_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

// --- one number ---

/// A start for erfinv, right to 3e-7 (Giles, "Approximating the erfinv function", 2010).
double rough_erfinv(double x) {
  double w = -std::log((1 - x) * (1 + x)), p = 0;
  if (w < 5) {
    w -= 2.5;
    for (const double c :
         {2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
          -0.00125372503, -0.00417768164, 0.246640727, 1.50140941}) {
      p = p * w + c;
    }
  } else {
    w = std::sqrt(w) - 3;
    for (const double c : {-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844,
                           0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682}) {
      p = p * w + c;
    }
  }
  return p * x;
}

/// Two of Halley's steps from there; the difference is taken on the side where it keeps its digits.
double inverse_erf(double x) {
  const double magnitude = std::abs(x);
  if (!(magnitude < 1)) {
    return magnitude == 1 ? x * std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  }
  double y = rough_erfinv(magnitude);
  for (int step = 0; step < 2; ++step) {
    const double difference =
        magnitude < 0.5 ? magnitude - std::erf(y) : std::erfc(y) - (1 - magnitude);
    const double move = difference / (2 * std::numbers::inv_sqrtpi * std::exp(-y * y));
    y += move / (1 - y * move);
  }
  return std::copysign(y, x);
}

/// I_order(x) for order 0 or 1: the series below 20, where all terms add up, else Hankel's
/// expansion (Abramowitz and Stegun, 9.6.10 and 9.7.1).
double bessel_i(int order, double x) {
  const double size = std::abs(x), epsilon = std::numeric_limits<double>::epsilon();
  double term = 1, sum = 1;
  if (size < 20) {
    const double quarter = size * size / 4;
    for (int k = 1; term > epsilon * sum; ++k) sum += term *= quarter / (k * (k + order));
    return order == 0 ? sum : sum * x / 2;
  }
  for (int k = 1; std::abs(term) > epsilon && k < 40; ++k) {
    const double odd = 2 * k - 1;
    term *= (odd * odd - 4 * order * order) / (8 * size * k);
    sum += term;
  }
  const double half = std::exp(size / 2);  // e^x may be too large where I(x) is not
  const double value = half / std::sqrt(2 * std::numbers::pi * size) * half * sum;
  return order == 1 && x < 0 ? -value : value;
}

double value_of(Special f, double x) {
  switch (f) {
    case Special::cbrt: return std::cbrt(x);
    case Special::erfc: return std::erfc(x);
    case Special::erfinv: return inverse_erf(x);
    case Special::i0: return std::isinf(x) ? std::abs(x) : bessel_i(0, x);
    case Special::i1: return std::isinf(x) ? x : bessel_i(1, x);
    case Special::signbit: return std::signbit(x);
  }
  return 0;
}

/// body(pointers, n) for runs of three views, which have the dtype of T.
template <class T, class Result, class Body>
void each_of_two(const ConstView& a, const ConstView& b, const View& y, Body body) {
  const int64_t steps[] = {reference::last_step(a.strides), reference::last_step(b.strides),
                           reference::last_step(y.strides)};
  reference::for_each_run<3>(y.shape, {a.strides, b.strides, y.strides},
                             [&](const auto& at, int64_t n) {
                               const T* left = static_cast<const T*>(a.data) + at[0];
                               const T* right = static_cast<const T*>(b.data) + at[1];
                               Result* to = static_cast<Result*>(y.data) + at[2];
                               for (int64_t i = 0; i < n; ++i) {
                                 to[i * steps[2]] = body(left[i * steps[0]], right[i * steps[1]]);
                               }
                             });
}

template <class T>
bool has_sign_bit(T x) {
  if constexpr (std::is_integral_v<T>) {
    return x < T(0);
  } else {
    return std::signbit(static_cast<reference::Compute<T>>(x));
  }
}

// --- two numbers ---

template <std::integral T>
using Bits = std::make_unsigned_t<std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>>;

template <std::integral T>
Bits<T> magnitude(T x) {
  const auto bits = static_cast<Bits<T>>(x);
  return x < T(0) ? static_cast<Bits<T>>(Bits<T>{0} - bits) : bits;
}

template <std::integral T>
T shifted(T x, T by, bool to_left) {
  const bool is_inside = by >= T(0) && magnitude(by) < sizeof(T) * 8;
  if (to_left) return is_inside ? static_cast<T>(static_cast<Bits<T>>(x) << by) : T(0);
  if (is_inside) return static_cast<T>(x >> by);
  return x < T(0) ? static_cast<T>(-1) : T(0);
}

template <std::integral T>
T remainder_of(T a, T b) {
  if (b == T(0) || (std::is_signed_v<T> && b == static_cast<T>(-1))) return 0;
  return static_cast<T>(a % b);
}

template <std::integral T>
T value_of(SpecialOfTwo f, T a, T b) {
  const Bits<T> divisor =
      f == SpecialOfTwo::gcd || f == SpecialOfTwo::lcm ? std::gcd(magnitude(a), magnitude(b)) : 1;
  switch (f) {
    case SpecialOfTwo::bitwise_and: return static_cast<T>(a & b);
    case SpecialOfTwo::bitwise_or: return static_cast<T>(a | b);
    case SpecialOfTwo::bitwise_xor: return static_cast<T>(a ^ b);
    case SpecialOfTwo::left_shift: return shifted(a, b, true);
    case SpecialOfTwo::right_shift: return shifted(a, b, false);
    case SpecialOfTwo::gcd: return static_cast<T>(divisor);
    case SpecialOfTwo::lcm:
      return divisor == 0 ? T(0) : static_cast<T>(uint64_t{magnitude(a)} / divisor * magnitude(b));
    case SpecialOfTwo::fmod: return remainder_of(a, b);
    case SpecialOfTwo::nextafter:
    case SpecialOfTwo::ldexp: break;
  }
  throw_internal_error("backend: a function of floats was called for integers");
}

/// The next number of a 16-bit float is the next of its bits.
template <class T>
T next_half(T a, T b) {
  const auto from = static_cast<float>(a), to = static_cast<float>(b);
  if (std::isnan(from) || std::isnan(to)) return T(from + to);
  if (from == to) return b;
  const auto bits = std::bit_cast<uint16_t>(a);
  if (from == 0) return std::bit_cast<T>(static_cast<uint16_t>(to < 0 ? 0x8001 : 1));
  const bool is_outward = (to > from) == (from > 0);
  return std::bit_cast<T>(static_cast<uint16_t>(is_outward ? bits + 1 : bits - 1));
}

template <std::floating_point T>
T scaled(T a, T b) {
  // Beyond this any number is 0 or infinite.
  return std::ldexp(a, static_cast<int>(std::clamp(b, T(-5000), T(5000))));
}

template <class T>
T float_value_of(SpecialOfTwo f, T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (f == SpecialOfTwo::fmod) return std::fmod(a, b);
    return f == SpecialOfTwo::ldexp ? scaled(a, b) : std::nextafter(a, b);
  } else {
    if (f == SpecialOfTwo::nextafter) return next_half(a, b);
    const auto wide_a = static_cast<float>(a), wide_b = static_cast<float>(b);
    return T(f == SpecialOfTwo::ldexp ? scaled(wide_a, wide_b) : std::fmod(wide_a, wide_b));
  }
}

// --- search ---

/// Numbers rise, NaN is last.
template <class C>
bool comes_before(C a, C b) {
  if constexpr (std::is_floating_point_v<C>) {
    if (std::isnan(b)) return !std::isnan(a);
  }
  return a < b;
}

template <class T>
void search(const SearchCall& call) {
  using C = reference::Compute<T>;
  const T* sorted = static_cast<const T*>(call.sorted.data);
  const int64_t count = call.sorted.shape[0], step = call.sorted.strides[0];
  const auto place_of = [&](C value) {
    int64_t low = 0, high = count;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      const C here = static_cast<C>(sorted[middle * step]);
      const bool is_behind =
          call.includes_equal ? !comes_before(value, here) : comes_before(here, value);
      (is_behind ? low : high) = is_behind ? middle + 1 : middle;
    }
    return static_cast<int32_t>(low);
  };
  each_of_two<T, int32_t>(call.values, call.values, call.y,
                          [&](T value, T) { return place_of(static_cast<C>(value)); });
}

}  // namespace

void ReferenceBackend::run(const SpecialCall& call) {
  visit_dtype(call.x.dtype, [&](auto tag) {
    using T = decltype(tag);
    if (call.f == Special::signbit) {
      return each_of_two<T, bool>(call.x, call.x, call.y, [](T x, T) { return has_sign_bit(x); });
    }
    if constexpr (!std::is_integral_v<T>) {
      using C = reference::Compute<T>;
      return each_of_two<T, T>(call.x, call.x, call.y, [&](T x, T) {
        return static_cast<T>(
            static_cast<C>(value_of(call.f, static_cast<double>(static_cast<C>(x)))));
      });
    }
    throw_internal_error(
        text("backend: a special function was called for ", keratin::name_of(call.x.dtype)));
  });
}

void ReferenceBackend::run(const SpecialOfTwoCall& call) {
  visit_dtype(call.y.dtype, [&](auto tag) {
    using T = decltype(tag);
    each_of_two<T, T>(call.a, call.b, call.y, [&](T a, T b) {
      if constexpr (std::is_integral_v<T>) {
        return value_of(call.f, a, b);
      } else {
        return float_value_of(call.f, a, b);
      }
    });
  });
}

void ReferenceBackend::run(const SearchCall& call) {
  visit_dtype(call.values.dtype, [&](auto tag) { search<decltype(tag)>(call); });
}

}  // namespace keratin
