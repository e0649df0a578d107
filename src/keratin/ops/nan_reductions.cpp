#include "keratin/ops/nan_reductions.h"

#include <cmath>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cumulative.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/config_values.h"

namespace keratin::ops {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Tensor with_number_for_nan(const Tensor& x, double number) { return where(isnan(x), number, x); }
/// How many numbers count, in x's dtype.
Tensor count_of_numbers(const Tensor& x, const ReduceOptions& options) {
  return sum(logical_not(isnan(x)).as_dtype(x.dtype()), options);
}
/// y, and NaN where nothing was left.
Tensor or_nan(const Tensor& y, const Tensor& x, const ReduceOptions& options) {
  return where(all(isnan(x), options), kNaN, y);
}

}  // namespace

Tensor nansum(const Tensor& x, const ReduceOptions& options) {
  return is_floating(x.dtype()) ? sum(with_number_for_nan(x, 0), options) : sum(x, options);
}
Tensor nanprod(const Tensor& x, const ReduceOptions& options) {
  return is_floating(x.dtype()) ? prod(with_number_for_nan(x, 1), options) : prod(x, options);
}
Tensor nanmax(const Tensor& x, const ReduceOptions& options) {
  if (!is_floating(x.dtype())) return max(x, options);
  return or_nan(max(with_number_for_nan(x, -kInfinity), options), x, options);
}
Tensor nanmin(const Tensor& x, const ReduceOptions& options) {
  if (!is_floating(x.dtype())) return min(x, options);
  return or_nan(min(with_number_for_nan(x, kInfinity), options), x, options);
}
Tensor nanmean(const Tensor& x, const ReduceOptions& options) {
  if (!is_floating(x.dtype())) return mean(x, options);
  return nansum(x, options) / count_of_numbers(x, options);
}
Tensor nanvar(const Tensor& x, const ReduceOptions& options) {
  if (!is_floating(x.dtype())) return var(x, options);
  const Tensor centered = x - nanmean(x, {.axis = options.axis, .keepdims = true});
  return nansum(square(centered), options) / count_of_numbers(x, options);
}
Tensor nanstd(const Tensor& x, const ReduceOptions& options) { return sqrt(nanvar(x, options)); }

namespace {

OpDescription op_of(const char* class_name, const ArgOptions& options) {
  return {.class_name = class_name,
          .arguments = {{}},
          .config = {{"axis", to_value(options.axis)}, {"keepdims", options.keepdims}}};
}
Tensor or_no_place(const Tensor& places, const Tensor& x, const ArgOptions& options) {
  const ReduceOptions along = {.axis = options.axis ? Axes(*options.axis) : Axes(),
                               .keepdims = options.keepdims};
  return where(all(isnan(x), along), -1, places);
}

}  // namespace

Tensor nanargmax(const Tensor& x, const ArgOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(op_of("Nanargmax", options), x,
                       [options](const Tensors& in) { return nanargmax(in[0], options); });
  }
  if (!is_floating(x.dtype())) return argmax(x, options);
  return or_no_place(argmax(with_number_for_nan(x, -kInfinity), options), x, options);
}
Tensor nanargmin(const Tensor& x, const ArgOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(op_of("Nanargmin", options), x,
                       [options](const Tensors& in) { return nanargmin(in[0], options); });
  }
  if (!is_floating(x.dtype())) return argmin(x, options);
  return or_no_place(argmin(with_number_for_nan(x, kInfinity), options), x, options);
}

Tensor nancumsum(const Tensor& x, int axis) {
  return cumsum(is_floating(x.dtype()) ? with_number_for_nan(x, 0) : x, axis);
}
Tensor nancumsum(const Tensor& x) { return nancumsum(flatten(x), 0); }
Tensor nancumprod(const Tensor& x, int axis) {
  return cumprod(is_floating(x.dtype()) ? with_number_for_nan(x, 1) : x, axis);
}
Tensor nancumprod(const Tensor& x) { return nancumprod(flatten(x), 0); }

// --- quantiles ---

Tensor nanquantile(const Tensor& x, double q, const QuantileOptions& options) {
  if (!is_floating(x.dtype()) || x.size() == 0) return quantile(x, q, options);
  if (!(q >= 0 && q <= 1))
    throw_value_error(text("nanquantile: q must be in [0, 1], received ", q));
  const Tensor numbers = options.axis ? x : flatten(x);
  const int axis = normalize_axis("nanquantile", options.axis.value_or(0), numbers.shape());
  const Tensor sorted = sort(numbers, axis);  // NaN last
  const ReduceOptions along = {.axis = axis, .keepdims = true};
  const Tensor count = count_of_numbers(numbers.as_dtype(float64), along);
  const Tensor place = maximum(count - 1, 0) * q;
  const auto at = [&](const Tensor& where_) {
    return take_along_axis(sorted, where_.as_dtype(int32), axis);
  };
  const Tensor lower = floor(place), upper = ceil(place);
  Tensor y;
  if (options.method == "lower") {
    y = at(lower);
  } else if (options.method == "higher") {
    y = at(upper);
  } else if (options.method == "nearest") {
    y = at(round(place));
  } else if (options.method == "midpoint") {
    y = (at(lower) + at(upper)) * 0.5;
  } else if (options.method == "linear") {
    y = at(lower) + (at(upper) - at(lower)) * (place - lower).as_dtype(sorted.dtype());
  } else {
    throw_value_error(text("nanquantile: there is no method '", options.method, "'"),
                      {{"known", "linear, lower, higher, midpoint, nearest"}});
  }
  if (!options.keepdims) return squeeze(y, axis);
  return options.axis ? y
                      : reshape(y, Shape(std::vector<int64_t>(static_cast<size_t>(x.ndim()), 1)));
}

Tensor nanquantile(const Tensor& x, const std::vector<double>& q, const QuantileOptions& options) {
  std::vector<Tensor> all_shares;
  for (const double one : q) all_shares.push_back(nanquantile(x, one, options));
  return stack(all_shares, 0);
}

Tensor nanpercentile(const Tensor& x, double q, const QuantileOptions& options) {
  return nanquantile(x, q / 100, options);
}
Tensor nanpercentile(const Tensor& x, const std::vector<double>& q,
                     const QuantileOptions& options) {
  std::vector<double> shares;
  for (const double one : q) shares.push_back(one / 100);
  return nanquantile(x, shares, options);
}

Tensor nanmedian(const Tensor& x, const QuantileOptions& options) {
  return nanquantile(x, 0.5, options);
}

}  // namespace keratin::ops
