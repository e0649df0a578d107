#include "keratin/ops/softmax.h"

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
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
  if (!is_floating(x.dtype())) return softmax(x.as_dtype(float32), axis);
  const int at = normalize_axis("softmax", axis, x.shape());
  if (x.shape()[at] == 1) {
    const Shape shape = x.ndim() > 1 ? x.shape().with_front(None) : x.shape();
    warn_once(
        text("You are using a softmax over axis ", axis, " of a tensor of shape ", shape,
             ". This axis has size 1. The softmax operation will always return the value 1, "
             "which is likely not what you intended. Did you mean to use a sigmoid instead?"));
  }
  Tensor y(x.shape(), x.dtype(), x.device());
  backend_of(x).run(SoftmaxCall{.x = x.view(), .axis = at, .y = y.view()});
  return record("softmax", y, {&x}, [y = Saved("softmax", y), at](const Tensor& dy) -> Gradients {
    Tensor dx(dy.shape(), dy.dtype(), dy.device());
    backend_of(dx).run(
        SoftmaxGradientCall{.y = y->view(), .dy = dy.view(), .axis = at, .dx = dx.view()});
    return {dx};
  });
}

Tensor log_softmax(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "LogSoftmax", .module = "nn", .arguments = {{}}, .config = {{"axis", axis}}},
        x, [axis](const Tensors& in) { return log_softmax(in[0], axis); });
  }
  if (!is_floating(x.dtype())) return log_softmax(x.as_dtype(float32), axis);
  const int at = normalize_axis("log_softmax", axis, x.shape());
  Tensor y(x.shape(), x.dtype(), x.device());
  backend_of(x).run(LogSoftmaxCall{.x = x.view(), .axis = at, .y = y.view()});
  return record("log_softmax", y, {&x},
                [y = Saved("log_softmax", y), at](const Tensor& dy) -> Gradients {
                  return {dy - exp(*y) * sum(dy, {.axis = at, .keepdims = true})};
                });
}

}  // namespace keratin::ops
