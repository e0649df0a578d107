#include "keratin/metrics/crossentropy.h"

#include "keratin/losses/functions.h"
#include "keratin/ops/cast.h"

namespace keratin::metrics {

BinaryCrossentropy::BinaryCrossentropy(BinaryCrossentropyOptions options)
    : MeanLossOf(std::move(options)) {}
Tensor BinaryCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::binary_crossentropy(
      y_true, y_pred.astype(dtype()),
      {.from_logits = options_.from_logits, .label_smoothing = options_.label_smoothing});
}

CategoricalCrossentropy::CategoricalCrossentropy(CategoricalCrossentropyOptions options)
    : MeanLossOf(std::move(options)) {}
Tensor CategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::categorical_crossentropy(
      y_true, y_pred.astype(dtype()),
      {options_.from_logits, options_.label_smoothing, options_.axis});
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    SparseCategoricalCrossentropyOptions options)
    : MeanLossOf(std::move(options)) {}
Tensor SparseCategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::sparse_categorical_crossentropy(
      y_true, y_pred.astype(dtype()), {options_.from_logits, options_.ignore_class, options_.axis});
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
