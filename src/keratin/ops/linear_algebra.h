// What is computed of factors of matrices: determinants, inverses, solutions. As in
// decompositions.h a matrix is the last two axes, integers are computed in float32, 16-bit floats
// in float32 and rounded once, and all throw ShapeError for fewer than two axes or a matrix that
// should be square and is not. A matrix without an inverse gives infinity and NaN, as in Keras.
// Gradients: Giles, "An extended collection of matrix derivative results" (2008); pinv: Golub and
// Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems whose
// variables separate" (1973).
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The x of a x = b for a [..., m, m] and b [..., m, n], whose leading axes are broadcast, or
/// b [m]. Throws ShapeError when the numbers of rows differ.
Tensor solve(const Tensor& a, const Tensor& b);
/// The same for an a of which the upper triangle counts, or with `lower` the lower one; b may also
/// be a stack of vectors [..., m] with a's leading axes.
Tensor solve_triangular(const Tensor& a, const Tensor& b, bool lower = false);
/// x^-1
Tensor inv(const Tensor& x);
/// The inverse of the matrix whose factor x is: (x x^T)^-1 for a lower triangular x; for an upper
/// one x^-1 x^-T, as Keras has it.
Tensor cholesky_inverse(const Tensor& x, bool upper = false);

/// The determinant [...]. The gradient is that of a singular matrix too.
Tensor det(const Tensor& x);
struct Slogdet {
  Tensor sign;       // [...]: 1, 0 or -1
  Tensor logabsdet;  // [...]: -infinity for a singular matrix
};
/// The sign of the determinant, and the logarithm of its absolute value.
Slogdet slogdet(const Tensor& x);
/// The second of them.
Tensor logdet(const Tensor& x);

/// The pseudoinverse [..., n, m] of x [..., m, n] (Moore, Penrose). Singular values that are not
/// above rcond times the largest count as zero; without one, 10 max(m, n) times the dtype's
/// epsilon.
Tensor pinv(const Tensor& x, std::optional<double> rcond = {});
/// The x [n, k] with the smallest |a x - b|, and of several the smallest one, for a [m, n] and
/// b [m, k], or [n] for b [m]. Singular values below rcond times the largest count as zero; without
/// one, max(m, n) times the dtype's epsilon.
Tensor lstsq(const Tensor& a, const Tensor& b, std::optional<double> rcond = {});
/// int32 [...]: how many singular values are above tol; without one, above the largest times
/// max(m, n) times the dtype's epsilon. Throws ValueError for a matrix without elements.
Tensor matrix_rank(const Tensor& x, std::optional<double> tol = {});

namespace linalg {
using ops::cholesky_inverse, ops::solve_triangular;
using ops::det, ops::inv, ops::lstsq, ops::matrix_rank, ops::pinv, ops::solve;
}  // namespace linalg

}  // namespace keratin::ops
