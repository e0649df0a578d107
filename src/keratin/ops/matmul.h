// Products of matrices and their relatives.
#pragma once
#include <string_view>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// [..., m, k] . [..., k, n] -> [..., m, n]; leading axes are broadcast; a tensor with one axis is
/// a row on the left, a column on the right, and that axis is gone from the result. Throws
/// ShapeError, with both shapes, when the inner lengths differ or a factor has no axis.
Tensor matmul(const Tensor& a, const Tensor& b);
/// NumPy's dot: the product for vectors and matrices, the inner product over a's last axis and b's
/// last but one in general, elementwise when one is a scalar.
Tensor dot(const Tensor& a, const Tensor& b);
/// Sum of products over the last `axes` axes of a and the first `axes` axes of b.
Tensor tensordot(const Tensor& a, const Tensor& b, int axes = 2);
/// a [m], b [n] (both flattened) -> [m, n]
Tensor outer(const Tensor& a, const Tensor& b);
/// Einstein's sums for one or two operands with explicit subscripts, "bij,bjk->bik"; no ellipsis,
/// and no letter twice in one operand. Throws ValueError for subscripts that it cannot read,
/// ShapeError for lengths that do not agree.
Tensor einsum(std::string_view subscripts, const Tensor& a);
Tensor einsum(std::string_view subscripts, const Tensor& a, const Tensor& b);

}  // namespace keratin::ops
