// Elements chosen by integer tensors.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// The elements of the flattened x at `indices`, in the shape of indices. Negative indices count
/// from the end. Throws ValueError for one outside, DTypeError unless they are integers. The
/// gradient adds up in the order of the indices.
Tensor take(const Tensor& x, const Tensor& indices);
/// Slices of x along `axis`: [before..., indices..., after...].
Tensor take(const Tensor& x, const Tensor& indices, int axis);
/// y[..., i, ...] = x[..., indices[..., i, ...], ...] along axis; the other axes are broadcast.
Tensor take_along_axis(const Tensor& x, const Tensor& indices, int axis = -1);
/// 1 at the class along a new axis, else 0; all 0 for a class outside [0, num_classes).
Tensor one_hot(const Tensor& x, int64_t num_classes, int axis = -1, DTypeLike dtype = float32);

/// int64 indices with negative ones counted from the end of an axis of that length. Throws
/// ValueError for one outside, DTypeError unless they are integers.
Tensor checked_indices(const char* operation, const Tensor& indices, int64_t length, int axis);

}  // namespace keratin::ops
