// NumPy's short forms of concatenate, stack, split and flip.
#pragma once
#include <vector>

#include "keratin/ops/join.h"

namespace keratin::ops {

/// Rows one below the other: vectors become rows first. Throws as concatenate, as all here.
Tensor vstack(const std::vector<Tensor>& tensors);
/// Columns beside each other; vectors one behind the other.
Tensor hstack(const std::vector<Tensor>& tensors);
/// Along a third axis: [n] becomes [1, n, 1], and [m, n] [m, n, 1].
Tensor dstack(const std::vector<Tensor>& tensors);
/// a and b, both flattened, one behind the other.
Tensor append(const Tensor& a, const Tensor& b);
/// a and b along `axis`.
Tensor append(const Tensor& a, const Tensor& b, int axis);

/// The slices along `axis`, without it. Throws ShapeError for an axis that x does not have.
std::vector<Tensor> unstack(const Tensor& x, int axis = 0);
/// `sections` parts along `axis`, of which the first ones are longer by one where they do not come
/// out even. Throws ValueError for fewer than one.
std::vector<Tensor> array_split(const Tensor& x, int64_t sections, int axis = 0);
/// split along the rows, the columns (of a vector its elements), and the third axis.
std::vector<Tensor> vsplit(const Tensor& x, int64_t sections);
std::vector<Tensor> hsplit(const Tensor& x, int64_t sections);
std::vector<Tensor> dsplit(const Tensor& x, int64_t sections);

/// Columns, or rows, in reverse order. Throws ShapeError for fewer axes.
Tensor fliplr(const Tensor& x);
Tensor flipud(const Tensor& x);
/// x turned by k quarter turns from axis1 towards axis2.
Tensor rot90(const Tensor& x, int64_t k = 1, int axis1 = 0, int axis2 = 1);

/// Each vector along an axis of its own of a common grid. indexing "xy": the first vector runs
/// along the second axis; "ij": along the first. Throws ValueError for another word.
std::vector<Tensor> meshgrid(const std::vector<Tensor>& vectors, const char* indexing = "xy");

}  // namespace keratin::ops
