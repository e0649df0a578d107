// Parts of a tensor written at positions that other tensors say; Keras: keras.ops.core.
#pragma once
#include <string>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// A tensor of zeros with values added where indices say.
/// indices [batch..., k] integers, values [batch..., shape[k]...], broadcast -> y of `shape`, in
/// values' dtype. A negative index counts from the end; what lies outside is dropped, as in JAX.
/// Throws ShapeError for more indices than axes and for values of another shape, DTypeError for
/// indices that are no integers.
Tensor scatter(const Tensor& indices, const Tensor& values, const Shape& shape);

/// inputs with updates in the places that indices say, in inputs' dtype: the last of equal ones
/// stays. With reduction "add", "max", "min" or "mul" they are combined with what is there.
/// Shapes, indices outside and errors are scatter's; ValueError for another reduction.
Tensor scatter_update(const Tensor& inputs, const Tensor& indices, const Tensor& updates,
                      const std::string& reduction = {});

/// The part of that shape from start_indices on; -1 is what is left of an axis. A start counts from
/// the end when it is negative, and moves so that the part lies inside, as in JAX. Keras's slice,
/// whose name is that of an index here. The second form takes int [rank], which a graph may
/// compute. Throws ShapeError for another number of starts or lengths and for parts longer than x,
/// DTypeError for starts that are no integers.
Tensor slice_(const Tensor& inputs, const Tensor& start_indices, const Shape& shape);
/// inputs with that part replaced by updates, which have as many axes, in inputs' dtype.
Tensor slice_update(const Tensor& inputs, const Tensor& start_indices, const Tensor& updates);

}  // namespace keratin::ops
