#include "keratin/losses/ctc.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/functions.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/ctc.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::losses {

CTC::CTC(LossOptions options) : LossOf(std::move(options)) {}
Tensor CTC::call(const Tensor& y_true, const Tensor& y_pred) const { return ctc(y_true, y_pred); }

Tensor ctc(const Tensor& y_true, const Tensor& y_pred) {
  if (y_true.ndim() != 2) {
    throw_shape_error(
        text("ctc: Targets `y_true` are expected to be a tensor of shape "
             "`(batch_size, max_length)` in integer format. Received: y_true.shape=",
             y_true.shape()));
  }
  if (y_pred.ndim() != 3) {
    throw_shape_error(
        text("ctc: Logits `y_pred` are expected to be a tensor of shape "
             "`(batch_size, max_length, num_classes)`. Received: y_pred.shape=",
             y_pred.shape()));
  }
  const Tensor steps = full({y_pred.shape()[0]}, y_pred.shape()[1], int32, y_pred.device());
  const Tensor labels = ops::sum((y_true != Scalar(0)).as_dtype(int32), {.axis = -1});
  return ops::ctc_loss(y_true, y_pred, labels, steps);
}

}  // namespace keratin::losses

namespace keratin {
template class Described<losses::CTC, losses::LossOptions, losses::Loss>;
}  // namespace keratin
