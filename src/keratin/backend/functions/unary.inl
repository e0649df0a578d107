// The mathematics of the elementwise functions of one argument: value, and slope from x and
// y = value(x). Written once over a number type T, and included in the namespace of each kind: by
// unary_internal.h for float and double, by cpu/vector_functions.cpp for each kind of register,
// whose functions the compiler must find compiled for that register. T needs + - * /, comparisons,
// where(condition, a, b), and the functions that are named here, declared before.

template <class T>
T larger(T x, T y) {
  return where(x > y, x, y);
}
template <class T>
T smaller(T x, T y) {
  return where(x < y, x, y);
}
template <class T>
T limited(T x, T low, T high) {
  return where(x < low, low, where(x > high, high, x));
}
template <class T>
T sign_of(T x) {
  return where(x > T(0), T(1), where(x < T(0), T(-1), x));  // keeps 0 and NaN
}
template <class T>
T logistic(T x) {
  const T e = exp(-abs(x));  // never overflows
  return where(x >= T(0), T(1) / (T(1) + e), e / (T(1) + e));
}
template <class T>
T soft_plus(T x) {
  return larger(x, T(0)) + log1p(exp(-abs(x)));
}
template <class T>
T gauss_density(T x) {
  return exp(T(-0.5) * x * x) * T(0.39894228040143267794);
}

/// Specialised for each function below: value(x, a, b) and slope(x, y, a, b).
template <Unary function>
struct UnaryFunction;

// Every one of x, y, a, b may be unused.
#define KERATIN_UNARY(name, value_of_x, slope_of_x_y)                                  \
  template <>                                                                          \
  struct UnaryFunction<Unary::name> {                                                  \
    template <class T>                                                                 \
    static T value([[maybe_unused]] T x, [[maybe_unused]] T a, [[maybe_unused]] T b) { \
      return value_of_x;                                                               \
    }                                                                                  \
    template <class T>                                                                 \
    static T slope([[maybe_unused]] T x, [[maybe_unused]] T y, [[maybe_unused]] T a,   \
                   [[maybe_unused]] T b) {                                             \
      return slope_of_x_y;                                                             \
    }                                                                                  \
  };

KERATIN_UNARY(negative, -x, T(-1))
KERATIN_UNARY(abs, abs(x), sign_of(x))
KERATIN_UNARY(sign, sign_of(x), T(0))
KERATIN_UNARY(square, x* x, T(2) * x)
KERATIN_UNARY(sqrt, sqrt(x), T(0.5) / y)
KERATIN_UNARY(rsqrt, T(1) / sqrt(x), T(-0.5) * y / x)
KERATIN_UNARY(reciprocal, T(1) / x, -y* y)
KERATIN_UNARY(exp, exp(x), y)
KERATIN_UNARY(expm1, expm1(x), y + T(1))
KERATIN_UNARY(log, log(x), T(1) / x)
KERATIN_UNARY(log1p, log1p(x), T(1) / (T(1) + x))
KERATIN_UNARY(log2, log2(x), T(1.4426950408889634074) / x)
KERATIN_UNARY(log10, log10(x), T(0.43429448190325182765) / x)
KERATIN_UNARY(sin, sin(x), cos(x))
KERATIN_UNARY(cos, cos(x), -sin(x))
KERATIN_UNARY(tan, tan(x), T(1) + y * y)
KERATIN_UNARY(arcsin, asin(x), T(1) / sqrt(T(1) - x * x))
KERATIN_UNARY(arccos, acos(x), T(-1) / sqrt(T(1) - x * x))
KERATIN_UNARY(arctan, atan(x), T(1) / (T(1) + x * x))
KERATIN_UNARY(sinh, sinh(x), cosh(x))
KERATIN_UNARY(cosh, cosh(x), sinh(x))
KERATIN_UNARY(tanh, tanh(x), T(1) - y * y)
KERATIN_UNARY(arcsinh, asinh(x), T(1) / sqrt(x * x + T(1)))
KERATIN_UNARY(arccosh, acosh(x), T(1) / sqrt(x * x - T(1)))
KERATIN_UNARY(arctanh, atanh(x), T(1) / (T(1) - x * x))
KERATIN_UNARY(erf, erf(x), T(1.12837916709551257390) * exp(-x * x))
KERATIN_UNARY(exp2, exp2(x), T(0.69314718055994530942) * y)
KERATIN_UNARY(floor, floor(x), T(0))
KERATIN_UNARY(ceil, ceil(x), T(0))
KERATIN_UNARY(round, nearbyint(x), T(0))  // halves to even, as NumPy
KERATIN_UNARY(trunc, trunc(x), T(0))
KERATIN_UNARY(isnan, where(x == x, T(0), T(1)), T(0))
KERATIN_UNARY(isinf, where(x == x, where(x - x == T(0), T(0), T(1)), T(0)), T(0))
KERATIN_UNARY(isfinite, where(x - x == T(0), T(1), T(0)), T(0))
KERATIN_UNARY(logical_not, where(x == T(0), T(1), T(0)), T(0))

