// How far predictions rise and fall with the truths.
#pragma once
#include "keratin/metrics/mean_metric.h"

namespace keratin::metrics {

struct PearsonCorrelationOptions {
  std::string name = "pearson_correlation";
  DTypePolicy dtype = {};
  Axes axis = -1;  // one, or several
};
/// mean((t - mean(t)) / std(t) * (y - mean(y)) / std(y)) along `axis`: 1 where y rises with t, -1
/// where it falls; NaN where one of them is constant. Labels [batch] beside predictions [batch, 1]
/// are [batch, 1]. Pearson, 1895.
class PearsonCorrelation final
    : public MeanMetricOf<PearsonCorrelation, PearsonCorrelationOptions> {
 public:
  explicit PearsonCorrelation(PearsonCorrelationOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  Direction direction() const override { return Direction::up; }
};

}  // namespace keratin::metrics

namespace keratin {
extern template class Described<metrics::PearsonCorrelation, metrics::PearsonCorrelationOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::PearsonCorrelation,
                                        metrics::PearsonCorrelationOptions, metrics::MeanMetric>;
}  // namespace keratin
