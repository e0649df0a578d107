#include "keratin/ops/take.h"

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/range_internal.h"
#include "keratin/ops/take_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {

Tensor taken(const char* name, const Tensor& x, const Tensor& indices, int axis) {
  const Device device = common_device(name, x, indices);
  if (stand_apart(x, indices)) return taken(name, to(x, device), to(indices, device), axis);
  Shape shape;
  for (int i = 0; i < axis; ++i) shape.push_back(x.shape()[i]);
  for (const int64_t length : indices.shape()) shape.push_back(length);
  for (int i = axis + 1; i < x.ndim(); ++i) shape.push_back(x.shape()[i]);
  Tensor y(shape, x.dtype(), device);
  backend_of(y).run(
      TakeCall{.x = x.view(), .indices = indices.view(), .axis = axis, .y = y.view()});
  return record(
      name, y, {&x},
      [from = x.shape(), saved = Saved(name, indices), axis](const Tensor& dy) -> Gradients {
        Tensor dx(from, dy.dtype(), dy.device());
        backend_of(dx).run(FillCall{.value = 0, .y = dx.view()});
        backend_of(dx).run(
            ScatterAddCall{.y = dy.view(), .indices = saved->view(), .axis = axis, .x = dx.view()});
        return {dx};
      });
}

Tensor checked_indices(const char* operation, const Tensor& indices, int64_t length, int axis) {
  if (!is_integer(indices.dtype())) {
    throw_dtype_error(
        text(operation, ": indices must be integers, received ", name_of(indices.dtype())));
  }
  const Tensor wide = indices.dtype() == int32 ? indices : indices.as_dtype(int64);
  if (!first_outside(wide, 0, length)) return wide;
  const int64_t lowest = is_unsigned(indices.dtype()) ? 0 : -length;
  if (const auto bad = first_outside(wide, lowest, length)) {
    throw_value_error(text(operation, ": index ", bad->as_integer(), " is out of bounds for axis ",
                           axis, " with size ", length));
  }
  return where(wide < 0, wide + length, wide);
}

Tensor take(const Tensor& x, const Tensor& indices) { return take(flatten(x), indices, 0); }

Tensor take(const Tensor& x, const Tensor& indices, int axis) {
  if (is_symbolic(x) || is_symbolic(indices)) {
    return symbolic_op({.class_name = "Take", .arguments = {{}, {}}, .config = {{"axis", axis}}},
                       {x, indices},
                       [axis](const Tensors& in) { return take(in[0], in[1], axis); });
  }
  axis = normalize_axis("take", axis, x.shape());
  return taken("take", x, checked_indices("take", indices, x.shape()[axis], axis), axis);
}

Tensor take_along_axis(const Tensor& x, const Tensor& indices, int axis) {
  if (is_symbolic(x) || is_symbolic(indices)) {
    return symbolic_op(
        {.class_name = "TakeAlongAxis", .arguments = {{}, {}}, .config = {{"axis", axis}}},
        {x, indices}, [axis](const Tensors& in) { return take_along_axis(in[0], in[1], axis); });
  }
  axis = normalize_axis("take_along_axis", axis, x.shape());
  if (indices.ndim() != x.ndim()) {
    throw_shape_error("take_along_axis: x and indices must have the same number of axes",
                      {{"x", text(x.shape())}, {"indices", text(indices.shape())}});
  }
  Tensor linear =
      checked_indices("take_along_axis", indices, x.shape()[axis], axis).as_dtype(int64);
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
    linear = linear + (arange(0, shape[i], 1, int64).to(linear.device()) * steps[i]).reshape(along);
  }
  return taken("take_along_axis", flatten(source), broadcast_to(linear, shape).contiguous(), 0);
}

Tensor one_hot(const Tensor& x, int64_t num_classes, int axis, DTypeLike dtype) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "OneHot",
                        .module = "nn",
                        .arguments = {{}},
                        .config = {{"num_classes", num_classes},
                                   {"axis", axis},
                                   {"dtype", name_of(dtype)},
                                   {"sparse", false}}},
                       x, [num_classes, axis, dtype](const Tensors& in) {
                         return one_hot(in[0], num_classes, axis, dtype);
                       });
  }
  if (num_classes < 0) {
    throw_value_error(
        text("one_hot: num_classes is ", num_classes, ", which is no number of classes"), {},
        "one_hot(x, num_classes, axis): the axis comes third");
  }
  if (!is_integer(x.dtype())) {
    throw_dtype_error(text("one_hot: classes must be integers, received ", name_of(x.dtype())));
  }
  const Tensor classes = x.dtype() == int32 ? x : x.as_dtype(int64);
  const int rank = x.ndim() + 1;
  if (axis < -rank || axis >= rank) {
    throw_shape_error(
        text("one_hot: axis ", axis, " is out of bounds for an array of ", rank, " dimensions"));
  }
  const int at = axis < 0 ? axis + rank : axis;
  const Tensor y(x.shape().inserted(at, num_classes), dtype, x.device());
  backend_of(y).run(OneHotCall{.classes = classes.view(), .axis = at, .y = y.view()});
  return y;
}

}  // namespace keratin::ops
