#include "keratin/metrics/accuracy.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/loss.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"

namespace keratin::metrics {
namespace {

// Integer labels in the shape of the predictions without the classes.
Tensor labels_for(const Tensor& y_true, const Tensor& y_pred) {
  Tensor labels = y_true;
  if (labels.ndim() == y_pred.ndim() && labels.shape().back() == 1)
    labels = ops::squeeze(labels, -1);
  if (labels.shape() != y_pred.shape().erased(y_pred.ndim() - 1)) {
    throw_shape_error("sparse accuracy: y_true must hold one label for each row of y_pred",
                      {{"y_true", describe(y_true)}, {"y_pred", describe(y_pred)}});
  }
  return labels.astype(int32);
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

Accuracy::Accuracy(AccuracyOptions options)
    : MeanMetric(std::move(options.name), Direction::up,
                 [](const Tensor& y_true, const Tensor& y_pred) {
                   const auto [y, p] = losses::aligned("accuracy", y_true, y_pred);
                   return ops::equal(y, p);
                 }) {}

BinaryAccuracy::BinaryAccuracy(BinaryAccuracyOptions options)
    : MeanMetric(std::move(options.name), Direction::up,
                 [threshold = options.threshold](const Tensor& y_true, const Tensor& y_pred) {
                   const auto [y, p] = losses::aligned("binary_accuracy", y_true, y_pred);
                   const Tensor is_right = (p > threshold).astype(y.dtype()) == y;
                   return ops::mean(is_right.astype(float32), {.axis = -1});
                 }) {}

CategoricalAccuracy::CategoricalAccuracy(CategoricalAccuracyOptions options)
    : MeanMetric(std::move(options.name), Direction::up,
                 [](const Tensor& y_true, const Tensor& y_pred) {
                   return ops::equal(one_hot_labels(y_true, y_pred), y_pred.argmax(-1));
                 }) {}

SparseCategoricalAccuracy::SparseCategoricalAccuracy(SparseCategoricalAccuracyOptions options)
    : MeanMetric(std::move(options.name), Direction::up,
                 [](const Tensor& y_true, const Tensor& y_pred) {
                   return ops::equal(labels_for(y_true, y_pred), y_pred.argmax(-1));
                 }) {}

TopKCategoricalAccuracy::TopKCategoricalAccuracy(TopKCategoricalAccuracyOptions options)
    : MeanMetric(std::move(options.name), Direction::up,
                 [k = options.k](const Tensor& y_true, const Tensor& y_pred) {
                   return in_top(one_hot_labels(y_true, y_pred), y_pred, k);
                 }) {}
TopKCategoricalAccuracy::TopKCategoricalAccuracy(int64_t k)
    : TopKCategoricalAccuracy(TopKCategoricalAccuracyOptions{.k = k}) {}

SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(
    SparseTopKCategoricalAccuracyOptions options)
    : MeanMetric(std::move(options.name), Direction::up,
                 [k = options.k](const Tensor& y_true, const Tensor& y_pred) {
                   return in_top(labels_for(y_true, y_pred), y_pred, k);
                 }) {}
SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(int64_t k)
    : SparseTopKCategoricalAccuracy(SparseTopKCategoricalAccuracyOptions{.k = k}) {}

}  // namespace keratin::metrics
