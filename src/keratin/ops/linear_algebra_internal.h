// What the ops on matrices share: what they take, and factors without a record.
#pragma once
#include "keratin/backend/backend.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// x in the dtype that its factors are computed in: float64 as it is, all else in float32. Throws
/// ShapeError for fewer than two axes, ValueError for more rows or columns than LAPACK counts.
Tensor as_matrices(const char* name, const Tensor& x);
/// The same; throws ShapeError unless the last two axes have one length.
Tensor as_square_matrices(const char* name, const Tensor& x);
/// The dtype of a result: that of x, float32 for integers.
inline DType result_dtype(DType dtype) { return is_floating(dtype) ? dtype : float32; }

/// The last two axes swapped.
Tensor transposed_matrix(const Tensor& x);
/// (x + x^T) / 2
Tensor symmetric_part(const Tensor& x);
/// Ones on the diagonal of a size x size matrix, in x's dtype and on its device.
Tensor identity_beside(const Tensor& x, int64_t size);
/// Columns [begin, end) of matrices, or rows.
Tensor columns_between(const Tensor& x, int64_t begin, int64_t end);
Tensor rows_between(const Tensor& x, int64_t begin, int64_t end);

struct Factors {
  Tensor lu, pivots, order;
};
/// P x = L U (LuCall).
Factors lu_of(const Tensor& x);
/// x^-1 b, or x^-T b, for those factors; leading axes are broadcast.
Tensor solution_by(const Factors& factors, const Tensor& b);
Tensor transposed_solution_by(const Factors& factors, const Tensor& b);

struct SingularVectors {
  Tensor u, s, vh;
};
/// x = u diag(s) vh with as many columns of u, and rows of vh, as there are numbers in s, or with
/// all. Without `has_vectors` s alone.
SingularVectors svd_of(const Tensor& x, bool is_whole, bool has_vectors);

struct TriangleOptions {
  bool is_lower = false, has_ones = false;
  Tensor rows_of_b = {}, rows_of_y = {};
};
/// The solution y of a y = b (TriangularSolveCall); leading axes are broadcast.
Tensor triangle_solution(const Tensor& a, const Tensor& b, const TriangleOptions& options);

}  // namespace keratin::ops
