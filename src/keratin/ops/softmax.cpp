#include "keratin/ops/softmax.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"

namespace keratin::ops {

Tensor softmax(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Softmax", .module = "nn", .arguments = {{}}, .config = {{"axis", axis}}}, x,
        [axis](const Tensors& in) { return softmax(in[0], axis); });
  }
  if (!is_floating(x.dtype())) return softmax(x.astype(float32), axis);
  const int at = normalize_axis("softmax", axis, x.shape());
  Tensor y(x.shape(), x.dtype(), x.device());
  backend_of(x).run(SoftmaxCall{.x = x.view(), .axis = at, .y = y.view()});
  return record("softmax", y, {&x}, [y = y.detach(), at](const Tensor& dy) -> Gradients {
    Tensor dx(y.shape(), y.dtype(), dy.device());
    backend_of(dx).run(
        SoftmaxGradientCall{.y = y.view(), .dy = dy.view(), .axis = at, .dx = dx.view()});
    return {dx};
  });
}

Tensor log_softmax(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "LogSoftmax", .module = "nn", .arguments = {{}}, .config = {{"axis", axis}}},
        x, [axis](const Tensors& in) { return log_softmax(in[0], axis); });
  }
  if (!is_floating(x.dtype())) return log_softmax(x.astype(float32), axis);
  const int at = normalize_axis("log_softmax", axis, x.shape());
  Tensor y(x.shape(), x.dtype(), x.device());
  backend_of(x).run(LogSoftmaxCall{.x = x.view(), .axis = at, .y = y.view()});
  return record("log_softmax", y, {&x}, [y = y.detach(), at](const Tensor& dy) -> Gradients {
    return {dy - exp(y) * sum(dy, {.axis = at, .keepdims = true})};
  });
}

}  // namespace keratin::ops
