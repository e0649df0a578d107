#include "keratin/metrics/mean.h"

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/reduction.h"

namespace keratin::metrics {
namespace {

[[noreturn]] void throw_takes_values(std::string_view name) {
  throw_value_error(text("the metric ", name, " takes values, not labels and predictions"), {},
                    "compile with a metric such as MeanSquaredError or a function of yours");
}

}  // namespace

Mean::Mean(MetricOptions options) : MetricOf(std::move(options)) {}

void Mean::update_state(const Tensor& values, const Tensor& sample_weight) {
  add(values.as_dtype(dtype()), sample_weight);
}

void Mean::update_state(const Tensor&, const Tensor&, const Tensor&) { throw_takes_values("Mean"); }

Sum::Sum(MetricOptions options) : MetricOf(std::move(options)) {}

void Sum::update_state(const Tensor& values, const Tensor& sample_weight) {
  const NoGradient no_gradient;
  const Tensor wide = values.as_dtype(dtype()).as_dtype(float64);
  accumulate(total_, losses::reduce_weighted_values(wide, sample_weight, {}, "sum"));
}

void Sum::update_state(const Tensor&, const Tensor&, const Tensor&) { throw_takes_values("Sum"); }

double Sum::result() const { return total_.value().item(); }

}  // namespace keratin::metrics

namespace keratin {
template class Described<metrics::Mean, metrics::MetricOptions, metrics::RunningMean>;
template class metrics::MetricOf<metrics::Mean, metrics::MetricOptions, metrics::RunningMean>;
template class Described<metrics::Sum, metrics::MetricOptions, metrics::Metric>;
template class metrics::MetricOf<metrics::Sum, metrics::MetricOptions, metrics::Metric>;
}  // namespace keratin
