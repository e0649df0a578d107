#include "keratin/ops/sort.h"

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/config_values.h"

namespace keratin::ops {
namespace {

Tensor positions(ArgReduction r, const char* name, const Tensor& x, int axis, bool keepdims) {
  axis = normalize_axis(name, axis, x.shape());
  if (x.shape()[axis] == 0) {
    throw_value_error(text(name, ": an axis of length 0 has no extreme"), {{"x", text(x.shape())}});
  }
  Shape kept = x.shape();
  kept[axis] = 1;
  const Tensor y(kept, int32, x.device());
  backend_of(x).run(ArgReduceCall{.reduction = r, .x = x.view(), .axis = axis, .y = y.view()});
  return keepdims ? y : squeeze(y, axis);
}

/// An extreme's place in a graph, as Keras names it.
OpDescription op_of(const char* class_name, const ArgOptions& options) {
  return {.class_name = class_name,
          .arguments = {{}},
          .config = {{"axis", to_value(options.axis)}, {"keepdims", options.keepdims}}};
}

Tensor extreme(ArgReduction r, const char* name, const Tensor& x, const ArgOptions& options) {
  if (options.axis) return positions(r, name, x, *options.axis, options.keepdims);
  const Tensor y = positions(r, name, flatten(x.detach()), 0, false);
  return options.keepdims
             ? reshape(y, Shape(std::vector<int64_t>(static_cast<size_t>(x.ndim()), 1)))
             : y;
}

}  // namespace

Tensor argmax(const Tensor& x, const ArgOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(op_of("Argmax", options), x,
                       [options](const Tensors& in) { return argmax(in[0], options); });
  }
  return extreme(ArgReduction::argmax, "argmax", x, options);
}
Tensor argmax(const Tensor& x, int axis, bool keepdims) {
  return argmax(x, {.axis = axis, .keepdims = keepdims});
}
Tensor argmin(const Tensor& x, const ArgOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(op_of("Argmin", options), x,
                       [options](const Tensors& in) { return argmin(in[0], options); });
  }
  return extreme(ArgReduction::argmin, "argmin", x, options);
}
Tensor argmin(const Tensor& x, int axis, bool keepdims) {
  return argmin(x, {.axis = axis, .keepdims = keepdims});
}

Tensor argsort(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Argsort", .arguments = {{}}, .config = {{"axis", axis}}}, x,
                       [axis](const Tensors& in) { return argsort(in[0], axis); });
  }
  axis = normalize_axis("argsort", axis, x.shape());
  Tensor y(x.shape(), int32, x.device());
  backend_of(x).run(ArgsortCall{.x = x.view(), .axis = axis, .y = y.view()});
  return y;
}

Tensor sort(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Sort", .arguments = {{}}, .config = {{"axis", axis}}}, x,
                       [axis](const Tensors& in) { return sort(in[0], axis); });
  }
  return take_along_axis(x, argsort(x, axis), axis);
}

TopK top_k(const Tensor& x, int64_t k, bool sorted) {
  if (is_symbolic(x)) {
    const Tensors both = symbolic_op_list({.class_name = "TopK",
                                           .module = "math",
                                           .arguments = {{}},
                                           .config = {{"k", k}, {"sorted", sorted}}},
                                          x, [k](const Tensors& in) {
                                            const auto [values, indices] = top_k(in[0], k);
                                            return Tensors{values, indices};
                                          });
    return {both[0], both[1]};
  }
  if (x.ndim() == 0) throw_shape_error("top_k: a tensor without axes has no last axis");
  const int64_t length = x.shape().back();
  if (k < 0 || k > length) {
    throw_value_error(text("top_k: k is ", k, ", but the last axis holds ", length, " elements"));
  }
  const Tensor plain = x.detach();
  // Ascending order of the opposites: the first of equal elements comes first. Those of integers
  // are -x - 1, which has no exception at the ends of their range.
  const Tensor order = argsort(is_floating(x.dtype()) ? -plain
                               : x.dtype() == bool_   ? !plain
                                                      : -plain - 1);
  const Tensor indices = order[{ellipsis, slice(0, k)}].contiguous();
  return {take_along_axis(x, indices), indices};
}

Tensor in_top_k(const Tensor& targets, const Tensor& predictions, int64_t k) {
  if (is_symbolic(targets) || is_symbolic(predictions)) {
    return symbolic_op(
        {.class_name = "InTopK", .module = "math", .arguments = {{}, {}}, .config = {{"k", k}}},
        {targets, predictions}, [k](const Tensors& in) { return in_top_k(in[0], in[1], k); });
  }
  if (predictions.ndim() != 2 || targets.ndim() != 1 || targets.len() != predictions.len()) {
    throw_shape_error(
        "in_top_k: needs targets [batch] and predictions [batch, classes]",
        {{"targets", text(targets.shape())}, {"predictions", text(predictions.shape())}});
  }
  const Tensor plain = predictions.detach();
  const Tensor at_target = take_along_axis(plain, expand_dims(targets, 1), 1);
  const Tensor above = sum(plain > at_target, {.axis = 1});
  return (above < k) & isfinite(squeeze(at_target, 1));
}

}  // namespace keratin::ops

namespace keratin {

Tensor Tensor::argmax(const ArgOptions& options) const { return ops::argmax(*this, options); }
Tensor Tensor::argmin(const ArgOptions& options) const { return ops::argmin(*this, options); }
Tensor Tensor::argsort(int axis) const { return ops::argsort(*this, axis); }

}  // namespace keratin
