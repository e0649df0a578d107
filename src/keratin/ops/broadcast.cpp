#include "keratin/ops/broadcast.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/node.h"
#include "keratin/tensor/config_values.h"

namespace keratin::ops {

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "BroadcastTo", .arguments = {{}}, .config = {{"shape", to_value(shape)}}}, x,
        [shape](const Tensors& in) { return broadcast_to(in[0], shape); });
  }
  if (x.shape() == shape) return x;
  if (broadcast_shapes("broadcast_to", x.shape(), shape) != shape) {
    throw_shape_error(text("broadcast_to: shape ", x.shape(), " cannot be stretched to ", shape));
  }
  const ConstView stretched = keratin::broadcast_to(ConstView(x.view()), shape);
  Tensor y(x.storage(), x.offset(), shape, stretched.strides, x.dtype());
  return record("broadcast_to", y, {&x},
                [from = x.shape()](const Tensor& dy) -> Gradients { return {sum_to(dy, from)}; });
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  Shape padded;
  for (int i = shape.rank(); i < x.ndim(); ++i) padded.push_back(1);
  for (const int64_t length : shape) padded.push_back(length);
  Tensor y(padded, x.dtype(), x.device());
  backend_of(x).run(ReduceCall{.reduction = Reduction::sum, .x = x.view(), .y = y.view()});
  return {y.storage(), 0, shape, row_major_strides(shape), x.dtype()};
}

}  // namespace keratin::ops
