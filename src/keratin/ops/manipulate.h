// The same elements under another shape or order of axes, as views wherever strides can say it.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// One length may be -1. Throws ShapeError, with both sizes, when the elements do not fit.
Tensor reshape(const Tensor& x, const Shape& shape);
Tensor flatten(const Tensor& x);
Tensor ravel(const Tensor& x);
/// Axes reversed, or in the order given. Throws ShapeError unless each axis is named once.
Tensor transpose(const Tensor& x, const Axes& axes = {});
Tensor swapaxes(const Tensor& x, int axis1, int axis2);
/// Axis `source` at position `destination`, the others in their order.
Tensor moveaxis(const Tensor& x, int source, int destination);
/// Without all axes of length 1, or without the given ones; throws ShapeError for a longer one.
Tensor squeeze(const Tensor& x, const Axes& axis = {});
/// A new axis of length 1 at position `axis`.
Tensor expand_dims(const Tensor& x, int axis);

}  // namespace keratin::ops
