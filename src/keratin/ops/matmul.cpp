#include "keratin/ops/matmul.h"

#include <algorithm>
#include <string>

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/reduce.h"

namespace keratin::ops {
namespace {

Tensor swapped(const Tensor& x) {
  Shape shape = x.shape();
  Strides strides = x.strides();
  std::swap(shape[-1], shape[-2]);
  std::swap(strides[-1], strides[-2]);
  return {x.storage(), x.offset(), shape, strides, x.dtype()};
}

// The product of two tensors of one dtype with the same leading axes.
Tensor product(const Tensor& a, const Tensor& b) {
  const Device device = common_device("matmul", a, b);
  if (stand_apart(a, b)) return product(to(a, device), to(b, device));
  Tensor y(a.shape().with_back(b.shape().back()), a.dtype(), device);
  backend_of(y).run(MatmulCall{.a = a.view(), .b = b.view(), .y = y.view()});
  return record("matmul", y, {&a, &b},
                [a = Saved("matmul", a), b = Saved("matmul", b)](const Tensor& dy,
                                                                 Wanted wanted) -> Gradients {
                  return {wanted[0] ? product(dy, swapped(*b)) : Tensor(),
                          wanted[1] ? product(swapped(*a), dy) : Tensor()};
                });
}

[[noreturn]] void throw_mismatch(const Tensor& a, const Tensor& b, const std::string& rule) {
  throw_shape_error(rule, {{"a", describe(a)}, {"b", describe(b)}});
}

// The leading axes of both, stretched to each other.
Tensor with_batch(const Tensor& x, const Shape& batch) {
  Shape shape = batch;
  shape.push_back(x.shape()[-2]);
  shape.push_back(x.shape()[-1]);
  return shape == x.shape() ? x : broadcast_to(x, shape);
}

Shape leading(const Shape& shape) {
  return shape.erased(shape.rank() - 1).erased(shape.rank() - 2);
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Matmul", .arguments = {{}, {}}}, {a, b},
                       [](const Tensors& in) { return matmul(in[0], in[1]); });
  }
  if (a.ndim() == 0 || b.ndim() == 0) {
    throw_mismatch(a, b, "matmul: both factors need at least one axis");
  }
  const DType common = promote(a.dtype(), b.dtype());
  const DType dtype = common == bool_ ? int32 : common;
  const Tensor left = (a.ndim() == 1 ? expand_dims(a, 0) : a).as_dtype(dtype);
  const Tensor right = (b.ndim() == 1 ? expand_dims(b, 1) : b).as_dtype(dtype);
  if (left.shape()[-1] != right.shape()[-2]) {
    throw_mismatch(a, b,
                   text("matmul: the last axis of a is ", left.shape()[-1], ", but b has ",
                        right.shape()[-2], " rows"));
  }
  const Shape batch = broadcast_shapes("matmul", leading(left.shape()), leading(right.shape()));
  Tensor y = product(with_batch(left, batch), with_batch(right, batch));
  if (b.ndim() == 1) y = squeeze(y, -1);
  if (a.ndim() == 1) y = squeeze(y, b.ndim() == 1 ? -1 : -2);
  return y;
}

Tensor tensordot(const Tensor& a, const Tensor& b, int axes) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op(
        {.class_name = "Tensordot", .arguments = {{}, {}}, .config = {{"axes", axes}}}, {a, b},
        [axes](const Tensors& in) { return tensordot(in[0], in[1], axes); });
  }
  if (axes < 0 || axes > a.ndim() || axes > b.ndim()) {
    throw_mismatch(a, b, text("tensordot: cannot sum over ", axes, " axes"));
  }
  Shape shape;
  int64_t rows = 1, inner = 1, columns = 1;
  for (int i = 0; i < a.ndim() - axes; ++i) shape.push_back(a.shape()[i]), rows *= a.shape()[i];
  for (int i = 0; i < axes; ++i) {
    if (a.shape()[a.ndim() - axes + i] != b.shape()[i]) {
      throw_mismatch(a, b,
                     text("tensordot: the lengths of axis ", a.ndim() - axes + i, " of a and axis ",
                          i, " of b differ"));
    }
    inner *= b.shape()[i];
  }
  for (int i = axes; i < b.ndim(); ++i) shape.push_back(b.shape()[i]), columns *= b.shape()[i];
  return reshape(matmul(reshape(a, {rows, inner}), reshape(b, {inner, columns})), shape);
}

Tensor dot(const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Dot", .arguments = {{}, {}}}, {a, b},
                       [](const Tensors& in) { return dot(in[0], in[1]); });
  }
  if (a.ndim() == 0 || b.ndim() == 0) return multiply(a, b);
  if (b.ndim() <= 2) {
    return b.ndim() == 1 || a.ndim() <= 2 ? matmul(a, b) : tensordot(a, b, 1);
  }
  return tensordot(a, moveaxis(b, -2, 0), 1);
}

Tensor outer(const Tensor& a, const Tensor& b) {
  if (is_symbolic(a) || is_symbolic(b)) {
    return symbolic_op({.class_name = "Outer", .arguments = {{}, {}}}, {a, b},
                       [](const Tensors& in) { return outer(in[0], in[1]); });
  }
  return multiply(reshape(a, {a.size(), 1}), reshape(b, {1, b.size()}));
}

}  // namespace keratin::ops

namespace keratin {
Tensor Tensor::dot(const Tensor& other) const { return ops::dot(*this, other); }
}  // namespace keratin
