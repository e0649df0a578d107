#include "keratin/metrics/mean_metric.h"

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/losses/reduction.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::metrics {

MeanMetric::MeanMetric(std::string name, Direction direction, Values values, bool is_rooted)
    : Metric(std::move(name)),
      direction_(direction),
      values_(std::move(values)),
      is_rooted_(is_rooted) {}

void MeanMetric::update_state(const Tensor& y_true, const Tensor& y_pred,
                              const Tensor& sample_weight) {
  const NoGradient no_gradient;
  const bool is_half = y_pred.dtype() == float16 || y_pred.dtype() == bfloat16;
  const Tensor values = values_(y_true, is_half ? y_pred.astype(float32) : y_pred).astype(float32);
  if (!sample_weight.defined()) {
    total_ += ops::sum(values.astype(float64)).item();
    count_ += static_cast<double>(values.size());
    return;
  }
  using losses::Reduction;
  const Tensor wide = values.astype(float64);
  const Tensor ones = ones_like(wide);
  total_ += losses::reduce_weighted_values(wide, sample_weight, {}, Reduction::Kind::sum).item();
  count_ += losses::reduce_weighted_values(ones, sample_weight, {}, Reduction::Kind::sum).item();
}

double MeanMetric::result() const {
  const double mean = count_ == 0 ? 0 : total_ / count_;
  return is_rooted_ ? std::sqrt(mean) : mean;
}

void MeanMetric::reset_state() { total_ = count_ = 0; }

std::shared_ptr<Metric> MeanMetric::clone() const {
  return std::make_shared<MeanMetric>(name(), direction_, values_, is_rooted_);
}

}  // namespace keratin::metrics
