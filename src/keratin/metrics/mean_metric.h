// The weighted mean of a value for each sample: what nearly every metric is.
//
// One of your own:
//   class FarOff final : public MeanMetricOf<FarOff> {  // the share of errors above 1
//    public:
//     explicit FarOff(MetricOptions options = {}) : MeanMetricOf(std::move(options)) {}
//     Tensor values(const Tensor& y_true, const Tensor& y_pred) const override {
//       return ops::abs(y_true.as_dtype(y_pred.dtype()) - y_pred) > 1.0;
//     }
//   };
#pragma once
#include "keratin/metrics/metric.h"

namespace keratin::metrics {

/// total / count, where each value adds value * weight and weight.
class RunningMean : public Metric {
 public:
  /// Adds values that somebody else has summed up already. Allocates nothing.
  void add(double total, double count);
  /// Adds values of any shape; the weights have one that fits them, or none are there.
  void add(const Tensor& values, const Tensor& sample_weight);
  double result() const override;
  bool is_in_variables() const override { return true; }

 protected:
  using Metric::Metric;

 private:
  Variable total_ = add_variable({}, "total");
  Variable count_ = add_variable({}, "count");
};

/// The mean of values(y_true, y_pred). Predictions of a 16-bit dtype are seen as float32.
class MeanMetric : public RunningMean {
 public:
  void update_state(const Tensor& y_true, const Tensor& y_pred,
                    const Tensor& sample_weight = {}) override;
  /// A value for each sample, of any dtype.
  virtual Tensor values(const Tensor& y_true, const Tensor& y_pred) const = 0;

 protected:
  using RunningMean::RunningMean;
};

/// Self, a mean with these arguments.
template <class Self, class Options = MetricOptions>
class MeanMetricOf : public MetricOf<Self, Options, MeanMetric> {
 protected:
  using MetricOf<Self, Options, MeanMetric>::MetricOf;
};

}  // namespace keratin::metrics

namespace keratin {
using metrics::MeanMetricOf, metrics::MetricOptions;
}
