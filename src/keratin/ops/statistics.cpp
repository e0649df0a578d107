#include "keratin/ops/statistics.h"

#include <cmath>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/diagonals.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

Tensor as_floating(const Tensor& x) { return is_floating(x.dtype()) ? x : x.as_dtype(float32); }

Tensor element_of(const Tensor& x, int axis, int64_t at) {
  std::vector<Index> indices(static_cast<size_t>(axis), slice());
  indices.push_back(at);
  return indexed(x, indices);
}

/// Of numbers that are sorted along the axis.
Tensor quantile_of(const Tensor& sorted, int axis, double q, const std::string& method) {
  if (!(q >= 0 && q <= 1)) throw_value_error(text("quantile: q must be in [0, 1], received ", q));
  const double place = q * static_cast<double>(sorted.shape()[axis] - 1);
  const auto lower = static_cast<int64_t>(std::floor(place));
  const auto upper = static_cast<int64_t>(std::ceil(place));
  if (method == "lower") return element_of(sorted, axis, lower);
  if (method == "higher") return element_of(sorted, axis, upper);
  if (method == "nearest") {
    return element_of(sorted, axis, static_cast<int64_t>(std::nearbyint(place)));
  }
  const Tensor a = element_of(sorted, axis, lower), b = element_of(sorted, axis, upper);
  if (method == "midpoint") return (a + b) * 0.5;
  if (method == "linear") return a + (b - a) * (place - static_cast<double>(lower));
  throw_value_error(text("quantile: there is no method '", method, "'"),
                    {{"known", "linear, lower, higher, midpoint, nearest"}});
}

}  // namespace

Tensor average(const Tensor& x, int axis, const Tensor& weights) {
  if (!weights.defined()) return mean(x, {.axis = axis});
  const int at = normalize_axis("average", axis, x.shape());
  Tensor shared = weights;
  if (weights.shape() != x.shape()) {
    if (weights.ndim() != 1 || weights.size() != x.shape()[at]) {
      throw_shape_error(
          text("average: weights must be one for each element of axis ", at, ", or for each of x"),
          {{"x", describe(x)}, {"weights", describe(weights)}});
    }
    Shape along;
    for (int i = 0; i < x.ndim(); ++i) along.push_back(i == at ? weights.size() : 1);
    shared = reshape(weights, along);
  }
  return sum(as_floating(x) * shared, {.axis = at}) /
         sum(shared * ones_like(as_floating(x)), {.axis = at});
}

Tensor average(const Tensor& x, const Tensor& weights) {
  if (!weights.defined()) return mean(x);
  return average(flatten(x), 0, flatten(weights));
}

Tensor quantile(const Tensor& x, const std::vector<double>& q, const QuantileOptions& options) {
  std::vector<Tensor> all;
  for (const double one : q) all.push_back(quantile(x, one, options));
  return stack(all, 0);
}

Tensor quantile(const Tensor& x, double q, const QuantileOptions& options) {
  if (x.size() == 0) throw_value_error("quantile: there are no numbers", {{"x", describe(x)}});
  const Tensor numbers = as_floating(options.axis ? x : flatten(x));
  const int axis = normalize_axis("quantile", options.axis.value_or(0), numbers.shape());
  Tensor y = quantile_of(sort(numbers, axis), axis, q, options.method);
  const Tensor is_bad = any(isnan(numbers), {.axis = axis});
  y = where(is_bad, std::numeric_limits<double>::quiet_NaN(), y);
  if (!options.keepdims) return y;
  return options.axis ? expand_dims(y, axis)
                      : reshape(y, Shape(std::vector<int64_t>(static_cast<size_t>(x.ndim()), 1)));
}

Tensor percentile(const Tensor& x, double q, const QuantileOptions& options) {
  return quantile(x, q / 100, options);
}
Tensor percentile(const Tensor& x, const std::vector<double>& q, const QuantileOptions& options) {
  std::vector<double> shares;
  for (const double one : q) shares.push_back(one / 100);
  return quantile(x, shares, options);
}

Tensor median(const Tensor& x, const QuantileOptions& options) { return quantile(x, 0.5, options); }

Tensor corrcoef(const Tensor& x) {
  if (x.ndim() < 1 || x.ndim() > 2) {
    throw_shape_error("corrcoef: x has one axis or two", {{"x", text(x.shape())}});
  }
  const Tensor given = as_floating(x), rows = x.ndim() == 1 ? given.expand_dims(0) : given;
  const Tensor centered = rows - mean(rows, {.axis = 1, .keepdims = true});
  const Tensor products = matmul(centered, transpose(centered, {1, 0}));
  const Tensor covariance = products / static_cast<double>(rows.shape()[1] - 1);
  const Tensor deviation = sqrt(diagonal(covariance));
  const Tensor y =
      clip(covariance / deviation.expand_dims(1) / deviation.expand_dims(0), -1.0, 1.0);
  return x.ndim() == 1 ? reshape(y, {}) : y;
}

Tensor correlate(const Tensor& a, const Tensor& b, const std::string& mode) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op(
        {.class_name = "Correlate", .arguments = {{}, {}}, .config = {{"mode", mode}}}, {a, b},
        [mode](const Tensors& in) { return correlate(in[0], in[1], mode); });
  }
  if (a.ndim() != 1 || b.ndim() != 1 || a.len() == 0 || b.len() == 0) {
    throw_shape_error("correlate takes two vectors of one element or more",
                      {{"a", text(a.shape())}, {"b", text(b.shape())}});
  }
  if (a.len() < b.len()) return flip(correlate(b, a, mode), 0);
  const int64_t n = a.len(), m = b.len();
  int64_t before = 0, count = n - m + 1;
  if (mode == "same") {
    before = m / 2;
    count = n;
  } else if (mode == "full") {
    before = m - 1;
    count = n + m - 1;
  } else if (mode != "valid") {
    throw_value_error(
        text("correlate: mode is \"", mode, "\", not \"valid\", \"same\" or \"full\""));
  }
  const DType dtype = promote(as_floating(a).dtype(), as_floating(b).dtype());
  const Tensor around = pad(a.as_dtype(dtype), {{before, m - 1}});
  const Tensor places = arange(count).expand_dims(1) + arange(m);
  return matmul(take(around, places.to(a.device()), 0), b.as_dtype(dtype));
}

Tensor psnr(const Tensor& a, const Tensor& b, double max_val) {
  if (a.shape() != b.shape()) {
    throw_shape_error(
        text("Input shapes ", a.shape(), " and ", b.shape(), " must match for PSNR calculation."));
  }
  return 20 * std::log10(max_val) - log10(mean(square(a - b))) * 10;
}

Tensor ptp(const Tensor& x, const ReduceOptions& options) {
  return max(x, options) - min(x, options);
}

}  // namespace keratin::ops
