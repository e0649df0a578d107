// A matrix as a product of others: keras.ops.linalg. A matrix is the last two axes of x; the axes
// in front are a stack of them, each computed for itself. Integers are computed in float32, 16-bit
// floats in float32 and rounded once. All throw ShapeError for fewer than two axes, and where a
// square matrix is asked for, for another one.
// Gradients: Giles, "An extended collection of matrix derivative results" (2008), Murray,
// "Differentiation of the Cholesky decomposition" (2016), Townsend, "Differentiating the singular
// value decomposition" (2016), Walter and Lehmann, "Algorithmic differentiation of linear algebra
// functions with application in optimum experimental design" (2010), De Hoog, Anderssen and Lukas,
// "Differentiation of matrix functionals using triangular factorization" (2011).
#pragma once
#include <string_view>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The lower triangular L with L L^T = x, or with `upper` the U with U^T U = x, of the symmetric
/// part (x + x^T) / 2. NaN where that is not positive definite, as in Keras's compiled functions.
Tensor cholesky(const Tensor& x, bool upper = false);

struct LuFactor {
  Tensor lu;      // [..., m, n]: U, and below the diagonal L without its ones
  Tensor pivots;  // int32 [..., min(m, n)]: which row each row was swapped with, in turn
};
/// x [..., m, n] with rows swapped = L U.
LuFactor lu_factor(const Tensor& x);

struct Qr {
  Tensor q;  // [..., m, k], orthonormal columns
  Tensor r;  // [..., k, n], zeros below the diagonal
};
/// x [..., m, n] = q r; k is min(m, n), or m in mode "complete". Throws ValueError for another
/// mode.
Qr qr(const Tensor& x, std::string_view mode = "reduced");

struct SvdOptions {
  bool full_matrices = true;
  bool compute_uv = true;
};
struct Svd {
  Tensor u;   // [..., m, m], or [..., m, k]
  Tensor s;   // [..., k], falling
  Tensor vh;  // [..., n, n], or [..., k, n]
};
/// x [..., m, n] = u diag(s) vh with k = min(m, n) singular values; without compute_uv s alone, the
/// others are undefined. The gradient by u and vh is there where they have no more vectors than s
/// has numbers: asking for another one throws ValueError. NaN for a matrix with NaN or infinity.
Svd svd(const Tensor& x, const SvdOptions& options = {});

struct Eigh {
  Tensor eigenvalues;   // [..., n], rising
  Tensor eigenvectors;  // [..., n, n], one a column
};
/// Those of the symmetric part (x + x^T) / 2.
Eigh eigh(const Tensor& x);

namespace linalg {
using ops::cholesky, ops::lu_factor, ops::qr, ops::svd, ops::eigh;
}

}  // namespace keratin::ops
