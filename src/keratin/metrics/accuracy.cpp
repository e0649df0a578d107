#include "keratin/metrics/accuracy.h"

#include "keratin/backend/compiled_step.h"
#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/loss.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/range_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"

namespace keratin::metrics {
namespace {

// Labels as they are in the shape of the predictions without the classes.
Tensor labels_for(const Tensor& y_true, const Tensor& y_pred) {
  Tensor labels = y_true;
  if (labels.ndim() == y_pred.ndim() && labels.shape().back() == 1)
    labels = ops::squeeze(labels, -1);
  if (labels.shape() != y_pred.shape().erased(y_pred.ndim() - 1)) {
    throw_shape_error("sparse accuracy: y_true must hold one label for each row of y_pred",
                      {{"y_true", describe(y_true)}, {"y_pred", describe(y_pred)}});
  }
  return labels;
}

Tensor one_hot_labels(const Tensor& y_true, const Tensor& y_pred) {
  if (y_true.shape() != y_pred.shape()) {
    throw_shape_error("categorical accuracy: y_true and y_pred must have one shape",
                      {{"y_true", describe(y_true)}, {"y_pred", describe(y_pred)}});
  }
  return y_true.argmax(-1);
}

Tensor in_top(const Tensor& labels, const Tensor& y_pred, int64_t k) {
  const int64_t classes = y_pred.shape().back();
  const int64_t rows = classes == 0 ? 0 : y_pred.size() / classes;
  return ops::in_top_k(labels.reshape({rows}), y_pred.reshape({rows, classes}), k);
}

}  // namespace

Accuracy::Accuracy(MetricOptions options) : MeanMetricOf(std::move(options)) {}
Tensor Accuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = losses::aligned("accuracy", y_true, y_pred);
  return ops::equal(y, p);
}

BinaryAccuracy::BinaryAccuracy(BinaryAccuracyOptions options) : MeanMetricOf(std::move(options)) {
  check_finite(class_name(), "threshold", options_.threshold);
}
Tensor BinaryAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [y, p] = losses::aligned("binary_accuracy", y_true, y_pred);
  const Tensor is_right = (p > options_.threshold).as_dtype(y.dtype()) == y;
  return ops::mean(is_right.as_dtype(float32), {.axis = -1});
}

CategoricalAccuracy::CategoricalAccuracy(MetricOptions options)
    : MeanMetricOf(std::move(options)) {}
bool CategoricalAccuracy::add_counted(const PlannedLoss& loss, int64_t right, int64_t samples) {
  if (loss.kind != PlannedLoss::Kind::categorical_crossentropy) return false;
  add(static_cast<double>(right), static_cast<double>(samples));
  return true;
}

Tensor CategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return ops::equal(one_hot_labels(y_true, y_pred), y_pred.argmax(-1));
}

SparseCategoricalAccuracy::SparseCategoricalAccuracy(MetricOptions options)
    : MeanMetricOf(std::move(options)) {}
bool SparseCategoricalAccuracy::add_counted(const PlannedLoss& loss, int64_t right,
                                            int64_t samples) {
  if (loss.kind != PlannedLoss::Kind::sparse_categorical_crossentropy) return false;
  add(static_cast<double>(right), static_cast<double>(samples));
  return true;
}

Tensor SparseCategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return ops::equal(labels_for(y_true, y_pred), y_pred.argmax(-1));
}

TopKCategoricalAccuracy::TopKCategoricalAccuracy(TopKCategoricalAccuracyOptions options)
    : MeanMetricOf(std::move(options)) {
  check_at_least(class_name(), "k", options_.k, 1);
}
TopKCategoricalAccuracy::TopKCategoricalAccuracy(int64_t k)
    : TopKCategoricalAccuracy(TopKCategoricalAccuracyOptions{.k = k}) {}
Tensor TopKCategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return in_top(one_hot_labels(y_true, y_pred), y_pred, options_.k);
}

SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(
    SparseTopKCategoricalAccuracyOptions options)
    : MeanMetricOf(std::move(options)) {
  check_at_least(class_name(), "k", options_.k, 1);
}
SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(int64_t k)
    : SparseTopKCategoricalAccuracy(SparseTopKCategoricalAccuracyOptions{.k = k}) {}
Tensor SparseTopKCategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor labels = labels_for(y_true, y_pred);
  if (!options_.from_sorted_ids) {
    return in_top(ops::whole_labels("sparse_top_k_categorical_accuracy", labels), y_pred,
                  options_.k);
  }
  const Tensor best = y_pred[{ellipsis, slice(0, options_.k)}];
  return ops::any(ops::equal(ops::expand_dims(labels, -1), best), {.axis = -1});
}

}  // namespace keratin::metrics

namespace keratin {
template class Described<metrics::Accuracy, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::Accuracy, metrics::MetricOptions, metrics::MeanMetric>;
template class Described<metrics::BinaryAccuracy, metrics::BinaryAccuracyOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::BinaryAccuracy, metrics::BinaryAccuracyOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::CategoricalAccuracy, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::CategoricalAccuracy, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::SparseCategoricalAccuracy, metrics::MetricOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::SparseCategoricalAccuracy, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::TopKCategoricalAccuracy, metrics::TopKCategoricalAccuracyOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::TopKCategoricalAccuracy,
                                 metrics::TopKCategoricalAccuracyOptions, metrics::MeanMetric>;
template class Described<metrics::SparseTopKCategoricalAccuracy,
                         metrics::SparseTopKCategoricalAccuracyOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::SparseTopKCategoricalAccuracy,
                                 metrics::SparseTopKCategoricalAccuracyOptions,
                                 metrics::MeanMetric>;
}  // namespace keratin
