// The crossentropies as objects.
#include "keratin/losses/crossentropy.h"

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/manipulate.h"

namespace keratin::losses {
namespace {

// The classes stand last, and the mean is taken over the samples.
bool is_plain_mean(Reduction reduction, int axis) {
  return axis == -1 && reduction.kind() == Reduction::Kind::sum_over_batch_size;
}

}  // namespace

BinaryCrossentropy::BinaryCrossentropy(BinaryCrossentropyOptions options)
    : Loss(std::move(options.name), options.reduction),
      arguments_{options.from_logits, options.label_smoothing, options.axis} {}
Tensor BinaryCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  return binary_crossentropy(y_true, y_pred, arguments_);
}

CategoricalCrossentropy::CategoricalCrossentropy(CategoricalCrossentropyOptions options)
    : Loss(std::move(options.name), options.reduction),
      arguments_{options.from_logits, options.label_smoothing, options.axis} {}
Tensor CategoricalCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  return categorical_crossentropy(y_true, y_pred, arguments_);
}

PlannedLoss CategoricalCrossentropy::planned() const {
  const bool is_plain =
      arguments_.label_smoothing == 0 && is_plain_mean(reduction(), arguments_.axis);
  if (!is_plain) return {};
  return {PlannedLoss::Kind::categorical_crossentropy, arguments_.from_logits};
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    SparseCategoricalCrossentropyOptions options)
    : Loss(std::move(options.name), options.reduction),
      arguments_{options.from_logits, options.ignore_class, options.axis} {}
Tensor SparseCategoricalCrossentropy::call(const Tensor& y_true, const Tensor& y_pred) const {
  return sparse_categorical_crossentropy(y_true, y_pred, arguments_);
}
PlannedLoss SparseCategoricalCrossentropy::planned() const {
  if (arguments_.ignore_class || !is_plain_mean(reduction(), arguments_.axis)) return {};
  return {PlannedLoss::Kind::sparse_categorical_crossentropy, arguments_.from_logits};
}
Tensor SparseCategoricalCrossentropy::compute_mask(const Tensor& y_true,
                                                   const Tensor& y_pred) const {
  if (!arguments_.ignore_class) return {};
  const bool has_last_axis = y_true.ndim() == y_pred.ndim() && y_true.shape().back() == 1;
  const Tensor labels = has_last_axis ? ops::squeeze(y_true, -1) : y_true;
  return ops::not_equal(labels, Scalar(*arguments_.ignore_class));
}

}  // namespace keratin::losses
