#include "keratin/ops/crossentropy.h"

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/range_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"
#include "keratin/ops/take.h"

namespace keratin::ops {
namespace {

constexpr double kEpsilon = 1e-7;

[[noreturn]] void throw_shapes(const char* name, const Tensor& target, const Tensor& output) {
  throw_shape_error(text(name, ": target and output must have one shape"),
                    {{"target", describe(target)}, {"output", describe(output)}});
}

// Rows of probabilities: the fused call of the backend.
Tensor rows_crossentropy(const Tensor& target, const Tensor& y) {
  const Device device = common_device("categorical_crossentropy", target, y);
  if (stand_apart(target, y)) return rows_crossentropy(to(target, device), to(y, device));
  Tensor loss({y.shape()[0]}, y.dtype(), device);
  backend_of(loss).run(CategoricalCrossentropyCall{.target = target.view(),
                                                   .y = y.view(),
                                                   .epsilon = static_cast<float>(kEpsilon),
                                                   .loss = loss.view()});
  const char* name = "categorical_crossentropy";
  return record(
      name, loss, {&y},
      [target = Saved(name, target), y = Saved(name, y)](const Tensor& d_loss) -> Gradients {
        Tensor dy(y->shape(), y->dtype(), d_loss.device());
        backend_of(dy).run(
            CategoricalCrossentropyGradientCall{.target = target->view(),
                                                .y = y->view(),
                                                .epsilon = static_cast<float>(kEpsilon),
                                                .d_loss = d_loss.view(),
                                                .dy = dy.view()});
        return {dy};
      });
}

void check_labels(const Tensor& labels, int64_t classes) {
  if (const auto bad = first_outside(labels, 0, classes)) {
    throw_label("sparse_categorical_crossentropy", *bad, classes);
  }
}

// Rows of probabilities or logits, and a class for each.
Tensor sparse_rows_crossentropy(const Tensor& labels, const Tensor& y, bool from_logits) {
  const char* name = "sparse_categorical_crossentropy";
  const Device device = common_device(name, labels, y);
  if (stand_apart(labels, y)) {
    return sparse_rows_crossentropy(to(labels, device), to(y, device), from_logits);
  }
  Tensor loss({y.shape()[0]}, y.dtype(), device);
  backend_of(loss).run(SparseCrossentropyCall{.labels = labels.view(),
                                              .y = y.view(),
                                              .epsilon = static_cast<float>(kEpsilon),
                                              .from_logits = from_logits,
                                              .loss = loss.view()});
  return record(
      name, loss, {&y},
      [labels = Saved(name, labels), y = Saved(name, y),
       from_logits](const Tensor& d_loss) -> Gradients {
        Tensor dy(y->shape(), y->dtype(), d_loss.device());
        backend_of(dy).run(SparseCrossentropyGradientCall{.labels = labels->view(),
                                                          .y = y->view(),
                                                          .epsilon = static_cast<float>(kEpsilon),
                                                          .from_logits = from_logits,
                                                          .d_loss = d_loss.view(),
                                                          .dy = dy.view()});
        return {dy};
      });
}

}  // namespace

Tensor categorical_crossentropy(const Tensor& target, const Tensor& output, bool from_logits,
                                int axis) {
  if (target.shape() != output.shape() || output.ndim() == 0) {
    throw_shapes("categorical_crossentropy", target, output);
  }
  const Tensor y = is_floating(output.dtype()) ? output : output.as_dtype(float32);
  const Tensor t = target.as_dtype(y.dtype());
  const int at = normalize_axis("categorical_crossentropy", axis, y.shape());
  if (from_logits) return -sum(t * log_softmax(y, at), {.axis = at});
  const bool is_constant = !t.node();
  if (y.ndim() == 2 && at == 1 && is_constant) return rows_crossentropy(t, y);
  const Tensor p = y / sum(y, {.axis = at, .keepdims = true});
  return -sum(t * log(clip(p, kEpsilon, 1 - kEpsilon)), {.axis = at});
}

Tensor sparse_categorical_crossentropy(const Tensor& target, const Tensor& output, bool from_logits,
                                       int axis) {
  const char* name = "sparse_categorical_crossentropy";
  if (is_symbolic(target) || is_symbolic(output)) {
    return symbolic_op({.class_name = "SparseCategoricalCrossentropy",
                        .module = "nn",
                        .arguments = {{}, {}},
                        .config = {{"from_logits", from_logits}, {"axis", axis}}},
                       {target, output}, [from_logits, axis](const Tensors& in) {
                         return sparse_categorical_crossentropy(in[0], in[1], from_logits, axis);
                       });
  }
  if (output.ndim() == 0) throw_shapes(name, target, output);
  const int at = normalize_axis(name, axis, output.shape());
  const bool has_axis = target.ndim() == output.ndim() && target.shape()[at] == 1;
  const Tensor given = has_axis ? squeeze(target, at) : target;
  if (given.shape() != output.shape().erased(at)) {
    throw_shape_error(text(name, ": expected integer labels of shape ", output.shape().erased(at)),
                      {{"target", describe(target)}, {"output", describe(output)}},
                      target.shape() == output.shape()
                          ? "these look like one-hot labels: use categorical_crossentropy"
                          : "");
  }
  const int64_t classes = output.shape()[at];
  check_labels(given, classes);  // before a cast cuts them
  const Tensor labels = given.as_dtype(int32);
  const DType dtype = is_floating(output.dtype()) ? output.dtype() : float32;
  if (output.ndim() == 2 && at == 1) {
    return sparse_rows_crossentropy(labels, output.as_dtype(dtype), from_logits);
  }
  return categorical_crossentropy(one_hot(labels, classes, at, dtype), output, from_logits, axis);
}

Tensor binary_crossentropy(const Tensor& target, const Tensor& output, bool from_logits) {
  if (target.shape() != output.shape()) throw_shapes("binary_crossentropy", target, output);
  const Tensor y = is_floating(output.dtype()) ? output : output.as_dtype(float32);
  const Tensor t = target.as_dtype(y.dtype());
  if (from_logits) return softplus(y) - t * y;
  const Tensor p = clip(y, kEpsilon, 1 - kEpsilon);
  return -(t * log(p) + (1 - t) * log(1 - p));
}

}  // namespace keratin::ops
