// Parts of matrices on, above and below their diagonals.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct DiagonalOptions {
  int64_t offset = 0;  // above the main diagonal, or below it when negative
  int axis1 = 0, axis2 = 1;
};

/// Ones at and below the k-th diagonal of a rows x columns matrix (rows x rows when columns is
/// negative), zeros elsewhere. Throws ValueError for negative rows.
Tensor tri(int64_t rows, int64_t columns = -1, int64_t k = 0, DTypeLike dtype = float32);
/// x [..., rows, columns] with zeros above the k-th diagonal. Throws ShapeError for fewer than two
/// axes.
Tensor tril(const Tensor& x, int64_t k = 0);
/// The same with zeros below it.
Tensor triu(const Tensor& x, int64_t k = 0);
/// The elements x[i, i + offset] of axis1 and axis2 along a last axis, behind the other axes.
/// Throws ShapeError for fewer than two axes, ValueError for one axis twice.
Tensor diagonal(const Tensor& x, const DiagonalOptions& options = {});
/// Their sum; small integers and bools add up in int32.
Tensor trace(const Tensor& x, const DiagonalOptions& options = {});
/// x [n] -> a square matrix with x on the k-th diagonal, zeros elsewhere; x [rows, columns] -> its
/// k-th diagonal. Throws ShapeError for another number of axes.
Tensor diag(const Tensor& x, int64_t k = 0);
/// The matrix of the flattened x.
Tensor diagflat(const Tensor& x, int64_t k = 0);

}  // namespace keratin::ops
