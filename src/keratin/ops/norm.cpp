#include "keratin/ops/norm.h"

#include <cmath>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/decompositions.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"

namespace keratin::ops {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

ConfigValue value_of_order(const NormOrder& ord) {
  if (ord.is_none()) return {};
  if (!ord.number()) return ord.name();
  const double number = *ord.number();
  const bool is_whole = std::abs(number) < 1e9 && number == std::floor(number);
  return is_whole ? ConfigValue(static_cast<int64_t>(number)) : ConfigValue(number);
}

/// A list, for one axis too.
ConfigValue value_of_axes(const Axes& axes) {
  if (axes.list.empty()) return {};
  return ConfigValue::List(axes.list.begin(), axes.list.end());
}

[[noreturn]] void throw_order(const char* what, const NormOrder& ord) {
  throw_value_error(text("norm: a ", what, " has no norm of order ",
                         ord.number() ? text(*ord.number()) : text("'", ord.name(), "'")));
}

Tensor euclidean(const Tensor& x, const ReduceOptions& over) { return sqrt(sum(square(x), over)); }

Tensor vector_norm(const Tensor& x, const NormOrder& ord, const ReduceOptions& over) {
  if (!ord.number()) throw_order("vector", ord);
  const double order = *ord.number();
  if (order == 2) return euclidean(x, over);
  if (order == kInfinite) return max(abs(x), over);
  if (order == -kInfinite) return min(abs(x), over);
  if (order == 0) return sum(not_equal(x, Scalar(0)).as_dtype(x.dtype()), over);
  if (order == 1) return sum(abs(x), over);
  return power(sum(power(abs(x), order), over), 1 / order);
}

/// Of the sums of |x| along `inner` the largest or the smallest.
Tensor extreme_sum(const Tensor& x, int inner, int outer, bool is_largest) {
  const Tensor sums = sum(abs(x), {.axis = inner, .keepdims = true});
  const ReduceOptions over = {.axis = outer, .keepdims = true};
  return is_largest ? max(sums, over) : min(sums, over);
}

/// Of the matrices along two axes, which are kept with a length of 1.
Tensor of_singular_values(const Tensor& x, const NormOrder& ord, int row, int column) {
  const Tensor matrices = moveaxis(moveaxis(x, row, -1), column < row ? column : column - 1, -1);
  const Tensor s = svd(matrices, {.compute_uv = false}).s;
  const ReduceOptions last = {.axis = -1};
  Tensor y = !ord.number() ? sum(s, last) : *ord.number() == 2 ? max(s, last) : min(s, last);
  const int first = std::min(row, column), second = std::max(row, column);
  return expand_dims(expand_dims(y, first), second);
}

Tensor matrix_norm(const Tensor& x, const NormOrder& ord, int row, int column) {
  if (ord.name() == "nuc") return of_singular_values(x, ord, row, column);
  if (!ord.number()) throw_order("matrix", ord);
  const double order = *ord.number();
  if (std::abs(order) == 2) return of_singular_values(x, ord, row, column);
  if (std::abs(order) == 1) return extreme_sum(x, row, column, order > 0);
  if (std::abs(order) == kInfinite) return extreme_sum(x, column, row, order > 0);
  throw_order("matrix", ord);
}

}  // namespace

Tensor norm(const Tensor& x, const NormOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Norm",
                        .module = "linalg",
                        .arguments = {{}},
                        .config = {{"ord", value_of_order(options.ord)},
                                   {"axis", value_of_axes(options.axis)},
                                   {"keepdims", options.keepdims}}},
                       x, [options](const Tensors& in) { return norm(in[0], options); });
  }
  const Tensor numbers = is_floating(x.dtype()) ? x : x.as_dtype(float32);
  const ReduceOptions over = {options.axis, options.keepdims};
  const int count = options.axis.list.empty() ? x.ndim() : options.axis.list.rank();
  if (options.ord.is_none() && options.axis.list.empty()) return euclidean(numbers, over);
  if (count != 1 && count != 2) {
    throw_value_error(text("norm: there is a norm over one axis or two, not over ", count),
                      {{"x", describe(x)}});
  }
  if (options.ord.is_none() || (options.ord.name() == "fro" && count == 2)) {
    return euclidean(numbers, over);
  }
  if (count == 1) return vector_norm(numbers, options.ord, over);
  const bool has_axes = !options.axis.list.empty();
  const auto axis_at = [&](int i) {
    return has_axes ? normalize_axis("norm", static_cast<int>(options.axis.list[i]), x.shape()) : i;
  };
  const int row = axis_at(0), column = axis_at(1);
  if (row == column) throw_value_error(text("norm: axis ", row, " is given twice"));
  const Tensor y = matrix_norm(numbers, options.ord, row, column);
  return options.keepdims ? y : squeeze(y, {row, column});
}

Tensor cdist(const Tensor& x, const Tensor& y) {
  if (x.ndim() < 2 || y.ndim() < 2) {
    throw_shape_error("cdist: Inputs to `cdist` must have rank >= 2",
                      {{"x", describe(x)}, {"y", describe(y)}});
  }
  if (x.shape().back() != y.shape().back()) {
    throw_shape_error("cdist: The last dimension of inputs to `cdist` must match",
                      {{"x", describe(x)}, {"y", describe(y)}});
  }
  if (is_any_symbolic({x, y})) {
    return symbolic_op({.class_name = "CDist", .module = "math", .arguments = {{}, {}}}, {x, y},
                       [](const Tensors& in) { return cdist(in[0], in[1]); });
  }
  const auto numbers = [](const Tensor& a) {
    return is_floating(a.dtype()) ? a : a.as_dtype(float32);
  };
  const Tensor apart = expand_dims(numbers(x), -2) - expand_dims(numbers(y), -3);
  return euclidean(apart, {.axis = -1});
}

}  // namespace keratin::ops
