#include "keratin/metrics/mean_metric.h"

#include "keratin/autodiff/tape.h"
#include "keratin/losses/reduction.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::metrics {

void RunningMean::add(double total, double count) {
  accumulate(total_, total);
  accumulate(count_, count);
}

void RunningMean::add(const Tensor& values, const Tensor& sample_weight) {
  const NoGradient no_gradient;
  const Tensor wide = values.as_dtype(float64);
  if (!sample_weight.defined()) {
    accumulate(total_, ops::sum(wide));
    accumulate(count_, static_cast<double>(wide.size()));
    return;
  }
  const auto weighted_sum = [&](const Tensor& x) {
    return losses::reduce_weighted_values(x, sample_weight, {}, "sum");
  };
  accumulate(total_, weighted_sum(wide));
  accumulate(count_, weighted_sum(ops::ones_like(wide)));
}

double RunningMean::result() const {
  const double count = count_.value().item();
  return count == 0 ? 0 : total_.value().item() / count;
}

void MeanMetric::update_state(const Tensor& y_true, const Tensor& y_pred,
                              const Tensor& sample_weight) {
  const NoGradient no_gradient;
  add(values(y_true, is_narrow(y_pred.dtype()) ? y_pred.as_dtype(float32) : y_pred)
          .as_dtype(dtype()),
      sample_weight);
}

}  // namespace keratin::metrics
