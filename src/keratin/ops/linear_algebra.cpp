#include "keratin/ops/linear_algebra.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cumulative.h"
#include "keratin/ops/diagonals.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/linear_algebra_internal.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

OpDescription linalg_op(const char* class_name, Config config = {}) {
  return {
      .class_name = class_name, .module = "linalg", .arguments = {{}}, .config = std::move(config)};
}
OpDescription linalg_op_of_two(const char* class_name, Config config = {}) {
  return {.class_name = class_name,
          .module = "linalg",
          .arguments = {{}, {}},
          .config = std::move(config)};
}

ConfigValue number_or_none(std::optional<double> x) { return x ? ConfigValue(*x) : ConfigValue(); }

double epsilon_of(DType dtype) {
  return dtype == float64 ? std::numeric_limits<double>::epsilon()
                          : double{std::numeric_limits<float>::epsilon()};
}

int64_t longest_side(const Tensor& x) { return std::max(x.shape()[-2], x.shape()[-1]); }

/// A number for each matrix as one for each of its elements.
Tensor for_each_matrix(const Tensor& x) { return expand_dims(expand_dims(x, -1), -1); }

[[noreturn]] void throw_two(const char* name, const std::string& rule, const Tensor& a,
                            const Tensor& b, std::string hint = {}) {
  throw_shape_error(text(name, ": ", rule), {{"a", describe(a)}, {"b", describe(b)}},
                    std::move(hint));
}

/// Both sides of a system, in one dtype and place, the right one as matrices.
struct System {
  Tensor a, b;
  DType dtype = DType::float32;  // of the result
  bool is_vector = false;

  Tensor result(const Tensor& y) const { return (is_vector ? squeeze(y, -1) : y).as_dtype(dtype); }
};

System system_of(const char* name, const Tensor& a, const Tensor& b, bool takes_vectors) {
  System system;
  system.dtype = result_dtype(promote(a.dtype(), b.dtype()));
  const DType wide = system.dtype == float64 ? float64 : float32;
  system.a = as_square_matrices(name, a).as_dtype(wide);
  if (b.ndim() == 0) throw_two(name, "b has no axis", a, b);
  system.is_vector =
      b.ndim() == 1 || (takes_vectors && b.shape() == a.shape().erased(a.ndim() - 1));
  system.b = (system.is_vector ? expand_dims(b, -1) : b).as_dtype(wide);
  if (system.b.shape()[-2] != a.shape()[-1]) {
    const bool is_stack = b.shape() == a.shape().erased(a.ndim() - 1);
    throw_two(name, text("a has ", a.shape()[-1], " rows, but b has ", system.b.shape()[-2]), a, b,
              is_stack ? "solve(a, expand_dims(b, -1)) takes b for a stack of vectors" : "");
  }
  if (stand_apart(a, b)) {
    const Device device = common_device(name, a, b);
    system.a = to(system.a, device);
    system.b = to(system.b, device);
  }
  return system;
}

}  // namespace

// --- solutions ---

Tensor solve(const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op(linalg_op_of_two("Solve"), {a, b},
                       [](const Tensors& in) { return solve(in[0], in[1]); });
  }
  const System system = system_of("solve", a, b, false);
  const Factors factors = lu_of(system.a);
  const Tensor y = solution_by(factors, system.b);
  return system.result(
      record("solve", y, {&system.a, &system.b},
             [factors, y = Saved("solve", y), of_a = system.a.shape(), of_b = system.b.shape()](
                 const Tensor& dy, Wanted wanted) -> Gradients {
               const Tensor db = transposed_solution_by(factors, dy);
               return {wanted[0] ? sum_to(-matmul(db, transposed_matrix(*y)), of_a) : Tensor(),
                       sum_to(db, of_b)};
             }));
}

Tensor solve_triangular(const Tensor& a, const Tensor& b, bool lower) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op(
        linalg_op_of_two("SolveTriangular", {{"lower", lower}}), {a, b},
        [lower](const Tensors& in) { return solve_triangular(in[0], in[1], lower); });
  }
  const System system = system_of("solve_triangular", a, b, true);
  const Tensor y = triangle_solution(system.a, system.b, {.is_lower = lower});
  return system.result(
      record("solve_triangular", y, {&system.a, &system.b},
             [a = Saved("solve_triangular", system.a), y = Saved("solve_triangular", y), lower,
              of_b = system.b.shape()](const Tensor& dy, Wanted wanted) -> Gradients {
               const Tensor db = triangle_solution(transposed_matrix(*a), dy, {.is_lower = !lower});
               Tensor da;
               if (wanted[0]) {
                 da = sum_to(-matmul(db, transposed_matrix(*y)), a->shape());
                 da = lower ? tril(da) : triu(da);
               }
               return {da, sum_to(db, of_b)};
             }));
}

