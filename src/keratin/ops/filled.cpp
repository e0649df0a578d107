#include "keratin/ops/filled.h"

#include "keratin/ops/node.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// The op that Keras would keep, with the dtype that it was asked for.
OpDescription like_op(const char* class_name, std::optional<DType> dtype) {
  return {.class_name = class_name,
          .arguments = {{}},
          .config = {{"dtype", dtype ? ConfigValue(name_of(*dtype)) : ConfigValue()}}};
}

Tensor filled(OpDescription op, const Tensor& x, Scalar value, std::optional<DType> dtype) {
  if (is_symbolic(x)) {
    return symbolic_op(std::move(op), x, [value, dtype](const Tensors& in) {
      return full(in[0].shape(), value, dtype.value_or(in[0].dtype()), in[0].device());
    });
  }
  return full(x.shape(), value, dtype.value_or(x.dtype()), x.device());
}

Tensor zeros_in(const Tensor& x, std::optional<DType> dtype) {
  return filled(like_op("ZerosLike", dtype), x, 0, dtype);
}
Tensor ones_in(const Tensor& x, std::optional<DType> dtype) {
  return filled(like_op("OnesLike", dtype), x, 1, dtype);
}
Tensor value_in(const Tensor& x, Scalar value, std::optional<DType> dtype) {
  require_fits("full_like", value, dtype.value_or(x.dtype()));
  OpDescription op = like_op("FullLike", dtype);
  op.arguments.push_back(value_of(value));
  return filled(std::move(op), x, value, dtype);
}

}  // namespace

Tensor zeros_like(const Tensor& x) { return zeros_in(x, {}); }
Tensor zeros_like(const Tensor& x, DTypeLike dtype) { return zeros_in(x, dtype); }
Tensor ones_like(const Tensor& x) { return ones_in(x, {}); }
Tensor ones_like(const Tensor& x, DTypeLike dtype) { return ones_in(x, dtype); }
Tensor full_like(const Tensor& x, Scalar fill_value) { return value_in(x, fill_value, {}); }
Tensor full_like(const Tensor& x, Scalar fill_value, DTypeLike dtype) {
  return value_in(x, fill_value, dtype);
}

}  // namespace keratin::ops
