#include "keratin/ops/decompositions.h"

#include <algorithm>
#include <string>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/diagonals.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/join.h"
#include "keratin/ops/linear_algebra_internal.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// x [..., n] as factors of columns.
Tensor as_row(const Tensor& x) { return expand_dims(x, -2); }
Tensor as_column(const Tensor& x) { return expand_dims(x, -1); }

/// The lower triangle with half of the diagonal.
Tensor lower_half(const Tensor& x) { return (tril(x) + tril(x, -1)) * 0.5; }

/// x with zeros around it, behind the last rows and columns.
Tensor padded_matrix(const Tensor& x, int64_t rows, int64_t columns) {
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(x.ndim()));
  widths[static_cast<size_t>(x.ndim()) - 2].second = rows - x.shape()[-2];
  widths[static_cast<size_t>(x.ndim()) - 1].second = columns - x.shape()[-1];
  return pad(x, widths);
}

}  // namespace

// --- Cholesky ---

namespace {

/// L^-T phi(L^T dL) L^-1, where phi is the lower triangle with half of the diagonal (Murray, 2016).
Tensor cholesky_gradient(const Tensor& y, const Tensor& dy) {
  const Tensor turned = transposed_matrix(y);
  const Tensor inner = lower_half(matmul(turned, tril(dy)));
  const Tensor left = triangle_solution(turned, inner, {});
  return transposed_matrix(triangle_solution(turned, transposed_matrix(left), {}));
}

}  // namespace

Tensor cholesky(const Tensor& x, bool upper) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Cholesky",
                        .module = "linalg",
                        .arguments = {{}},
                        .config = {{"upper", upper}}},
                       x, [upper](const Tensors& in) { return cholesky(in[0], upper); });
  }
  const Tensor a = symmetric_part(as_square_matrices("cholesky", x));
  Tensor y(a.shape(), a.dtype(), a.device());
  backend_of(a).run(CholeskyCall{.x = a.view(), .y = y.view()});
  y = record("cholesky", y, {&a}, [y = Saved("cholesky", y)](const Tensor& dy) -> Gradients {
    return {cholesky_gradient(*y, dy)};
  });
  return (upper ? transposed_matrix(y) : y).as_dtype(result_dtype(x.dtype()));
}

// --- LU ---

namespace {

/// With L and U filled up to square ones: P^T L^-T (tril(L^T dy, -1) + triu(dy U^T)) U^-T (De Hoog,
/// Anderssen and Lukas, 2011).
Tensor lu_gradient(const Tensor& lu, const Tensor& order, const Tensor& dy) {
  const int64_t rows = lu.shape()[-2], columns = lu.shape()[-1], count = std::min(rows, columns);
  const Tensor lower = tril(padded_matrix(columns_between(lu, 0, count), rows, rows), -1) +
                       identity_beside(lu, rows);
  const Tensor ones =
      identity_beside(lu, columns) - padded_matrix(identity_beside(lu, count), columns, columns);
  const Tensor upper = padded_matrix(triu(rows_between(lu, 0, count)), columns, columns) + ones;
  const Tensor inner =
      tril(matmul(transposed_matrix(lower), dy), -1) + triu(matmul(dy, transposed_matrix(upper)));
  const Tensor right = transposed_matrix(triangle_solution(upper, transposed_matrix(inner), {}));
  return triangle_solution(transposed_matrix(lower), right, {.has_ones = true, .rows_of_y = order});
}

}  // namespace

LuFactor lu_factor(const Tensor& x) {
  if (is_symbolic(x)) {
    const Tensors y =
        symbolic_op_list({.class_name = "LuFactor", .module = "linalg", .arguments = {{}}}, x,
                         [](const Tensors& in) {
                           const LuFactor one = lu_factor(in[0]);
                           return Tensors{one.lu, one.pivots};
                         });
    return {y[0], y[1]};
  }
  const Tensor a = as_matrices("lu_factor", x);
  const Factors factors = lu_of(a);
  const Tensor y =
      record("lu_factor", factors.lu, {&a},
             [lu = Saved("lu_factor", factors.lu), order = factors.order](
                 const Tensor& dy) -> Gradients { return {lu_gradient(*lu, order, dy)}; });
  return {y.as_dtype(result_dtype(x.dtype())), factors.pivots};
}

