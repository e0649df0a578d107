// The weighted mean of a value for each sample: what nearly every metric is.
#pragma once
#include "keratin/metrics/metric.h"

namespace keratin::metrics {

/// total / count, where each sample adds value * weight and weight. Predictions of a 16-bit dtype
/// are seen as float32.
class MeanMetric : public Metric {
 public:
  using Values = Function<Tensor(const Tensor& y_true, const Tensor& y_pred)>;

  MeanMetric(std::string name, Direction direction, Values values, bool is_rooted = false);
  void update_state(const Tensor& y_true, const Tensor& y_pred,
                    const Tensor& sample_weight = {}) override;
  /// Adds values that somebody else has summed up already.
  void add(double total, double count) {
    total_ += total;
    count_ += count;
  }
  double result() const override;
  void reset_state() override;
  std::shared_ptr<Metric> clone() const override;
  Direction direction() const override { return direction_; }

 private:
  Direction direction_;
  Values values_;
  bool is_rooted_;  // the square root of the mean
  double total_ = 0;
  double count_ = 0;
};

}  // namespace keratin::metrics
