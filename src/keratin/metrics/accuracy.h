// How often a prediction is right. y_pred [batch, ..., classes] holds scores; a value a sample.
#pragma once
#include "keratin/metrics/mean_metric.h"

namespace keratin::metrics {

struct AccuracyOptions {
  std::string name = "accuracy";
};
/// y_true == y_pred, element by element.
struct Accuracy final : MeanMetric {
  explicit Accuracy(AccuracyOptions options = {});
};

struct BinaryAccuracyOptions {
  double threshold = 0.5;  // a prediction above it is 1
  std::string name = "binary_accuracy";
};
struct BinaryAccuracy final : MeanMetric {
  explicit BinaryAccuracy(BinaryAccuracyOptions options = {});
};

struct CategoricalAccuracyOptions {
  std::string name = "categorical_accuracy";
};
/// argmax(y_true) == argmax(y_pred) for one-hot labels.
struct CategoricalAccuracy final : MeanMetric {
  explicit CategoricalAccuracy(CategoricalAccuracyOptions options = {});
};

struct SparseCategoricalAccuracyOptions {
  std::string name = "sparse_categorical_accuracy";
};
/// y_true == argmax(y_pred) for integer labels.
struct SparseCategoricalAccuracy final : MeanMetric {
  explicit SparseCategoricalAccuracy(SparseCategoricalAccuracyOptions options = {});
};

struct TopKCategoricalAccuracyOptions {
  int64_t k = 5;
  std::string name = "top_k_categorical_accuracy";
};
/// Whether argmax(y_true) is among the k largest predictions.
struct TopKCategoricalAccuracy final : MeanMetric {
  explicit TopKCategoricalAccuracy(int64_t k = 5);
  explicit TopKCategoricalAccuracy(TopKCategoricalAccuracyOptions options);
};

struct SparseTopKCategoricalAccuracyOptions {
  int64_t k = 5;
  std::string name = "sparse_top_k_categorical_accuracy";
};
struct SparseTopKCategoricalAccuracy final : MeanMetric {
  explicit SparseTopKCategoricalAccuracy(int64_t k = 5);
  explicit SparseTopKCategoricalAccuracy(SparseTopKCategoricalAccuracyOptions options);
};

}  // namespace keratin::metrics
