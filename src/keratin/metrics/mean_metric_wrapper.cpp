// The mean of a function of the user's as a metric.
#include "keratin/metrics/mean_metric_wrapper.h"

#include "keratin/base/error.h"
#include "keratin/losses/loss.h"

namespace keratin::metrics {

ConfigValue to_value(const MetricFunction& x) {
  if (x.name.empty()) throw_nameless_function(Metric::family);
  return function_record(x.name);
}

void from_value(const ConfigValue& value, MetricFunction& x) {
  const std::string name = value.is_config() ? function_in(value.as_config()) : std::string();
  if (const auto known = find_custom_function(Metric::family, name)) {
    x = dynamic_cast<const MeanMetricWrapper&>(*known).options().fn;
    return;
  }
  const std::shared_ptr<losses::Loss> loss = deserialize<losses::Loss>(value);
  if (!loss) throw_value_error("MeanMetricWrapper needs a function");
  x = {[loss](const Tensor& y_true, const Tensor& y_pred) { return loss->call(y_true, y_pred); },
       name};
}

MeanMetricWrapper::MeanMetricWrapper(MeanMetricWrapperOptions options)
    : MeanMetricOf(std::move(options)) {
  if (!options_.fn.f) throw_value_error("MeanMetricWrapper needs a function");
}
MeanMetricWrapper::MeanMetricWrapper(MetricFunction fn, MeanMetricWrapperOptions options)
    : MeanMetricWrapper((options.fn = std::move(fn), std::move(options))) {}

Tensor MeanMetricWrapper::values(const Tensor& y_true, const Tensor& y_pred) const {
  const auto [t, y] = losses::squeeze_or_expand_to_same_rank(y_true, y_pred);
  return options_.fn.f(t, y);
}

std::shared_ptr<Metric> Metric::from_function(Function<Tensor(const Tensor&, const Tensor&)> f,
                                              std::string name) {
  const std::string shown = name.empty() ? "function" : name.substr(name.find('>') + 1);
  return std::make_shared<MeanMetricWrapper>(
      MeanMetricWrapperOptions{.fn = {std::move(f), std::move(name)}, .name = shown});
}

}  // namespace keratin::metrics

namespace keratin {
template class Described<metrics::MeanMetricWrapper, metrics::MeanMetricWrapperOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::MeanMetricWrapper, metrics::MeanMetricWrapperOptions,
                                 metrics::MeanMetric>;
}  // namespace keratin
