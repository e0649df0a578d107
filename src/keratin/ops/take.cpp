#include "keratin/ops/take.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

// x at indices that are known to be in range.
Tensor taken(const char* name, const Tensor& x, const Tensor& indices, int axis) {
  Shape shape;
  for (int i = 0; i < axis; ++i) shape.push_back(x.shape()[i]);
  for (const int64_t length : indices.shape()) shape.push_back(length);
  for (int i = axis + 1; i < x.ndim(); ++i) shape.push_back(x.shape()[i]);
  Tensor y(shape, x.dtype(), common_device(name, x, indices));
  backend_of(y).take(x.view(), indices.view(), axis, y.view());
  return record(name, y, {&x}, [from = x.shape(), indices, axis](const Tensor& dy) -> Gradients {
    Tensor dx(from, dy.dtype(), dy.device());
    backend_of(dx).fill(0, dx.view());
    backend_of(dx).scatter_add(dy.view(), indices.view(), axis, dx.view());
    return {dx};
  });
}

}  // namespace

Tensor checked_indices(const char* operation, const Tensor& indices, int64_t length, int axis) {
  if (!is_integer(indices.dtype())) {
    throw_dtype_error(
        text(operation, ": indices must be integers, received ", name_of(indices.dtype())));
  }
  const Tensor wide = indices.dtype() == int32 ? indices : indices.astype(int64);
  if (wide.size() == 0 || wide.is_symbolic()) return wide;
  const auto lowest = min(wide).item<int64_t>();
  const auto highest = max(wide).item<int64_t>();
  if (lowest < -length || highest >= length) {
    throw_value_error(text(operation, ": index ", lowest < -length ? lowest : highest,
                           " is out of bounds for axis ", axis, " with size ", length));
  }
  return lowest < 0 ? where(wide < 0, wide + length, wide) : wide;
}

Tensor take(const Tensor& x, const Tensor& indices) { return take(flatten(x), indices, 0); }

Tensor take(const Tensor& x, const Tensor& indices, int axis) {
  axis = normalize_axis("take", axis, x.shape());
  return taken("take", x, checked_indices("take", indices, x.shape()[axis], axis), axis);
}

Tensor take_along_axis(const Tensor& x, const Tensor& indices, int axis) {
  axis = normalize_axis("take_along_axis", axis, x.shape());
  if (indices.ndim() != x.ndim()) {
    throw_shape_error("take_along_axis: x and indices must have the same number of axes",
                      {{"x", text(x.shape())}, {"indices", text(indices.shape())}});
  }
  Tensor linear = checked_indices("take_along_axis", indices, x.shape()[axis], axis).astype(int64);
  Shape shape =
      broadcast_shapes("take_along_axis", x.shape().erased(axis), indices.shape().erased(axis));
  shape = shape.inserted(axis, indices.shape()[axis]);
  const Tensor source = broadcast_to(x, shape.erased(axis).inserted(axis, x.shape()[axis]));
  const Strides steps = row_major_strides(source.shape());
  linear = linear * steps[axis];
  for (int i = 0; i < x.ndim(); ++i) {
    if (i == axis) continue;
    Shape along;
    for (int j = 0; j < x.ndim(); ++j) along.push_back(j == i ? shape[i] : 1);
    linear = linear + (arange(0, shape[i], 1, int64) * steps[i]).reshape(along);
  }
  return taken("take_along_axis", flatten(source), broadcast_to(linear, shape).contiguous(), 0);
}

Tensor one_hot(const Tensor& x, int64_t num_classes, int axis, DType dtype) {
  if (!is_integer(x.dtype())) {
    throw_dtype_error(text("one_hot: classes must be integers, received ", name_of(x.dtype())));
  }
  const Tensor classes = expand_dims(x.astype(int64), axis);
  Shape along;
  for (int i = 0; i < classes.ndim(); ++i) along.push_back(1);
  along[axis] = num_classes;
  return (classes == arange(0, num_classes, 1, int64).reshape(along)).astype(dtype);
}

}  // namespace keratin::ops