// --- QR ---

namespace {

/// (dq + q s) r^-T, where s is the symmetric matrix with the lower triangle of r dr^T - dq^T q, for
/// no fewer rows than columns (Walter and Lehmann, 2010).
Tensor tall_qr_gradient(const Tensor& q, const Tensor& r, const Tensor& dq, const Tensor& dr) {
  const Tensor m = matmul(r, transposed_matrix(dr)) - matmul(transposed_matrix(dq), q);
  const Tensor lower = tril(m, -1);
  const Tensor symmetric = tril(m) + transposed_matrix(lower);
  const Tensor left = dq + matmul(q, symmetric);
  return transposed_matrix(triangle_solution(r, transposed_matrix(left), {}));
}

/// What a gradient by all columns of q is worth by its first n, of which the others follow:
/// z = q_pn (q_nn - 1)^-1, dq_mp = dq_mn z^T - (q_mn + q_mp z) (dq_pn - z dq_nn)^T (eq. 32 and 33
/// of arXiv:2409.13374).
Tensor whole_q_gradient(const Tensor& q, const Tensor& dq, int64_t n) {
  const int64_t m = q.shape()[-2];
  const Tensor first = columns_between(q, 0, n), others = columns_between(q, n, m);
  const Tensor corner = rows_between(first, 0, n) - identity_beside(q, n);
  const Tensor z = transposed_matrix(
      transposed_solution_by(lu_of(corner), transposed_matrix(rows_between(first, n, m))));
  const Tensor d_others = columns_between(dq, n, m);
  const Tensor inner =
      matmul(transposed_matrix(d_others), first + matmul(others, z));  // [..., m - n, n]
  return columns_between(dq, 0, n) + matmul(d_others, z) +
         concatenate({matmul(transposed_matrix(z), inner), -inner}, q.ndim() - 2);
}

/// The gradient of both factors.
Tensor qr_gradient(const Tensor& x, const Tensor& q, const Tensor& r, Tensor dq, Tensor dr) {
  const int64_t m = x.shape()[-2], n = x.shape()[-1];
  if (m < n) {  // x = [x1, x2] = q [r1, r2], r2 = q^T x2
    const Tensor dr2 = columns_between(dr, m, n);
    dq = dq + matmul(columns_between(x, m, n), transposed_matrix(dr2));
    const Tensor dx1 = tall_qr_gradient(q, columns_between(r, 0, m), dq, columns_between(dr, 0, m));
    return concatenate({dx1, matmul(q, dr2)}, x.ndim() - 1);
  }
  if (q.shape()[-1] == n) return tall_qr_gradient(q, r, dq, dr);
  return tall_qr_gradient(columns_between(q, 0, n), rows_between(r, 0, n),
                          whole_q_gradient(q, dq, n), rows_between(dr, 0, n));
}

Qr factored_qr(const Tensor& x, bool is_whole) {
  const int64_t m = x.shape()[-2], n = x.shape()[-1], k = is_whole ? m : std::min(m, n);
  Shape of_q = x.shape(), of_r = x.shape();
  of_q[-1] = k;
  of_r[-2] = k;
  const Qr y = {Tensor(of_q, x.dtype(), x.device()), Tensor(of_r, x.dtype(), x.device())};
  backend_of(x).run(QrCall{.x = x.view(), .q = y.q.view(), .r = y.r.view()});
  const Saved a("qr", x), q("qr", y.q), r("qr", y.r);
  return {record("qr", y.q, {&x},
                 [a, q, r](const Tensor& dq) -> Gradients {
                   return {qr_gradient(*a, *q, *r, dq, zeros_like(*r))};
                 }),
          record("qr", y.r, {&x}, [a, q, r](const Tensor& dr) -> Gradients {
            return {qr_gradient(*a, *q, *r, zeros_like(*q), dr)};
          })};
}

}  // namespace

