// The losses of classes and of distributions.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/losses/functions.h"
#include "keratin/losses/loss.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/crossentropy.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"
#include "keratin/tensor/creation.h"

namespace keratin::losses {
namespace {

constexpr double kEpsilon = 1e-7;

// Labels 0 and 1 become -1 and 1, if there are no others; as Keras, the whole batch decides.
Tensor signed_labels(const Tensor& t) {
  const Tensor is_binary = ops::all((t == 0.0) | (t == 1.0));
  return ops::where(is_binary, 2.0 * t - 1.0, t);
}

// 1 - t * y where that is positive
Tensor margin(std::string_view loss, const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned(loss, y_true, y_pred);
  return ops::maximum(1.0 - signed_labels(t) * y, 0.0);
}

void check_smoothing(double label_smoothing) {
  if (label_smoothing >= 0 && label_smoothing <= 1) return;
  throw_value_error(text("label_smoothing lies in [0, 1], but got ", label_smoothing));
}

// Nothing can be learned from one class: its share is 1 whatever the network says.
void warn_of_one_class(std::string_view loss, const Tensor& y_pred, int axis) {
  if (y_pred.ndim() == 0 || y_pred.shape()[axis] != 1) return;
  warn_once(text("In loss ", loss, ", expected y_pred.shape to be (batch_size, num_classes) with ",
                 "num_classes > 1. Received: y_pred.shape=", y_pred.shape().with_front(None),
                 ". Consider using 'binary_crossentropy' if you only have 2 classes."));
}

// One-hot rows or distributions in y_pred's dtype, drawn towards the same share of each class.
Tensor smooth_targets(std::string_view loss, const Tensor& y_true, const Tensor& y_pred,
                      double label_smoothing, int axis) {
  check_smoothing(label_smoothing);
  warn_of_one_class(loss, y_pred, axis);
  if (y_true.shape() != y_pred.shape()) {
    const bool are_labels =
        y_true.ndim() < y_pred.ndim() || (y_true.ndim() > 0 && y_true.shape().back() == 1);
    throw_shape_error(
        text(loss, ": y_true and y_pred must have one shape"),
        {{"y_true", describe(y_true)}, {"y_pred", describe(y_pred)}},
        are_labels ? "for class numbers use sparse_categorical_crossentropy or to_categorical"
                   : "the last layer's units must match the classes");
  }
  const Tensor t = y_true.as_dtype(y_pred.dtype());
  if (label_smoothing == 0) return t;
  const auto classes = static_cast<double>(t.shape()[axis]);
  return t * (1 - label_smoothing) + label_smoothing / classes;
}

}  // namespace

Tensor kl_divergence(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("kl_divergence", y_true, y_pred);
  const Tensor p = ops::clip(t, kEpsilon, 1.0);
  return ops::sum(p * ops::log(p / ops::clip(y, kEpsilon, 1.0)), {.axis = -1});
}

Tensor poisson(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("poisson", y_true, y_pred);
  return ops::mean(y - t * ops::log(y + kEpsilon), {.axis = -1});
}

Tensor hinge(const Tensor& y_true, const Tensor& y_pred) {
  return ops::mean(margin("hinge", y_true, y_pred), {.axis = -1});
}

Tensor squared_hinge(const Tensor& y_true, const Tensor& y_pred) {
  return ops::mean(ops::square(margin("squared_hinge", y_true, y_pred)), {.axis = -1});
}

Tensor categorical_hinge(const Tensor& y_true, const Tensor& y_pred) {
  const auto [t, y] = aligned("categorical_hinge", y_true, y_pred);
  const Tensor right = ops::sum(t * y, {.axis = -1});
  const Tensor wrong = ops::max((1.0 - t) * y, {.axis = -1});
  return ops::maximum(wrong - right + 1.0, 0.0);
}

Tensor binary_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                           const BinaryCrossentropyArguments& arguments) {
  check_smoothing(arguments.label_smoothing);
  auto [t, y] = aligned("binary_crossentropy", y_true, y_pred);
  const double smoothing = arguments.label_smoothing;
  if (smoothing != 0) t = t * (1 - smoothing) + 0.5 * smoothing;
  return ops::mean(ops::binary_crossentropy(t, y, arguments.from_logits), {.axis = arguments.axis});
}

Tensor categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                const CategoricalCrossentropyArguments& arguments) {
  const Tensor t = smooth_targets("categorical_crossentropy", y_true, y_pred,
                                  arguments.label_smoothing, arguments.axis);
  return ops::categorical_crossentropy(t, y_pred, arguments.from_logits, arguments.axis);
}

Tensor categorical_focal_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                      const CategoricalFocalCrossentropyArguments& arguments) {
  const int axis = arguments.axis;
  const Tensor t = smooth_targets("categorical_focal_crossentropy", y_true, y_pred,
                                  arguments.label_smoothing, axis);
  const Tensor scores = arguments.from_logits ? ops::softmax(y_pred, axis) : y_pred;
  const Tensor p = ops::clip(scores / ops::sum(scores, {.axis = axis, .keepdims = true}), kEpsilon,
                             1 - kEpsilon);
  Tensor factor = ops::power(1.0 - p, arguments.gamma);
  if (arguments.alpha.is_list()) {
    factor = factor * tensor(arguments.alpha.list()).as_dtype(p.dtype());
  } else {
    factor = factor * arguments.alpha.number();
  }
  return ops::sum(-factor * t * ops::log(p), {.axis = axis});
}

Tensor sparse_categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                       const SparseCategoricalCrossentropyArguments& arguments) {
  const int axis =
      normalize_axis("sparse_categorical_crossentropy", arguments.axis, y_pred.shape());
  warn_of_one_class("sparse_categorical_crossentropy", y_pred, axis);
  const bool has_axis = y_true.ndim() == y_pred.ndim() && y_true.shape()[axis] == 1;
  const Tensor labels = has_axis ? ops::squeeze(y_true, axis) : y_true;
  if (!arguments.ignore_class) {
    return ops::sparse_categorical_crossentropy(labels, y_pred, arguments.from_logits, axis);
  }
  const Tensor is_valid = labels != *arguments.ignore_class;
  const Tensor values = ops::sparse_categorical_crossentropy(ops::where(is_valid, labels, 0),
                                                             y_pred, arguments.from_logits, axis);
  return ops::where(is_valid, values, 0.0);
}

}  // namespace keratin::losses
