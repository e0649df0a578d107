// How far predictions rise and fall with the truths.
#include "keratin/metrics/correlation.h"

#include "keratin/losses/loss.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/reduce.h"

namespace keratin::metrics {
namespace {

// x with mean 0 and variance 1 along the axes.
Tensor standardized(const Tensor& x, const Axes& axis) {
  const ReduceOptions along{.axis = axis, .keepdims = true};
  const Tensor centered = x - ops::mean(x, along);
  return centered / ops::std(centered, along);
}

}  // namespace

PearsonCorrelation::PearsonCorrelation(PearsonCorrelationOptions options)
    : MeanMetricOf(std::move(options)) {}

Tensor PearsonCorrelation::values(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [t, y] = losses::aligned("pearson_correlation", y_true, y_pred.as_dtype(dtype()));
  return ops::mean(standardized(t, options_.axis) * standardized(y, options_.axis),
                   {.axis = options_.axis});
}

}  // namespace keratin::metrics

namespace keratin {
template class Described<metrics::PearsonCorrelation, metrics::PearsonCorrelationOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::PearsonCorrelation, metrics::PearsonCorrelationOptions,
                                 metrics::MeanMetric>;
}  // namespace keratin
