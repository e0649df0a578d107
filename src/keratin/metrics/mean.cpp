#include "keratin/metrics/mean.h"

#include "keratin/autodiff/tape.h"
#include "keratin/losses/reduction.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::metrics {
namespace {

double weighted_sum(const Tensor& values, const Tensor& weight) {
  const NoGradient no_gradient;
  const Tensor wide = values.astype(float64);
  if (!weight.defined()) return ops::sum(wide).item();
  return losses::reduce_weighted_values(wide, weight, {}, losses::Reduction::Kind::sum).item();
}

}  // namespace

void Mean::update_state(const Tensor& values, const Tensor& sample_weight) {
  total_ += weighted_sum(values, sample_weight);
  count_ += sample_weight.defined() ? weighted_sum(ones_like(values), sample_weight)
                                    : static_cast<double>(values.size());
}

void Sum::update_state(const Tensor& values, const Tensor& sample_weight) {
  total_ += weighted_sum(values, sample_weight);
}

}  // namespace keratin::metrics
