// The mean of a function of the user's as a metric: keras.metrics.MeanMetricWrapper.
#pragma once
#include "keratin/metrics/mean_metric.h"

namespace keratin::metrics {

/// f(y_true, y_pred), a value for each sample, and the name that files have for it, if any.
struct MetricFunction {
  using Signature = Tensor(const Tensor& y_true, const Tensor& y_pred);

  MetricFunction() = default;
  template <class F>
  requires std::is_invocable_r_v<Tensor, F&, const Tensor&, const Tensor&> MetricFunction(
      F callable, std::string file_name = {})  // NOLINT: implicit on purpose
      : f(std::move(callable)), name(std::move(file_name)) {}

  Function<Signature> f;
  std::string name;
};
/// The record of the function. Throws ValueError for one without a name.
ConfigValue to_value(const MetricFunction& x);
/// Of a function that was registered for metrics or for losses, or of a loss of Keras's.
void from_value(const ConfigValue& value, MetricFunction& x);

struct MeanMetricWrapperOptions {
  MetricFunction fn = {};
  std::string name = {};
  DTypePolicy dtype = {};
};
/// The mean of fn(y_true, y_pred) over all samples; both come with the same rank, labels [batch]
/// beside predictions [batch, 1] as [batch, 1]. Throws ValueError without a function.
class MeanMetricWrapper final : public MeanMetricOf<MeanMetricWrapper, MeanMetricWrapperOptions> {
 public:
  explicit MeanMetricWrapper(MeanMetricWrapperOptions options);
  explicit MeanMetricWrapper(MetricFunction fn, MeanMetricWrapperOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::metrics

namespace keratin {
extern template class Described<metrics::MeanMetricWrapper, metrics::MeanMetricWrapperOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::MeanMetricWrapper,
                                        metrics::MeanMetricWrapperOptions, metrics::MeanMetric>;
}  // namespace keratin
