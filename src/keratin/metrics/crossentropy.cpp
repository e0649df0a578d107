#include "keratin/metrics/crossentropy.h"

#include "keratin/autodiff/tape.h"
#include "keratin/base/arguments_internal.h"
#include "keratin/losses/functions.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/manipulate.h"

namespace keratin::metrics {

BinaryCrossentropy::BinaryCrossentropy(BinaryCrossentropyOptions options)
    : MeanLossOf(std::move(options)) {
  check_fraction(class_name(), "label_smoothing", options_.label_smoothing);
}
Tensor BinaryCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::binary_crossentropy(
      y_true, y_pred.as_dtype(dtype()),
      {.from_logits = options_.from_logits, .label_smoothing = options_.label_smoothing});
}

CategoricalCrossentropy::CategoricalCrossentropy(CategoricalCrossentropyOptions options)
    : MeanLossOf(std::move(options)) {
  check_fraction(class_name(), "label_smoothing", options_.label_smoothing);
}
Tensor CategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::categorical_crossentropy(
      y_true, y_pred.as_dtype(dtype()),
      {options_.from_logits, options_.label_smoothing, options_.axis});
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    SparseCategoricalCrossentropyOptions options)
    : MeanLossOf(std::move(options)) {}
void SparseCategoricalCrossentropy::update_state(const Tensor& y_true, const Tensor& y_pred,
                                                 const Tensor& sample_weight) {
  if (!options_.ignore_class || !sample_weight.defined()) {
    return MeanMetric::update_state(y_true, y_pred, sample_weight);
  }
  const NoGradient no_gradient;
  const bool has_last_axis = y_true.ndim() == y_pred.ndim() && y_true.shape().back() == 1;
  const Tensor labels = has_last_axis ? ops::squeeze(y_true, -1) : y_true;
  const Tensor counts = (labels != Scalar(*options_.ignore_class)).as_dtype(dtype());
  const bool is_flat = sample_weight.ndim() == counts.ndim() + 1;
  const Tensor weight = is_flat ? ops::squeeze(sample_weight, -1) : sample_weight;
  MeanMetric::update_state(y_true, y_pred, counts * weight.as_dtype(dtype()));
}
Tensor SparseCategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::sparse_categorical_crossentropy(
      y_true, y_pred.as_dtype(dtype()),
      {options_.from_logits, options_.ignore_class, options_.axis});
}

}  // namespace keratin::metrics

namespace keratin {
template class Described<metrics::BinaryCrossentropy, metrics::BinaryCrossentropyOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::BinaryCrossentropy, metrics::BinaryCrossentropyOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::CategoricalCrossentropy, metrics::CategoricalCrossentropyOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::CategoricalCrossentropy,
                                 metrics::CategoricalCrossentropyOptions, metrics::MeanMetric>;
template class Described<metrics::SparseCategoricalCrossentropy,
                         metrics::SparseCategoricalCrossentropyOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::SparseCategoricalCrossentropy,
                                 metrics::SparseCategoricalCrossentropyOptions,
                                 metrics::MeanMetric>;
}  // namespace keratin
