#include "keratin/ops/diagonals.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// Whether row r and column c are at or below the k-th diagonal, c - r <= k: bool [rows, columns].
Tensor is_below(int64_t rows, int64_t columns, int64_t k) {
  const Tensor row = arange(0, rows, 1, int64).reshape({rows, 1});
  return less_equal(arange(0, columns, 1, int64).reshape({1, columns}) - row, Scalar(k));
}

void check_matrix(const char* name, const Tensor& x) {
  if (x.ndim() >= 2) return;
  throw_shape_error(text(name, ": x must have at least two axes"), {{"x", describe(x)}});
}

/// x where the k-th diagonal parts it, on one side; on the other zeros.
Tensor part_of(const Tensor& x, const char* name, const char* class_name, int64_t k,
               bool is_lower) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = class_name, .arguments = {{}}, .config = {{"k", k}}}, x,
        [=](const Tensors& in) { return part_of(in[0], name, class_name, k, is_lower); });
  }
  check_matrix(name, x);
  const Shape& shape = x.shape();
  const int64_t rows = shape[shape.rank() - 2], columns = shape[shape.rank() - 1];
  return is_lower ? where(is_below(rows, columns, k), x, zeros_like(x))
                  : where(is_below(rows, columns, k - 1), zeros_like(x), x);
}

Config config_of(const DiagonalOptions& options) {
  return {{"offset", options.offset}, {"axis1", options.axis1}, {"axis2", options.axis2}};
}

}  // namespace

Tensor tri(int64_t rows, int64_t columns, int64_t k, DTypeLike dtype) {
  if (rows < 0) throw_value_error(text("tri: ", rows, " rows"));
  return is_below(rows, columns < 0 ? rows : columns, k).as_dtype(dtype);
}

Tensor tril(const Tensor& x, int64_t k) { return part_of(x, "tril", "Tril", k, true); }
Tensor triu(const Tensor& x, int64_t k) { return part_of(x, "triu", "Triu", k, false); }

Tensor diagonal(const Tensor& x, const DiagonalOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Diagonal", .arguments = {{}}, .config = config_of(options)},
                       x, [options](const Tensors& in) { return diagonal(in[0], options); });
  }
  check_matrix("diagonal", x);
  const int first = normalize_axis("diagonal", options.axis1, x.shape());
  const int second = normalize_axis("diagonal", options.axis2, x.shape());
  if (first == second) throw_value_error(text("diagonal: axis ", first, " is given twice"));
  Axes order;
  for (int axis = 0; axis < x.ndim(); ++axis) {
    if (axis != first && axis != second) order.list.push_back(axis);
  }
  order.list.push_back(first);
  order.list.push_back(second);
  const Tensor matrices = transpose(x, order);
  const int64_t rows = x.shape()[first], columns = x.shape()[second];
  const int64_t row = std::max<int64_t>(0, -options.offset);
  const int64_t column = std::max<int64_t>(0, options.offset);
  const int64_t count = std::max<int64_t>(0, std::min(rows - row, columns - column));
  Shape flat = matrices.shape().with_back(rows * columns).erased(x.ndim() - 2);
  flat[flat.rank() - 1] = rows * columns;
  const Tensor places = arange(0, count, 1, int64) * (columns + 1) + Scalar(row * columns + column);
  return take(matrices.reshape(flat), places, flat.rank() - 1);
}

Tensor trace(const Tensor& x, const DiagonalOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Trace", .arguments = {{}}, .config = config_of(options)}, x,
                       [options](const Tensors& in) { return trace(in[0], options); });
  }
  return sum(diagonal(x, options), {.axis = -1});
}

Tensor diag(const Tensor& x, int64_t k) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Diag", .arguments = {{}}, .config = {{"k", k}}}, x,
                       [k](const Tensors& in) { return diag(in[0], k); });
  }
  if (x.ndim() == 2) return diagonal(x, {.offset = k});
  if (x.ndim() != 1) {
    throw_shape_error("diag: x must have one axis or two", {{"x", describe(x)}});
  }
  const int64_t n = x.len(), before = std::max<int64_t>(0, k), below = std::max<int64_t>(0, -k);
  const Tensor square =
      where(eye(n, n, 0, bool_), x.reshape({1, n}), zeros_like(x).reshape({1, n}));
  return pad(square, {{below, before}, {before, below}});
}

Tensor diagflat(const Tensor& x, int64_t k) { return diag(flatten(x), k); }

}  // namespace keratin::ops
