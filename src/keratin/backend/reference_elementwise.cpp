// The elementwise primitives of the reference backend.
#include "keratin/backend/elements_internal.h"
#include "keratin/backend/functions/binary_internal.h"
#include "keratin/backend/functions/unary_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

using reference::Compute;

template <class X, class Y>
Y converted(X value) {
  const auto number = static_cast<Compute<X>>(value);
  if constexpr (std::is_same_v<Y, bool>) {
    return number != 0;
  } else if constexpr (std::is_same_v<Compute<Y>, float> && !std::is_same_v<Y, float>) {
    return Y(static_cast<float>(number));
  } else if constexpr (std::is_integral_v<Y> && std::is_floating_point_v<Compute<X>>) {
    // Outside the range of int64 the conversion would be undefined: such values and NaN give the
    // smallest integer, as the processors' own instruction does.
    const auto wide = static_cast<double>(number);
    const bool fits = wide > -9.2233720368547758e18 && wide < 9.2233720368547758e18;
    return static_cast<Y>(fits ? static_cast<int64_t>(wide) : INT64_MIN);
  } else {
    return static_cast<Y>(number);
  }
}

[[noreturn]] void refuse(const char* function, DType dtype) {
  throw_internal_error(text("backend: ", function, " was called for ", name_of(dtype)));
}

template <class T>
void unary_integer(Unary f, const ConstView& x, const View& y) {
  using functions::wrapped;
  const auto negative = [](T v) { return wrapped(T(0), v, [](auto a, auto b) { return a - b; }); };
  switch (f) {
    case Unary::negative: return reference::map<T, T>(x, y, negative);
    case Unary::abs:
      return reference::map<T, T>(x, y, [&](T v) { return v < 0 ? negative(v) : v; });
    case Unary::sign:
      return reference::map<T, T>(x, y, [](T v) { return static_cast<T>((v > 0) - (v < 0)); });
    case Unary::square:
      return reference::map<T, T>(
          x, y, [](T v) { return wrapped(v, v, [](auto a, auto b) { return a * b; }); });
    default: refuse(name_of(f), dtype_of<T>);
  }
}

template <class T>
void unary_predicate(Unary f, const ConstView& x, const View& y) {
  using Float = std::conditional_t<std::is_floating_point_v<Compute<T>>, Compute<T>, float>;
  functions::visit_unary(f, [&](auto function) {
    if constexpr (is_predicate(functions::unary_of(function))) {
      reference::map<T, bool>(x, y, [=](T v) {
        return function.value(static_cast<Float>(v), Float(0), Float(0)) != 0;
      });
    }
  });
}

template <class T>
void unary_floating(Unary f, UnaryArgs args, const ConstView& x, const View& y) {
  using C = Compute<T>;
  const auto a = static_cast<C>(args.a);
  const auto b = static_cast<C>(args.b);
  functions::visit_unary(f, [&](auto function) {
    if constexpr (!is_predicate(functions::unary_of(function))) {
      reference::map<T, T>(x, y, [=](T v) { return T(function.value(static_cast<C>(v), a, b)); });
    }
  });
}

template <class T>
void unary_elements(Unary f, UnaryArgs args, const ConstView& x, const View& y) {
  if (is_predicate(f)) {
    unary_predicate<T>(f, x, y);
  } else if constexpr (std::is_floating_point_v<Compute<T>>) {
    unary_floating<T>(f, args, x, y);
  } else if constexpr (!std::is_same_v<T, bool>) {
    unary_integer<T>(f, x, y);
  } else {
    refuse(name_of(f), bool_);
  }
}

}  // namespace

void ReferenceBackend::run(const CopyCall& call) {
  const ConstView& x = call.x;
  const View& y = call.y;
  visit_dtype(x.dtype, [&](auto from) {
    visit_dtype(y.dtype, [&](auto to) {
      using X = decltype(from);
      using Y = decltype(to);
      reference::map<X, Y>(x, y, [](X v) {
        if constexpr (std::is_same_v<X, Y>) {
          return v;
        } else {
          return converted<X, Y>(v);
        }
      });
    });
  });
}

void ReferenceBackend::run(const FillCall& call) {
  const View& y = call.y;
  visit_dtype(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    const T element = call.value.as<T>();
    const int64_t step = reference::last_step(y.strides);
    reference::for_each_run<1>(y.shape, {y.strides}, [&](const auto& at, int64_t n) {
      T* target = static_cast<T*>(y.data) + at[0];
      for (int64_t i = 0; i < n; ++i) target[i * step] = element;
    });
  });
}

