#include "keratin/ops/softmax.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::ops {

Tensor softmax(const Tensor& x, int axis) {
  if (!is_floating(x.dtype())) return softmax(x.astype(float32), axis);
  const int at = normalize_axis("softmax", axis, x.shape());
  Tensor y(x.shape(), x.dtype(), x.device());
  backend_of(x).softmax(x.view(), at, y.view());
  return record("softmax", y, {&x}, [y = y.detach(), at](const Tensor& dy) -> Gradients {
    Tensor dx(y.shape(), y.dtype(), dy.device());
    backend_of(dx).softmax_gradient(y.view(), dy.view(), at, dx.view());
    return {dx};
  });
}

Tensor log_softmax(const Tensor& x, int axis) {
  if (!is_floating(x.dtype())) return log_softmax(x.astype(float32), axis);
  const int at = normalize_axis("log_softmax", axis, x.shape());
  Tensor y(x.shape(), x.dtype(), x.device());
  backend_of(x).log_softmax(x.view(), at, y.view());
  return record("log_softmax", y, {&x}, [y = y.detach(), at](const Tensor& dy) -> Gradients {
    return {dy - exp(y) * sum(dy, {.axis = at, .keepdims = true})};
  });
}

}  // namespace keratin::ops
