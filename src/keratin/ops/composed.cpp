#include "keratin/ops/composed.h"

#include <algorithm>
#include <limits>
#include <numbers>
#include <utility>

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double largest_of(DType dtype) {
  if (dtype == float16) return 65504;
  if (dtype == bfloat16) return 0x1.FEp127;
  return dtype == float64 ? std::numeric_limits<double>::max()
                          : double{std::numeric_limits<float>::max()};
}

/// The smallest and the largest number; of uint64 what int64 holds of it.
std::pair<int64_t, int64_t> integer_limits(DType dtype) {
  std::pair<int64_t, int64_t> limits = {0, 1};  // of bool
  visit_dtype(dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      constexpr uint64_t most = std::numeric_limits<int64_t>::max();
      limits = {static_cast<int64_t>(std::numeric_limits<T>::min()),
                static_cast<int64_t>(std::min<uint64_t>(
                    most, static_cast<uint64_t>(std::numeric_limits<T>::max())))};
    }
  });
  return limits;
}

/// a + log1p(exp(-distance)) / unit, where a is the larger one.
Tensor log_of_sum(const Tensor& a, const Tensor& b, double unit) {
  // Of two that are equal nothing is subtracted: they may be infinite.
  const Tensor distance = where(equal(a, b), Scalar(0.0), abs(a - b)) * unit;
  return maximum(a, b) + log1p(exp(-distance)) / unit;
}

}  // namespace

Tensor true_divide(const Tensor& a, const Tensor& b) { return divide(a, b); }
Tensor fabs(const Tensor& x) { return abs(is_floating(x.dtype()) ? x : x.as_dtype(float32)); }
Tensor deg2rad(const Tensor& x) { return x * (std::numbers::pi / 180); }
Tensor rad2deg(const Tensor& x) { return x * (180 / std::numbers::pi); }

Tensor fmax(const Tensor& a, const Tensor& b) {
  return where(isnan(a), b, where(isnan(b), a, maximum(a, b)));
}
Tensor fmin(const Tensor& a, const Tensor& b) {
  return where(isnan(a), b, where(isnan(b), a, minimum(a, b)));
}

Tensor hypot(const Tensor& a, const Tensor& b) {
  const Tensor larger = maximum(abs(a), abs(b)), smaller = minimum(abs(a), abs(b));
  const Tensor is_zero = equal(larger, Scalar(0));
  const Tensor ratio = smaller / where(is_zero, ones_like(larger), larger);
  const Tensor is_infinite = isinf(larger);
  return where(is_infinite, larger,
               larger * sqrt(square(where(is_infinite, Scalar(0.0), ratio)) + 1));
}

Tensor logaddexp(const Tensor& a, const Tensor& b) { return log_of_sum(a, b, 1); }
Tensor logaddexp2(const Tensor& a, const Tensor& b) { return log_of_sum(a, b, std::numbers::ln2); }

Tensor heaviside(const Tensor& x, const Tensor& at_zero) {
  const Tensor step =
      where(less(x, Scalar(0)), Scalar(0.0), where(equal(x, Scalar(0)), at_zero, 1.0));
  return where(isnan(x), x, step);
}

Tensor divide_no_nan(const Tensor& a, const Tensor& b) {
  const Tensor is_zero = equal(b, Scalar(0));
  return where(is_zero, Scalar(0.0), a / where(is_zero, ones_like(b), b));
}

Tensor isposinf(const Tensor& x) { return equal(x, Scalar(kInfinity)); }
Tensor isneginf(const Tensor& x) { return equal(x, Scalar(-kInfinity)); }

Tensor saturate_cast(const Tensor& x, DTypeLike dtype) {
  const DType to = dtype;
  if (to == bool_) return maximum(x, Scalar(0)).as_dtype(bool_);
  if (is_floating(x.dtype())) {
    // Floats that become integers are cut to what these hold anyway.
    if (!is_floating(to) || largest_of(to) >= largest_of(x.dtype())) return x.as_dtype(to);
    return clip(x, -largest_of(to), largest_of(to)).as_dtype(to);
  }
  if (is_floating(to) && to != float16) return x.as_dtype(to);
  const auto limits_of = [](DType of) {
    return of == float16 ? std::pair<int64_t, int64_t>(-65504, 65504) : integer_limits(of);
  };
  const auto [low, high] = limits_of(to);
  const auto [lowest, highest] = integer_limits(x.dtype());
  Tensor y = x;
  if (lowest < low) y = maximum(y, Scalar(low));
  if (highest > high) y = minimum(y, Scalar(high));
  return y.as_dtype(to);
}

Tensor nan_to_num(const Tensor& x, const NanToNumOptions& options) {
  if (!is_floating(x.dtype())) return x;
  const double largest = largest_of(x.dtype());
  const Tensor known = where(isnan(x), Scalar(options.nan), x);
  const Tensor below = where(isposinf(known), Scalar(options.posinf.value_or(largest)), known);
  return where(isneginf(below), Scalar(options.neginf.value_or(-largest)), below);
}

}  // namespace keratin::ops