Qr qr(const Tensor& x, std::string_view mode) {
  if (mode != "reduced" && mode != "complete") {
    throw_value_error(text("qr: there is no mode '", mode, "'"), {{"known", "reduced, complete"}});
  }
  if (is_symbolic(x)) {
    const Tensors y = symbolic_op_list({.class_name = "Qr",
                                        .module = "linalg",
                                        .arguments = {{}},
                                        .config = {{"mode", std::string(mode)}}},
                                       x, [mode = std::string(mode)](const Tensors& in) {
                                         const Qr one = qr(in[0], mode);
                                         return Tensors{one.q, one.r};
                                       });
    return {y[0], y[1]};
  }
  const Qr y = factored_qr(as_matrices("qr", x), mode == "complete");
  const DType dtype = result_dtype(x.dtype());
  return {y.q.as_dtype(dtype), y.r.as_dtype(dtype)};
}

// --- singular values ---

namespace {

struct SavedSvd {
  Saved u, s, vh;  // as many vectors as numbers

  /// 1 / (s_j^2 - s_i^2), zeros on the diagonal.
  Tensor differences() const {
    const Tensor row = as_row(*s), column = as_column(*s);
    const Tensor ones = identity_beside(*s, s->shape()[-1]);
    return reciprocal((row + column) * (row - column) + ones) - ones;
  }
  Tensor inverse() const {
    const Tensor is_zero = equal(*s, Scalar(0));
    return where(is_zero, Scalar(0.0), reciprocal(where(is_zero, ones_like(*s), *s)));
  }
  /// The part of dx that is not in the span of the columns of q.
  static Tensor outside(const Tensor& q, const Tensor& dx) {
    return dx - matmul(q, matmul(transposed_matrix(q), dx));
  }

  Tensor by_s(const Tensor& ds) const { return matmul(*u * as_row(ds), *vh); }
  /// u (f + f^T) diag(s) v^T + (1 - u u^T) du diag(1 / s) v^T, f = differences * u^T du.
  Tensor by_u(const Tensor& du) const {
    const Tensor f = differences() * matmul(transposed_matrix(*u), du);
    Tensor left = matmul(*u, (f + transposed_matrix(f)) * as_row(*s));
    if (u->shape()[-2] > u->shape()[-1]) left = left + outside(*u, du) * as_row(inverse());
    return matmul(left, *vh);
  }
  /// u diag(s) (f + f^T) v^T + u diag(1 / s) dv^T (1 - v v^T), f = differences * v^T dv.
  Tensor by_vh(const Tensor& dvh) const {
    const Tensor v = transposed_matrix(*vh), dv = transposed_matrix(dvh);
    const Tensor f = differences() * matmul(*vh, dv);
    Tensor right = matmul((f + transposed_matrix(f)) * as_column(*s), *vh);
    if (v.shape()[-2] > v.shape()[-1]) {
      right = right + transposed_matrix(outside(v, dv) * as_row(inverse()));
    }
    return matmul(*u, right);
  }
};

[[noreturn]] void throw_whole_svd() {
  throw_value_error("svd: all vectors of a matrix that is not square have no gradient", {},
                    "svd(x, {.full_matrices = false})");
}

Svd factored_svd(const Tensor& x, const SvdOptions& options) {
  const int64_t rows = x.shape()[-2], columns = x.shape()[-1], count = std::min(rows, columns);
  const bool has_gradient = wants_record({&x});
  const bool is_whole = options.full_matrices && options.compute_uv && rows != columns;
  const SingularVectors y = svd_of(x, is_whole, options.compute_uv || has_gradient);
  if (!has_gradient) return {y.u, y.s, y.vh};
  const SavedSvd all = {Saved("svd", columns_between(y.u, 0, count)), Saved("svd", y.s),
                        Saved("svd", rows_between(y.vh, 0, count))};
  Svd result;
  result.s =
      record("svd", y.s, {&x}, [all](const Tensor& ds) -> Gradients { return {all.by_s(ds)}; });
  if (!options.compute_uv) return result;
  result.u = record("svd", y.u, {&x}, [all, is_whole](const Tensor& du) -> Gradients {
    if (is_whole) throw_whole_svd();
    return {all.by_u(du)};
  });
  result.vh = record("svd", y.vh, {&x}, [all, is_whole](const Tensor& dvh) -> Gradients {
    if (is_whole) throw_whole_svd();
    return {all.by_vh(dvh)};
  });
  return result;
}

}  // namespace

