// How often a prediction is right. y_pred [batch, ..., classes] holds scores; a value a sample.
#pragma once
#include "keratin/metrics/mean_metric.h"

namespace keratin::metrics {

/// y_true == y_pred, element by element.
class Accuracy final : public MeanMetricOf<Accuracy> {
 public:
  explicit Accuracy(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  Direction direction() const override { return Direction::up; }
};

struct BinaryAccuracyOptions {
  std::string name = "binary_accuracy";
  DTypePolicy dtype = {};
  double threshold = 0.5;  // a prediction above it is 1
};
/// (y_pred > threshold) == y_true, the mean over the last axis.
class BinaryAccuracy final : public MeanMetricOf<BinaryAccuracy, BinaryAccuracyOptions> {
 public:
  explicit BinaryAccuracy(BinaryAccuracyOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  Direction direction() const override { return Direction::up; }
};

/// argmax(y_true) == argmax(y_pred) for one-hot labels.
class CategoricalAccuracy final : public MeanMetricOf<CategoricalAccuracy> {
 public:
  explicit CategoricalAccuracy(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  bool add_counted(const PlannedLoss& loss, int64_t right, int64_t samples) override;
  Direction direction() const override { return Direction::up; }
};

/// y_true == argmax(y_pred) for integer labels.
class SparseCategoricalAccuracy final : public MeanMetricOf<SparseCategoricalAccuracy> {
 public:
  explicit SparseCategoricalAccuracy(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  bool add_counted(const PlannedLoss& loss, int64_t right, int64_t samples) override;
  Direction direction() const override { return Direction::up; }
};

struct TopKCategoricalAccuracyOptions {
  int64_t k = 5;
  std::string name = "top_k_categorical_accuracy";
  DTypePolicy dtype = {};
};
/// Whether argmax(y_true) is among the k largest predictions.
class TopKCategoricalAccuracy final
    : public MeanMetricOf<TopKCategoricalAccuracy, TopKCategoricalAccuracyOptions> {
 public:
  explicit TopKCategoricalAccuracy(int64_t k = 5);
  explicit TopKCategoricalAccuracy(TopKCategoricalAccuracyOptions options);
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  Direction direction() const override { return Direction::up; }
};

struct SparseTopKCategoricalAccuracyOptions {
  int64_t k = 5;
  std::string name = "sparse_top_k_categorical_accuracy";
  DTypePolicy dtype = {};
  bool from_sorted_ids = false;  // y_pred holds classes instead of scores, the best first
};
/// Whether the label is among the k largest predictions.
class SparseTopKCategoricalAccuracy final
    : public MeanMetricOf<SparseTopKCategoricalAccuracy, SparseTopKCategoricalAccuracyOptions> {
 public:
  static constexpr std::string_view written_if_changed[] = {"from_sorted_ids"};
  explicit SparseTopKCategoricalAccuracy(int64_t k = 5);
  explicit SparseTopKCategoricalAccuracy(SparseTopKCategoricalAccuracyOptions options);
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  Direction direction() const override { return Direction::up; }
};

}  // namespace keratin::metrics

namespace keratin {
extern template class Described<metrics::Accuracy, metrics::MetricOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::Accuracy, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::BinaryAccuracy, metrics::BinaryAccuracyOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::BinaryAccuracy, metrics::BinaryAccuracyOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::CategoricalAccuracy, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::CategoricalAccuracy, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::SparseCategoricalAccuracy, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::SparseCategoricalAccuracy, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::TopKCategoricalAccuracy,
                                metrics::TopKCategoricalAccuracyOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<
    metrics::TopKCategoricalAccuracy, metrics::TopKCategoricalAccuracyOptions, metrics::MeanMetric>;
extern template class Described<metrics::SparseTopKCategoricalAccuracy,
                                metrics::SparseTopKCategoricalAccuracyOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::SparseTopKCategoricalAccuracy,
                                        metrics::SparseTopKCategoricalAccuracyOptions,
                                        metrics::MeanMetric>;
}  // namespace keratin
