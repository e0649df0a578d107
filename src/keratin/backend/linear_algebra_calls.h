// Factorizations of matrices, the last two axes of x; the axes in front are a stack of them, each
// computed for itself (calls.h says what holds for all calls). float32 and float64. What is written
// is row-major. A matrix of which LAPACK says that it has no such factors gives NaN.
#pragma once
#include "keratin/backend/call_views.h"

namespace keratin {

/// y [..., n, n] = the lower triangular L with L L^T = x, of which the lower triangle is read; NaN
/// where x is not positive definite.
struct CholeskyCall {
  ConstView x;
  View y;
  static constexpr auto name = "cholesky";
  using Views = ViewList<&CholeskyCall::x, &CholeskyCall::y>;
  bool operator==(const CholeskyCall&) const = default;
};
/// x [..., m, n] with its rows in another order = L U: lu has L below the diagonal, whose ones are
/// left out, and U. pivots (int32 [..., min(m, n)]) = which row each row was swapped with, one
/// after the other; order (int32 [..., m]) = where each row stood.
struct LuCall {
  ConstView x;
  View lu, pivots, order;
  static constexpr auto name = "lu";
  using Views = ViewList<&LuCall::x, &LuCall::lu, &LuCall::pivots, &LuCall::order>;
  bool operator==(const LuCall&) const = default;
};
/// x [..., m, n] = q r with orthonormal columns of q [..., m, k] and r [..., k, n] with zeros below
/// the diagonal; k is min(m, n) or m.
struct QrCall {
  ConstView x;
  View q, r;
  static constexpr auto name = "qr";
  using Views = ViewList<&QrCall::x, &QrCall::q, &QrCall::r>;
  bool operator==(const QrCall&) const = default;
};
/// x [..., m, n] = u diag(s) vh with s [..., min(m, n)] falling. Of u [..., m, k] and vh [..., l,
/// n] k and l are min(m, n), or m and n; either both are asked for or none.
struct SvdCall {
  ConstView x;
  std::optional<View> u = {};
  View s;
  std::optional<View> vh = {};
  static constexpr auto name = "svd";
  using Views = ViewList<&SvdCall::x, &SvdCall::u, &SvdCall::s, &SvdCall::vh>;
  bool operator==(const SvdCall&) const = default;
};
/// x [..., n, n], which is symmetric and of which the lower triangle is read, = v diag(w) v^T with
/// w [..., n] rising.
struct EighCall {
  ConstView x;
  View w, v;
  static constexpr auto name = "eigh";
  using Views = ViewList<&EighCall::x, &EighCall::w, &EighCall::v>;
  bool operator==(const EighCall&) const = default;
};
/// y [..., m, n] = the solution of a y = b for a triangular a [..., m, m], of which the other
/// triangle is not read, and with has_ones the diagonal neither. Row i of the right-hand side is
/// row rows_of_b[i] of b, row i of the solution goes to row rows_of_y[i] of y (int32 [..., m]).
struct TriangularSolveCall {
  ConstView a, b;
  bool is_lower = false, has_ones = false;
  std::optional<ConstView> rows_of_b = {}, rows_of_y = {};
  View y;
  static constexpr auto name = "triangular_solve";
  using Views =
      ViewList<&TriangularSolveCall::a, &TriangularSolveCall::b, &TriangularSolveCall::rows_of_b,
               &TriangularSolveCall::rows_of_y, &TriangularSolveCall::y>;
  bool operator==(const TriangularSolveCall&) const = default;
};

}  // namespace keratin
