#include "keratin/ops/dense.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/compiled_step.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"

namespace keratin::ops {
namespace {

Tensor transposed(const Tensor& x) {
  return {x.storage(),
          x.offset(),
          {x.shape()[1], x.shape()[0]},
          {x.strides()[1], x.strides()[0]},
          x.dtype()};
}

Tensor product(const Tensor& a, const Tensor& b) {
  Tensor y({a.shape()[0], b.shape()[1]}, a.dtype(), a.device());
  backend_of(a).matmul(a.view(), b.view(), y.view());
  return y;
}

Tensor column_sums(const Tensor& x) {
  const Tensor sums({1, x.shape()[1]}, x.dtype(), x.device());
  backend_of(x).reduce(Reduction::sum, x.view(), sums.view());
  return {sums.storage(), 0, {x.shape()[1]}, {1}, x.dtype()};
}

void check(const Tensor& x, const Tensor& kernel, const Tensor& bias) {
  if (x.ndim() >= 2 && kernel.ndim() == 2 && x.shape().back() == kernel.shape()[0] &&
      (!bias.defined() || bias.shape() == Shape{kernel.shape()[1]})) {
    return;
  }
  std::vector<ErrorDetail> details = {
      {"x", text(name_of(x.dtype()), " ", x.shape())},
      {"kernel", text(name_of(kernel.dtype()), " ", kernel.shape())}};
  if (bias.defined()) {
    details.push_back({"bias", text(name_of(bias.dtype()), " ", bias.shape())});
  }
  throw_shape_error("dense: expected x [..., in], kernel [in, units] and bias [units]",
                    std::move(details));
}

// x with two axes.
Tensor dense_rows(const Tensor& x, const Tensor& kernel, const Tensor& bias,
                  const FusedActivation& activation) {
  Tensor y({x.shape()[0], kernel.shape()[1]}, x.dtype(), x.device());
  const ConstView bias_view = bias.defined() ? ConstView(bias.view()) : ConstView();
  backend_of(x).dense(x.view(), kernel.view(), bias.defined() ? &bias_view : nullptr, activation,
                      y.view());
  const auto backward = [x = x.detach(), kernel = kernel.detach(), y = y.detach(), activation](
                            const Tensor& dy, Wanted wanted) -> Gradients {
    Tensor dz = dy;
    if (activation.is_some) {
      dz = Tensor(y.shape(), y.dtype(), y.device());
      backend_of(y).unary_gradient(activation.function, activation.args, y.view(), y.view(),
                                   dy.view(), dz.view());
    }
    return {wanted[0] ? product(dz, transposed(kernel)) : Tensor(),
            wanted[1] ? product(transposed(x), dz) : Tensor(),
            wanted[2] ? column_sums(dz) : Tensor()};
  };
  return record("dense", y, {&x, &kernel, &bias}, backward);
}

}  // namespace

Tensor dense(const Tensor& x, const Tensor& kernel, const Tensor& bias,
             const FusedActivation& activation) {
  check(x, kernel, bias);
  if (x.ndim() > 2) {
    const Shape shape = x.shape().with_back(kernel.shape()[1]);
    const int64_t width = x.shape().back();
    const int64_t rows = width == 0 ? 0 : x.size() / width;
    return reshape(dense(reshape(x, {rows, width}), kernel, bias, activation), shape);
  }
  if (activation.is_some && !has_slope_from_value(activation) &&
      wants_record({&x, &kernel, &bias})) {
    return unary(activation.function, dense_rows(x, kernel, bias, {}), activation.args);
  }
  return dense_rows(x, kernel, bias, activation);
}

}  // namespace keratin::ops
