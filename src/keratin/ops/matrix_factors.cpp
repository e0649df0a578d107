// Factors of matrices as the backend gives them, without a record.
#include <algorithm>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/index.h"
#include "keratin/ops/linear_algebra_internal.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

Shape stack_of(const Shape& shape, int inner) { return Shape(shape.begin(), shape.end() - inner); }

Shape with_matrix(Shape stack, int64_t rows, int64_t columns) {
  stack.push_back(rows);
  stack.push_back(columns);
  return stack;
}

/// A view of x with the leading axes stretched to `stack`.
ConstView stretched(const Tensor& x, const Shape& stack, int inner) {
  Shape shape = stack;
  for (int axis = x.ndim() - inner; axis < x.ndim(); ++axis) shape.push_back(x.shape()[axis]);
  return keratin::broadcast_to(x.view(), shape);
}

}  // namespace

Tensor as_matrices(const char* name, const Tensor& x) {
  if (x.ndim() < 2) {
    throw_shape_error(text(name, ": expected a matrix or a stack of them, with at least two axes"),
                      {{"x", describe(x)}});
  }
  constexpr int64_t most = std::numeric_limits<int32_t>::max();
  if (x.shape()[-2] > most || x.shape()[-1] > most) {
    throw_value_error(text(name, ": a matrix has at most ", most, " rows and columns"),
                      {{"x", describe(x)}});
  }
  return x.dtype() == float64 ? x : x.as_dtype(float32);
}

Tensor as_square_matrices(const char* name, const Tensor& x) {
  Tensor result = as_matrices(name, x);
  if (x.shape()[-2] != x.shape()[-1]) {
    throw_shape_error(text(name, ": expected a square matrix, received one with ", x.shape()[-2],
                           " rows and ", x.shape()[-1], " columns"),
                      {{"x", describe(x)}});
  }
  return result;
}

Tensor transposed_matrix(const Tensor& x) { return swapaxes(x, -1, -2); }

Tensor symmetric_part(const Tensor& x) { return (x + transposed_matrix(x)) * 0.5; }

Tensor identity_beside(const Tensor& x, int64_t size) {
  if (x.device() == kMeta) return Tensor({size, size}, x.dtype(), kMeta);
  return to(eye(size, size, 0, x.dtype()), x.device());
}

Tensor columns_between(const Tensor& x, int64_t begin, int64_t end) {
  return sliced(x, x.ndim() - 1, slice(begin, end));
}
Tensor rows_between(const Tensor& x, int64_t begin, int64_t end) {
  return sliced(x, x.ndim() - 2, slice(begin, end));
}

Factors lu_of(const Tensor& x) {
  const Shape stack = stack_of(x.shape(), 2);
  const int64_t rows = x.shape()[-2], count = std::min(rows, x.shape()[-1]);
  const Factors y = {Tensor(x.shape(), x.dtype(), x.device()),
                     Tensor(stack.inserted(stack.rank(), count), int32, x.device()),
                     Tensor(stack.inserted(stack.rank(), rows), int32, x.device())};
  backend_of(x).run(
      LuCall{.x = x.view(), .lu = y.lu.view(), .pivots = y.pivots.view(), .order = y.order.view()});
  return y;
}

Tensor solution_by(const Factors& factors, const Tensor& b) {
  const Tensor inner = triangle_solution(
      factors.lu, b, {.is_lower = true, .has_ones = true, .rows_of_b = factors.order});
  return triangle_solution(factors.lu, inner, {});
}

Tensor transposed_solution_by(const Factors& factors, const Tensor& b) {
  const Tensor turned = transposed_matrix(factors.lu);
  const Tensor inner = triangle_solution(turned, b, {.is_lower = true});
  return triangle_solution(turned, inner, {.has_ones = true, .rows_of_y = factors.order});
}

SingularVectors svd_of(const Tensor& x, bool is_whole, bool has_vectors) {
  const Shape stack = stack_of(x.shape(), 2);
  const int64_t rows = x.shape()[-2], columns = x.shape()[-1], count = std::min(rows, columns);
  SingularVectors y;
  y.s = Tensor(stack.inserted(stack.rank(), count), x.dtype(), x.device());
  SvdCall call = {.x = x.view(), .s = y.s.view()};
  if (has_vectors) {
    y.u = Tensor(with_matrix(stack, rows, is_whole ? rows : count), x.dtype(), x.device());
    y.vh = Tensor(with_matrix(stack, is_whole ? columns : count, columns), x.dtype(), x.device());
    call.u = y.u.view();
    call.vh = y.vh.view();
  }
  backend_of(x).run(call);
  return y;
}

Tensor triangle_solution(const Tensor& a, const Tensor& b, const TriangleOptions& options) {
  const Shape stack = broadcast_shapes("solve", stack_of(a.shape(), 2), stack_of(b.shape(), 2));
  const Device device = common_device("solve", a, b);
  if (stand_apart(a, b)) {
    TriangleOptions there = options;
    there.rows_of_b = brought(options.rows_of_b, device);
    there.rows_of_y = brought(options.rows_of_y, device);
    return triangle_solution(to(a, device), to(b, device), there);
  }
  const Tensor y(with_matrix(stack, a.shape()[-1], b.shape()[-1]), b.dtype(), device);
  TriangularSolveCall call = {.a = stretched(a, stack, 2),
                              .b = stretched(b, stack, 2),
                              .is_lower = options.is_lower,
                              .has_ones = options.has_ones,
                              .y = y.view()};
  if (options.rows_of_b.defined()) call.rows_of_b = stretched(options.rows_of_b, stack, 1);
  if (options.rows_of_y.defined()) call.rows_of_y = stretched(options.rows_of_y, stack, 1);
  backend_of(y).run(call);
  return y;
}

}  // namespace keratin::ops