void ReferenceBackend::run(const UnaryCall& call) {
  visit_dtype(call.x.dtype,
              [&](auto tag) { unary_elements<decltype(tag)>(call.f, call.args, call.x, call.y); });
}

void ReferenceBackend::run(const UnaryGradientCall& call) {
  const UnaryArgs args = call.args;
  const ConstView &x = call.x, &y = call.y, &dy = call.dy;
  const View& dx = call.dx;
  visit_dtype(x.dtype, [&](auto tag) {
    using T = decltype(tag);
    using C = Compute<T>;
    if constexpr (std::is_floating_point_v<C>) {
      const auto a = static_cast<C>(args.a);
      const auto b = static_cast<C>(args.b);
      const int64_t step_x = reference::last_step(x.strides);
      const int64_t step_y = reference::last_step(y.strides);
      const int64_t step_dy = reference::last_step(dy.strides);
      const int64_t step_dx = reference::last_step(dx.strides);
      functions::visit_unary(call.f, [&](auto function) {
        reference::for_each_run<4>(
            dx.shape, {x.strides, y.strides, dy.strides, dx.strides},
            [&](const auto& at, int64_t n) {
              const T* px = static_cast<const T*>(x.data) + at[0];
              const T* py = static_cast<const T*>(y.data) + at[1];
              const T* pdy = static_cast<const T*>(dy.data) + at[2];
              T* pdx = static_cast<T*>(dx.data) + at[3];
              for (int64_t i = 0; i < n; ++i) {
                const C slope = function.slope(static_cast<C>(px[i * step_x]),
                                               static_cast<C>(py[i * step_y]), a, b);
                pdx[i * step_dx] = T(static_cast<C>(pdy[i * step_dy]) * slope);
              }
            });
      });
    } else {
      refuse("unary_gradient", x.dtype);
    }
  });
}

void ReferenceBackend::run(const BinaryCall& call) {
  const ConstView &a = call.a, &b = call.b;
  const View& y = call.y;
  visit_dtype(a.dtype, [&](auto tag) {
    using T = decltype(tag);
    using C = Compute<T>;
    functions::visit_binary(call.f, [&](auto function) {
      if constexpr (std::is_same_v<T, bool>) {
        // Arithmetic on truth values does not reach the backend; comparisons and logic do.
        const auto of_bytes = [=](bool p, bool q) {
          return function.value(static_cast<uint8_t>(p), static_cast<uint8_t>(q)) != 0;
        };
        reference::map<bool, bool>(a, b, y, of_bytes);
      } else if constexpr (std::is_same_v<decltype(function.value(C{}, C{})), bool>) {
        reference::map<T, bool>(a, b, y, [=](T p, T q) {
          return function.value(static_cast<C>(p), static_cast<C>(q));
        });
      } else {
        reference::map<T, T>(a, b, y, [=](T p, T q) {
          return T(function.value(static_cast<C>(p), static_cast<C>(q)));
        });
      }
    });
  });
}

void ReferenceBackend::run(const SelectCall& call) {
  const ConstView &condition = call.condition, &a = call.a, &b = call.b;
  const View& y = call.y;
  visit_dtype(y.dtype, [&](auto tag) {
    using T = decltype(tag);
    const int64_t step_c = reference::last_step(condition.strides);
    const int64_t step_a = reference::last_step(a.strides);
    const int64_t step_b = reference::last_step(b.strides);
    const int64_t step_y = reference::last_step(y.strides);
    reference::for_each_run<4>(y.shape, {condition.strides, a.strides, b.strides, y.strides},
                               [&](const auto& at, int64_t n) {
                                 const bool* pc = static_cast<const bool*>(condition.data) + at[0];
                                 const T* pa = static_cast<const T*>(a.data) + at[1];
                                 const T* pb = static_cast<const T*>(b.data) + at[2];
                                 T* py = static_cast<T*>(y.data) + at[3];
                                 for (int64_t i = 0; i < n; ++i) {
                                   py[i * step_y] =
                                       pc[i * step_c] ? pa[i * step_a] : pb[i * step_b];
                                 }
                               });
  });
}

}  // namespace keratin