Svd svd(const Tensor& x, const SvdOptions& options) {
  if (is_symbolic(x)) {
    const Tensors y = symbolic_op_list(
        {.class_name = "SVD",
         .module = "linalg",
         .arguments = {{}},
         .config = {{"full_matrices", options.full_matrices}, {"compute_uv", options.compute_uv}}},
        x, [options](const Tensors& in) {
          const Svd one = svd(in[0], options);
          return options.compute_uv ? Tensors{one.u, one.s, one.vh} : Tensors(one.s);
        });
    return options.compute_uv ? Svd{y[0], y[1], y[2]} : Svd{{}, y[0], {}};
  }
  const Svd y = factored_svd(as_matrices("svd", x), options);
  const DType dtype = result_dtype(x.dtype());
  if (!options.compute_uv) return {{}, y.s.as_dtype(dtype), {}};
  return {y.u.as_dtype(dtype), y.s.as_dtype(dtype), y.vh.as_dtype(dtype)};
}

// --- eigenvalues ---

namespace {

/// v (f * v^T dv) v^T, where f is 1 / (w_j - w_i) and zeros on the diagonal (Giles, 2008).
Tensor eigenvector_gradient(const Tensor& w, const Tensor& v, const Tensor& dv) {
  const Tensor ones = identity_beside(w, w.shape()[-1]);
  const Tensor f = reciprocal(as_row(w) - as_column(w) + ones) - ones;
  const Tensor turned = transposed_matrix(v);
  return matmul(matmul(v, f * matmul(turned, dv)), turned);
}

Eigh factored_eigh(const Tensor& x) {
  const Eigh y = {Tensor(x.shape().erased(x.ndim() - 1), x.dtype(), x.device()),
                  Tensor(x.shape(), x.dtype(), x.device())};
  backend_of(x).run(EighCall{.x = x.view(), .w = y.eigenvalues.view(), .v = y.eigenvectors.view()});
  const Saved w("eigh", y.eigenvalues), v("eigh", y.eigenvectors);
  return {record("eigh", y.eigenvalues, {&x},
                 [v](const Tensor& dw) -> Gradients {
                   return {matmul(*v * as_row(dw), transposed_matrix(*v))};
                 }),
          record("eigh", y.eigenvectors, {&x}, [w, v](const Tensor& dv) -> Gradients {
            return {eigenvector_gradient(*w, *v, dv)};
          })};
}

}  // namespace

Eigh eigh(const Tensor& x) {
  if (is_symbolic(x)) {
    const Tensors y = symbolic_op_list(
        {.class_name = "Eigh", .module = "linalg", .arguments = {{}}}, x, [](const Tensors& in) {
          const Eigh one = eigh(in[0]);
          return Tensors{one.eigenvalues, one.eigenvectors};
        });
    return {y[0], y[1]};
  }
  const Eigh y = factored_eigh(symmetric_part(as_square_matrices("eigh", x)));
  const DType dtype = result_dtype(x.dtype());
  return {y.eigenvalues.as_dtype(dtype), y.eigenvectors.as_dtype(dtype)};
}

}  // namespace keratin::ops
