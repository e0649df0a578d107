#include "keratin/ops/cast.h"

#include <algorithm>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/ops/node.h"

namespace keratin::ops {
namespace {

Tensor copied(const Tensor& x, DType dtype) {
  Tensor y(x.shape(), dtype, x.device());
  backend_of(x).run(CopyCall{.x = x.view(), .y = y.view()});
  return y;
}

/// x in that dtype; of what repeats itself along an axis, as the gradient of a mean does, one is
/// converted, and stands for all.
Tensor converted_once(const Tensor& x, DType dtype) {
  Shape once = x.shape();
  for (int i = 0; i < x.ndim(); ++i) {
    if (x.strides()[i] == 0) once[i] = std::min<int64_t>(1, once[i]);
  }
  if (x.is_symbolic() || once == x.shape()) return copied(x, dtype);
  const Tensor y = copied({x.storage(), x.offset(), once, x.strides(), x.dtype()}, dtype);
  return {y.storage(), 0, x.shape(), broadcast_to(y.view(), x.shape()).strides, dtype};
}

Tensor moved(const Tensor& x, Device device) {
  Tensor y(x.shape(), x.dtype(), device);
  if (y.is_symbolic()) return y;
  const Tensor row_major = x.is_contiguous() ? x.detach() : copied(x, x.dtype());
  if (device == Device{}) {
    backend_of(x).download(row_major.view(), y.view().data);
  } else if (x.device() == Device{}) {
    backend_of(y).upload(row_major.view().data, y.view());
  } else {
    const Tensor host = moved(row_major, {});
    backend_of(y).upload(host.view().data, y.view());
  }
  return y;
}

}  // namespace

Tensor cast(const Tensor& x, DTypeLike dtype) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Cast",
                        .module = "core",
                        .arguments = {{}},
                        .config = {{"dtype", name_of(dtype)}}},
                       x, [dtype](const Tensors& in) { return cast(in[0], dtype); });
  }
  if (x.dtype() == dtype) return x;
  Tensor y = copied(x, dtype);
  if (!is_floating(dtype)) return y;
  return record("cast", y, {&x}, [from = x.dtype()](const Tensor& dy) -> Gradients {
    return {converted_once(dy, from)};
  });
}

Tensor copy(const Tensor& x) {
  if (keratin::is_symbolic(x)) {
    return symbolic_op({.class_name = "Copy", .arguments = {{}}}, x,
                       [](const Tensors& in) { return copy(in[0]); });
  }
  return record("copy", copied(x, x.dtype()), {&x},
                [](const Tensor& dy) -> Gradients { return {dy}; });
}

Tensor to(const Tensor& x, Device device) {
  if (x.device() == device) return x;
  return record("to", moved(x, device), {&x}, [from = x.device()](const Tensor& dy) -> Gradients {
    // A symbolic gradient stays symbolic: there is nothing to move.
    return {dy.is_symbolic() ? dy : to(dy, from)};
  });
}

Tensor contiguous(const Tensor& x) {
  // What is symbolic has no layout.
  return x.is_contiguous() || keratin::is_symbolic(x) ? x : copy(x);
}

Tensor scalar_like(const Tensor& x, Scalar value, DType dtype) {
  require_fits("a tensor beside a number", value, dtype);
  Tensor y({}, dtype, x.device());
  backend_of(x).run(FillCall{.value = value, .y = y.view()});
  return y;
}

Tensor stop_gradient(const Tensor& x) {
  if (keratin::is_symbolic(x)) {
    return symbolic_op({.class_name = "StopGradient", .module = "core", .arguments = {{}}}, x,
                       [](const Tensors& in) { return in[0].detach(); });
  }
  return x.detach();
}

}  // namespace keratin::ops

namespace keratin {

Tensor Tensor::astype(DTypeLike dtype) const& {
  return dtype == dtype_ && !is_symbolic() ? copy() : ops::cast(*this, dtype);
}
Tensor Tensor::astype(DTypeLike dtype) && {
  if (dtype == dtype_ && !is_symbolic() && !is_sole_owner()) return copy();
  return std::move(*this).as_dtype(dtype);
}

Tensor Tensor::as_dtype(DType dtype) const& { return ops::cast(*this, dtype); }
Tensor Tensor::as_dtype(DType dtype) && {
  if (dtype == dtype_) return std::move(*this);
  // Elements of the same size can be converted where they lie.
  if (is_sole_owner() && is_contiguous() && itemsize_of(dtype) == itemsize()) {
    Tensor y(storage_, offset_, shape_, strides_, dtype);
    backend_of(y).run(CopyCall{.x = view(), .y = y.view()});
    return y;
  }
  return ops::cast(*this, dtype);
}

Tensor Tensor::to(Device device) const { return ops::to(*this, device); }
Tensor Tensor::copy() const { return ops::copy(*this); }
Tensor Tensor::contiguous() const { return ops::contiguous(*this); }

}  // namespace keratin
