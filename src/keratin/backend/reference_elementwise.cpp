// The elementwise functions of the reference backend. Each is one plain loop over numbers that lie
// one after the other; element_chunks_internal.h brings elements of any dtype and stride there.
#include "keratin/backend/element_chunks_internal.h"
#include "keratin/backend/functions/binary_internal.h"
#include "keratin/backend/functions/unary_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

[[noreturn]] void refuse(const char* function, DType dtype) {
  throw_internal_error(text("backend: ", function, " was called for ", name_of(dtype)));
}

template <class C>
using UnaryLoop = void (*)(const C* x, C* y, int64_t n, C a, C b);

template <class Function, class C>
void unary_loop(const C* x, C* y, int64_t n, C a, C b) {
  for (int64_t i = 0; i < n; ++i) y[i] = Function::value(x[i], a, b);
}

template <std::floating_point C>
UnaryLoop<C> unary_loop_of(Unary f) {
  return functions::visit_unary(
      f, [](auto function) -> UnaryLoop<C> { return unary_loop<decltype(function), C>; });
}

/// y = f(x) for integers that wrap around. Null for a function that integers do not have.
template <class T, class F>
void integer_loop(const T* x, T* y, int64_t n, T, T) {
  for (int64_t i = 0; i < n; ++i) y[i] = F()(x[i]);
}
template <std::integral T>
UnaryLoop<T> unary_loop_of(Unary f) {
  using functions::wrapped;
  constexpr auto negative = [](T v) {
    return wrapped(T(0), v, [](auto a, auto b) { return a - b; });
  };
  constexpr auto magnitude = [](T v) { return v < 0 ? decltype(negative)()(v) : v; };
  constexpr auto sign = [](T v) { return static_cast<T>((v > 0) - (v < 0)); };
  constexpr auto square = [](T v) { return wrapped(v, v, [](auto a, auto b) { return a * b; }); };
  constexpr auto is_false = [](T) { return T(0); };
  constexpr auto is_true = [](T) { return T(1); };
  constexpr auto inverse = [](T v) { return static_cast<T>(v == 0); };
  switch (f) {
    case Unary::negative: return integer_loop<T, decltype(negative)>;
    case Unary::abs: return integer_loop<T, decltype(magnitude)>;
    case Unary::sign: return integer_loop<T, decltype(sign)>;
    case Unary::square: return integer_loop<T, decltype(square)>;
    case Unary::isnan:
    case Unary::isinf: return integer_loop<T, decltype(is_false)>;
    case Unary::isfinite: return integer_loop<T, decltype(is_true)>;
    case Unary::logical_not: return integer_loop<T, decltype(inverse)>;
    default: return nullptr;
  }
}

template <class C>
using SlopeLoop = void (*)(const C* x, const C* y, const C* dy, C* dx, int64_t n, C a, C b);

template <class Function, class C>
void slope_loop(const C* x, const C* y, const C* dy, C* dx, int64_t n, C a, C b) {
  for (int64_t i = 0; i < n; ++i) dx[i] = dy[i] * Function::slope(x[i], y[i], a, b);
}

/// A loop whose results are C's, or truth values.
template <class C, class Result>
using BinaryLoop = void (*)(const C* a, const C* b, Result* y, int64_t n);

template <class Function, class C, class Result>
void binary_loop(const C* a, const C* b, Result* y, int64_t n) {
  for (int64_t i = 0; i < n; ++i) y[i] = Function::value(a[i], b[i]);
}

/// The loop of a function that gives such results.
template <class C, class Result>
BinaryLoop<C, Result> binary_loop_of(Binary f) {
  return functions::visit_binary(f, [](auto function) -> BinaryLoop<C, Result> {
    if constexpr (std::is_same_v<decltype(function.value(C{}, C{})), Result>) {
      return binary_loop<decltype(function), C, Result>;
    } else {
      return nullptr;
    }
  });
}

template <class C, class Result>
void binary_elements(Binary f, const ConstView& a, const ConstView& b, const View& y) {
  const BinaryLoop<C, Result> loop = binary_loop_of<C, Result>(f);
  reference::for_each_chunk<C, 2, Result>(
      {a, b}, y, [&](const auto& in, Result* to, int64_t n) { loop(in[0], in[1], to, n); });
}

}  // namespace

void ReferenceBackend::run(const UnaryCall& call) {
  const ConstView& x = call.x;
  reference::visit_near(x.dtype, [&](auto tag) {
    using C = decltype(tag);
    const UnaryLoop<C> loop = unary_loop_of<C>(call.f);
    if (!loop || (x.dtype == bool_ && !is_predicate(call.f))) refuse(name_of(call.f), x.dtype);
    const auto a = static_cast<C>(call.args.a), b = static_cast<C>(call.args.b);
    reference::for_each_chunk<C, 1>(
        {x}, call.y, [&](const auto& from, C* to, int64_t n) { loop(from[0], to, n, a, b); });
  });
}

void ReferenceBackend::run(const UnaryGradientCall& call) {
  reference::visit_wide(call.x.dtype, [&](auto tag) {
    using C = decltype(tag);
    if constexpr (std::is_floating_point_v<C>) {
      const SlopeLoop<C> loop = functions::visit_unary(
          call.f, [](auto function) -> SlopeLoop<C> { return slope_loop<decltype(function), C>; });
      const auto a = static_cast<C>(call.args.a), b = static_cast<C>(call.args.b);
      reference::for_each_chunk<C, 3>(
          {call.x, call.y, call.dy}, call.dx,
          [&](const auto& in, C* to, int64_t n) { loop(in[0], in[1], in[2], to, n, a, b); });
    } else {
      refuse("unary_gradient", call.x.dtype);
    }
  });
}

void ReferenceBackend::run(const BinaryCall& call) {
  reference::visit_near(call.a.dtype, [&](auto tag) {
    using C = decltype(tag);
    if (is_predicate(call.f)) return binary_elements<C, bool>(call.f, call.a, call.b, call.y);
    binary_elements<C, C>(call.f, call.a, call.b, call.y);
  });
}

}  // namespace keratin