Tensor inv(const Tensor& x) {
  if (is_symbolic(x)) {
    return symbolic_op(linalg_op("Inv"), x, [](const Tensors& in) { return inv(in[0]); });
  }
  const Tensor a = as_square_matrices("inv", x);
  const Tensor y = solution_by(lu_of(a), identity_beside(a, a.shape()[-1]));
  return record("inv", y, {&a},
                [y = Saved("inv", y)](const Tensor& dy) -> Gradients {
                  const Tensor turned = transposed_matrix(*y);
                  return {-matmul(turned, matmul(dy, turned))};
                })
      .as_dtype(result_dtype(x.dtype()));
}

Tensor cholesky_inverse(const Tensor& x, bool upper) {
  if (is_symbolic(x)) {
    return symbolic_op(linalg_op("CholeskyInverse", {{"upper", upper}}), x,
                       [upper](const Tensors& in) { return cholesky_inverse(in[0], upper); });
  }
  const Tensor a = as_square_matrices("cholesky_inverse", x);
  const Tensor y = solve_triangular(a, identity_beside(a, a.shape()[-1]), !upper);
  const Tensor turned = transposed_matrix(y);
  return (upper ? matmul(y, turned) : matmul(turned, y)).as_dtype(result_dtype(x.dtype()));
}

// --- determinants ---

namespace {

/// 1 or -1 for an even or odd number of swaps.
Tensor sign_of_swaps(const Factors& factors) {
  const Tensor stay = arange(0, factors.pivots.shape()[-1], 1, int32);
  const Tensor odd = count_nonzero(not_equal(factors.pivots, stay), {.axis = -1}) % 2;
  return (1 - odd * 2).as_dtype(factors.lu.dtype());
}

Tensor diagonal_of(const Factors& factors) {
  return diagonal(factors.lu, {.axis1 = -2, .axis2 = -1});
}

Tensor determinant_of(const Factors& factors) {
  return prod(diagonal_of(factors), {.axis = -1}) * sign_of_swaps(factors);
}

/// For each of x [..., n] the product of those in front of it.
Tensor product_before(const Tensor& x) {
  const int axis = x.ndim() - 1;
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(x.ndim()));
  widths.back().first = 1;
  return cumprod(pad(slice_view(x, axis, 0, x.shape()[axis] - 1), widths, 1), axis);
}

/// The cofactors of x = u diag(s) vh: det(u) det(vh) u diag(products of the other s) vh, which
/// divides by nothing.
Tensor cofactors_of(const Tensor& x) {
  if (x.size() == 0) return zeros_like(x);
  const SingularVectors y = svd_of(x, false, true);
  const Tensor others = product_before(y.s) * flip(product_before(flip(y.s, -1)), -1);
  const Tensor sign_of_vectors = sign(determinant_of(lu_of(y.u)) * determinant_of(lu_of(y.vh)));
  return matmul(y.u * expand_dims(others, -2), y.vh) * for_each_matrix(sign_of_vectors);
}

}  // namespace

Tensor det(const Tensor& x) {
  if (is_symbolic(x)) {
    return symbolic_op(linalg_op("Det"), x, [](const Tensors& in) { return det(in[0]); });
  }
  const Tensor a = as_square_matrices("det", x);
  return record("det", determinant_of(lu_of(a)), {&a},
                [a = Saved("det", a)](const Tensor& dy) -> Gradients {
                  return {cofactors_of(*a) * for_each_matrix(dy)};
                })
      .as_dtype(result_dtype(x.dtype()));
}

Slogdet slogdet(const Tensor& x) {
  if (is_symbolic(x)) {
    OpDescription op = linalg_op("Slogdet");
    op.module = "numpy";
    const Tensors y = symbolic_op_list(std::move(op), x, [](const Tensors& in) {
      const Slogdet one = slogdet(in[0]);
      return Tensors{one.sign, one.logabsdet};
    });
    return {y[0], y[1]};
  }
  const Tensor a = as_square_matrices("slogdet", x);
  const Factors factors = lu_of(a);
  const Tensor numbers = diagonal_of(factors);
  const Tensor y = record("slogdet", sum(log(abs(numbers)), {.axis = -1}), {&a},
                          [factors](const Tensor& dy) -> Gradients {
                            const Tensor ones = identity_beside(dy, factors.lu.shape()[-1]);
                            return {transposed_solution_by(factors, ones) * for_each_matrix(dy)};
                          });
  const DType dtype = result_dtype(x.dtype());
  return {(prod(sign(numbers), {.axis = -1}) * sign_of_swaps(factors)).as_dtype(dtype),
          y.as_dtype(dtype)};
}

Tensor logdet(const Tensor& x) {
  if (is_symbolic(x)) {
    OpDescription op = linalg_op("Logdet");
    op.module = "math";
    return symbolic_op(std::move(op), x, [](const Tensors& in) { return logdet(in[0]); });
  }
  as_square_matrices("logdet", x);
  return slogdet(x).logabsdet;
}

