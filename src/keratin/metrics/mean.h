// Running mean and sum of numbers: what a training loop of one's own reports its loss with.
#pragma once
#include <string>

#include "keratin/metrics/mean_metric.h"

namespace keratin::metrics {

/// sum(values * weight) / sum(weight). values of any shape; sample_weight of a shape that
/// broadcasts to it, or none. Not for compile, which gives metrics labels and predictions: then it
/// throws ValueError.
class Mean final : public MetricOf<Mean, MetricOptions, RunningMean> {
 public:
  explicit Mean(MetricOptions options = {});
  void update_state(const Tensor& values, const Tensor& sample_weight = {});
  void update_state(double value) { add(value, 1); }
  void update_state(const Tensor& y_true, const Tensor& y_pred,
                    const Tensor& sample_weight) override;
  /// Adds values and gives the mean so far.
  double operator()(const Tensor& values, const Tensor& sample_weight = {}) {
    update_state(values, sample_weight);
    return result();
  }
};

/// sum(values * weight).
class Sum final : public MetricOf<Sum> {
 public:
  explicit Sum(MetricOptions options = {});
  void update_state(const Tensor& values, const Tensor& sample_weight = {});
  void update_state(double value) { accumulate(total_, value); }
  void update_state(const Tensor& y_true, const Tensor& y_pred,
                    const Tensor& sample_weight) override;
  double result() const override;
  double operator()(const Tensor& values, const Tensor& sample_weight = {}) {
    update_state(values, sample_weight);
    return result();
  }

 private:
  Variable total_ = add_variable({}, "total");
};

}  // namespace keratin::metrics

namespace keratin {
extern template class Described<metrics::Mean, metrics::MetricOptions, metrics::RunningMean>;
extern template class metrics::MetricOf<metrics::Mean, metrics::MetricOptions,
                                        metrics::RunningMean>;
extern template class Described<metrics::Sum, metrics::MetricOptions, metrics::Metric>;
extern template class metrics::MetricOf<metrics::Sum, metrics::MetricOptions, metrics::Metric>;
}  // namespace keratin
