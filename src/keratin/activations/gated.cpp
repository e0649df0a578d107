// The two activations that look along an axis and are not a softmax.
#include "keratin/activations/functions.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"

namespace keratin::activations {

Tensor glu(const Tensor& x, int axis) {
  axis = normalize_axis("glu", axis, x.shape());
  const int64_t length = x.shape()[axis];
  if (length % 2 != 0) {
    throw_shape_error(text("glu halves axis ", axis, ", but its length ", length, " is odd"),
                      {{"x", describe(x)}});
  }
  const Tensor first = ops::moveaxis(x, axis, 0)[slice(0, length / 2)];
  const Tensor second = ops::moveaxis(x, axis, 0)[slice(length / 2, length)];
  return ops::moveaxis(first * sigmoid(second), 0, axis);
}

// The threshold tau is found without the tape: its slope is put back by the mean over the support,
// so that y = max(x - tau, 0) with tau = (sum of x over the support - 1) / size of the support.
Tensor sparsemax(const Tensor& x, int axis) {
  axis = normalize_axis("sparsemax", axis, x.shape());
  if (x.size() == 0) return x;  // nothing has no largest element
  const Tensor logits = ops::moveaxis(x, axis, -1);
  const int64_t length = logits.shape().back();
  const Tensor plain = logits.detach();
  const Tensor sorted = -ops::take_along_axis(-plain, ops::argsort(-plain), -1);
  const Tensor positions = arange(length).to(x.device());
  const Tensor upper = ops::where(positions.expand_dims(1) <= positions, 1.0F, 0.0F);
  const Tensor ranks = (positions + 1).as_dtype(sorted.dtype());
  const Tensor sums = ops::matmul(sorted, upper.as_dtype(sorted.dtype()));
  const Tensor in_support = 1 + ranks * sorted > sums;
  const Tensor smallest =
      ops::min(ops::where(in_support, sorted, ops::max(sorted)), {.axis = -1, .keepdims = true});
  const Tensor support = (plain >= smallest).as_dtype(sorted.dtype());
  const Tensor size = ops::sum(support, {.axis = -1, .keepdims = true});
  const Tensor tau = (ops::sum(logits * support, {.axis = -1, .keepdims = true}) - 1) / size;
  return ops::moveaxis(support * (logits - tau), -1, axis);
}

}  // namespace keratin::activations
