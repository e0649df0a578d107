// Products of samples along chosen axes.
#include "keratin/layers/merging/dot.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {
namespace {

/// x / max(length, 1e-6) along the axis, as Keras's Dot(normalize=True).
Tensor unit(const Tensor& x, int axis) {
  const Tensor squares = ops::sum(ops::square(x), {.axis = axis, .keepdims = true});
  return x * ops::rsqrt(ops::maximum(squares, Scalar(1e-12)));
}

}  // namespace

Dot::Dot(Made, DotOptions options) : LayerOf(std::move(options)) {
  const int count = options_.axes.list.rank();
  if (count == 1 || count == 2) return;
  throw_value_error(text("Dot: axes is one axis or two, received ", options_.axes.list));
}

Tensors Dot::call(const Tensors& x, Call&) const {
  if (x.size() != 2) throw_value_error(text("2 inputs are multiplied, received ", x.size()));
  Tensor a = x[0], b = x[1];
  const std::vector<ErrorDetail> details = {{"first", describe(a)}, {"second", describe(b)}};
  if (a.ndim() < 2 || b.ndim() < 2) {
    throw_shape_error("the inputs need at least 2 axes (batch, features)", details);
  }
  const Shape& axes = options_.axes.list;
  const int of_a = normalize_axis("Dot", static_cast<int>(axes[0]), a.shape());
  const int of_b = normalize_axis("Dot", static_cast<int>(axes[axes.rank() - 1]), b.shape());
  if (of_a == 0 || of_b == 0) throw_value_error("axis 0 is the batch, which is not summed");
  if (a.shape()[of_a] != b.shape()[of_b] || a.len() != b.len()) {
    throw_shape_error(text("axis ", of_a, " of the first and axis ", of_b,
                           " of the second input, and the batches, need equal lengths"),
                      details);
  }
  if (options_.normalize) {
    a = unit(a, of_a);
    b = unit(b, of_b);
  }
  a = ops::moveaxis(a, of_a, -1);
  b = ops::moveaxis(b, of_b, 1);
  const int64_t batch = a.len(), k = b.shape()[1];
  const Shape rows = a.shape().tail().erased(a.ndim() - 2), columns = b.shape().tail().erased(0);
  const Tensor y =
      ops::matmul(a.reshape({batch, rows.size(), k}), b.reshape({batch, k, columns.size()}));
  Shape shape{batch};
  for (const int64_t length : rows) shape.push_back(length);
  for (const int64_t length : columns) shape.push_back(length);
  if (shape.rank() == 1) shape.push_back(1);
  return y.reshape(shape);
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Dot, layers::DotOptions, layers::Layer>;
template class layers::LayerOf<layers::Dot, layers::DotOptions>;
}  // namespace keratin