// Activations; Keras's formulas. a and b are what lists.h says.
KERATIN_UNARY(sigmoid, logistic(x), y*(T(1) - y))
KERATIN_UNARY(log_sigmoid, -soft_plus(-x), logistic(-x))
KERATIN_UNARY(relu, where(x < T(0), T(0), x), where(x > T(0), T(1), T(0)))  // NaN stays
KERATIN_UNARY(relu6, limited(x, T(0), T(6)), where(x > T(0), where(x < T(6), T(1), T(0)), T(0)))
KERATIN_UNARY(leaky_relu, where(x > T(0), x, a* x), where(x > T(0), T(1), a))
KERATIN_UNARY(elu, where(x > T(0), x, a* expm1(x)), where(x > T(0), T(1), y + a))
KERATIN_UNARY(selu,
              where(x > T(0), T(1.05070098735548049342) * x, T(1.75809934084737685994) * expm1(x)),
              where(x > T(0), T(1.05070098735548049342), y + T(1.75809934084737685994)))
KERATIN_UNARY(celu, where(x > T(0), x, a* expm1(x / a)), where(x > T(0), T(1), y / a + T(1)))
KERATIN_UNARY(gelu, T(0.5) * x * (T(1) + erf(x * T(0.70710678118654752440))),
              T(0.5) * (T(1) + erf(x * T(0.70710678118654752440))) + x * gauss_density(x))
template <class T>
T gelu_inner(T x) {
  return T(0.79788456080286535588) * (x + T(0.044715) * x * x * x);
}
template <class T>
T gelu_tanh_slope(T x, T t) {  // t = tanh(gelu_inner(x))
  return T(0.5) * (T(1) + t) +
         T(0.5) * x * (T(1) - t * t) * T(0.79788456080286535588) * (T(1) + T(0.134145) * x * x);
}
KERATIN_UNARY(gelu_tanh, T(0.5) * x * (T(1) + tanh(gelu_inner(x))),
              gelu_tanh_slope(x, tanh(gelu_inner(x))))
template <class T>
T silu_slope(T x, T s) {  // s = logistic(x)
  return s * (T(1) + x * (T(1) - s));
}
KERATIN_UNARY(silu, x* logistic(x), silu_slope(x, logistic(x)))
KERATIN_UNARY(softplus, soft_plus(x), logistic(x))
KERATIN_UNARY(softsign, x / (T(1) + abs(x)), T(1) / ((T(1) + abs(x)) * (T(1) + abs(x))))
template <class T>
T mish_slope(T x, T t) {  // t = tanh(soft_plus(x))
  return t + x * logistic(x) * (T(1) - t * t);
}
KERATIN_UNARY(mish, x* tanh(soft_plus(x)), mish_slope(x, tanh(soft_plus(x))))
KERATIN_UNARY(hard_sigmoid, limited(x / T(6) + T(0.5), T(0), T(1)),
              where(abs(x) < T(3), T(1) / T(6), T(0)))
KERATIN_UNARY(hard_silu, x* limited(x / T(6) + T(0.5), T(0), T(1)),
              where(x <= T(-3), T(0), where(x >= T(3), T(1), x / T(3) + T(0.5))))
KERATIN_UNARY(hard_tanh, limited(x, T(-1), T(1)), where(abs(x) < T(1), T(1), T(0)))
KERATIN_UNARY(hard_shrink, where(abs(x) > a, x, T(0)), where(abs(x) > a, T(1), T(0)))
KERATIN_UNARY(soft_shrink, where(x > a, x - a, where(x < -a, x + a, T(0))),
              where(abs(x) > a, T(1), T(0)))
KERATIN_UNARY(tanh_shrink, x - tanh(x), tanh(x) * tanh(x))
KERATIN_UNARY(squareplus, T(0.5) * (x + sqrt(x * x + a)), T(0.5) * (T(1) + x / sqrt(x * x + a)))
KERATIN_UNARY(sparse_plus,
              where(x <= T(-1), T(0), where(x < T(1), T(0.25) * (x + T(1)) * (x + T(1)), x)),
              limited(T(0.5) * (x + T(1)), T(0), T(1)))
KERATIN_UNARY(sparse_sigmoid, limited(T(0.5) * (x + T(1)), T(0), T(1)),
              where(abs(x) < T(1), T(0.5), T(0)))
KERATIN_UNARY(threshold, where(x > a, x, b), where(x > a, T(1), T(0)))
KERATIN_UNARY(clip, limited(x, a, b), where(x < a, T(0), where(x > b, T(0), T(1))))
#undef KERATIN_UNARY

/// Calls f with UnaryFunction<function>{}.
template <class F>
decltype(auto) visit_unary(Unary function, F&& f) {
  switch (function) {
#define KERATIN_CASE(name) \
  case Unary::name: return f(UnaryFunction<Unary::name>{});
    KERATIN_UNARY_FUNCTIONS(KERATIN_CASE)
#undef KERATIN_CASE
  }
  return f(UnaryFunction<Unary::negative>{});
}
