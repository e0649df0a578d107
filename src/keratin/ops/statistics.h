// Where the numbers of a tensor lie: averages with weights, quantiles, ranges.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// sum(x * weights) / sum(weights) along `axis`; weights [length of the axis], or of x's shape.
/// Throws ShapeError for others.
Tensor average(const Tensor& x, int axis, const Tensor& weights = {});
/// The same of all elements; weights of x's shape.
Tensor average(const Tensor& x, const Tensor& weights = {});

struct QuantileOptions {
  std::optional<int> axis = {};   // without one, of the flattened x
  std::string method = "linear";  // or "lower", "higher", "midpoint", "nearest"
  bool keepdims = false;
};
/// What a share q of the numbers lies below: of the sorted numbers the one at q * (count - 1), or
/// what `method` makes of its two neighbours. NaN where there is one. Integers become float32.
/// Throws ValueError for q outside of [0, 1], for another method and for no numbers.
Tensor quantile(const Tensor& x, double q, const QuantileOptions& options = {});
/// The same of several shares, along a new first axis.
Tensor quantile(const Tensor& x, const std::vector<double>& q, const QuantileOptions& options = {});
/// quantile(x, q / 100)
Tensor percentile(const Tensor& x, double q, const QuantileOptions& options = {});
Tensor percentile(const Tensor& x, const std::vector<double>& q,
                  const QuantileOptions& options = {});
/// quantile(x, 0.5)
Tensor median(const Tensor& x, const QuantileOptions& options = {});

/// Pearson's correlation of each two rows of x [rows, n], of which a vector is one: a scalar then.
Tensor corrcoef(const Tensor& x);
/// The sums of products of a and a b that is moved along it, of two vectors. mode "valid": where
/// the shorter lies within the longer; "same": as many as the longer has elements, around the
/// middle; "full": wherever they meet. Integers become float32. Throws ShapeError for other than
/// vectors of one element or more, ValueError for another mode.
Tensor correlate(const Tensor& a, const Tensor& b, const std::string& mode = "valid");
/// Peak signal-to-noise ratio, 20 log10(max_val) - 10 log10(mean((a - b)^2)). Throws ShapeError for
/// two shapes.
Tensor psnr(const Tensor& a, const Tensor& b, double max_val);

/// max - min
Tensor ptp(const Tensor& x, const ReduceOptions& options = {});

}  // namespace keratin::ops