// --- by singular values ---

namespace {

/// v diag(1 / s) u^T, where the s that are not above the limit, or with `takes_limit` below it,
/// count for nothing.
Tensor inverse_of_values(const Tensor& x, double rcond, bool takes_limit) {
  Shape shape = x.shape();
  std::swap(shape[-1], shape[-2]);
  if (shape.size() == 0) return Tensor(shape, x.dtype(), x.device());
  const SingularVectors y = svd_of(x, false, true);
  const Tensor limit = slice_view(y.s, y.s.ndim() - 1, 0, 1) * rcond;
  const Tensor counts = takes_limit ? (y.s > 0.0) & greater_equal(y.s, limit) : greater(y.s, limit);
  const Tensor s = where(counts, y.s, std::numeric_limits<double>::infinity());
  return matmul(transposed_matrix(y.vh), transposed_matrix(y.u) / expand_dims(s, -1));
}

/// -p^T dp p^T + (1 - a p) dp^T p p^T + p^T p dp^T (1 - p a)
Tensor pseudoinverse_gradient(const Tensor& a, const Tensor& p, const Tensor& dp) {
  const Tensor turned = transposed_matrix(p), d_turned = transposed_matrix(dp);
  const Tensor left = matmul(matmul(d_turned, p), turned);
  const Tensor right = matmul(turned, matmul(p, d_turned));
  return left - matmul(a, matmul(p, left)) + right - matmul(matmul(right, p), a) -
         matmul(turned, matmul(dp, turned));
}

Tensor pseudoinverse(const Tensor& a, double rcond, bool takes_limit) {
  const Tensor y = inverse_of_values(a, rcond, takes_limit);
  return record("pinv", y, {&a},
                [a = Saved("pinv", a), y = Saved("pinv", y)](const Tensor& dy) -> Gradients {
                  return {pseudoinverse_gradient(*a, *y, dy)};
                });
}

}  // namespace

Tensor pinv(const Tensor& x, std::optional<double> rcond) {
  if (is_symbolic(x)) {
    return symbolic_op(linalg_op("Pinv", {{"rcond", number_or_none(rcond)}}), x,
                       [rcond](const Tensors& in) { return pinv(in[0], rcond); });
  }
  const Tensor a = as_matrices("pinv", x);
  const double limit =
      rcond.value_or(10 * static_cast<double>(longest_side(a)) * epsilon_of(a.dtype()));
  return pseudoinverse(a, limit, false).as_dtype(result_dtype(x.dtype()));
}

Tensor lstsq(const Tensor& a, const Tensor& b, std::optional<double> rcond) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op(linalg_op_of_two("Lstsq", {{"rcond", number_or_none(rcond)}}), {a, b},
                       [rcond](const Tensors& in) { return lstsq(in[0], in[1], rcond); });
  }
  if (a.ndim() != 2) throw_two("lstsq", "a must have two axes", a, b);
  if (b.ndim() != 1 && b.ndim() != 2) throw_two("lstsq", "b must have one axis or two", a, b);
  if (a.shape()[0] != b.shape()[0]) {
    throw_two("lstsq", text("a has ", a.shape()[0], " rows, but b has ", b.shape()[0]), a, b);
  }
  const DType dtype = result_dtype(promote(a.dtype(), b.dtype()));
  const DType wide = dtype == float64 ? float64 : float32;
  const Tensor left = as_matrices("lstsq", a).as_dtype(wide), right = b.as_dtype(wide);
  const double epsilon = epsilon_of(wide);
  double limit = rcond.value_or(static_cast<double>(longest_side(a)) * epsilon);
  if (limit < 0) limit = epsilon;
  return matmul(pseudoinverse(left, limit, true), right).as_dtype(dtype);
}

Tensor matrix_rank(const Tensor& x, std::optional<double> tol) {
  if (is_symbolic(x)) {
    return symbolic_op(linalg_op("MatrixRank", {{"tol", number_or_none(tol)}}), x,
                       [tol](const Tensors& in) { return matrix_rank(in[0], tol); });
  }
  const Tensor a = as_matrices("matrix_rank", x.detach());
  if (a.shape()[-2] == 0 || a.shape()[-1] == 0) {
    throw_value_error("matrix_rank: a matrix without elements has no largest singular value",
                      {{"x", describe(x)}});
  }
  const Tensor s = svd_of(a, false, false).s;
  if (tol) return sum(s > *tol, {.axis = -1});
  const Tensor limit = slice_view(s, s.ndim() - 1, 0, 1) *
                       (static_cast<double>(longest_side(a)) * epsilon_of(a.dtype()));
  return sum(greater(s, limit), {.axis = -1});
}

}  // namespace keratin::ops
