// Mean crossentropies over everything that was seen since the last reset. Formulas:
// losses/functions.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "keratin/metrics/of_losses.h"

namespace keratin::metrics {

struct BinaryCrossentropyOptions {
  std::string name = "binary_crossentropy";
  DTypePolicy dtype = {};
  bool from_logits = false;
  double label_smoothing = 0;
};
class BinaryCrossentropy final : public MeanLossOf<BinaryCrossentropy, BinaryCrossentropyOptions> {
 public:
  explicit BinaryCrossentropy(BinaryCrossentropyOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct CategoricalCrossentropyOptions {
  std::string name = "categorical_crossentropy";
  DTypePolicy dtype = {};
  bool from_logits = false;
  double label_smoothing = 0;
  int axis = -1;
};
class CategoricalCrossentropy final
    : public MeanLossOf<CategoricalCrossentropy, CategoricalCrossentropyOptions> {
 public:
  explicit CategoricalCrossentropy(CategoricalCrossentropyOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct SparseCategoricalCrossentropyOptions {
  std::string name = "sparse_categorical_crossentropy";
  DTypePolicy dtype = {};
  bool from_logits = false;
  std::optional<int64_t> ignore_class = {};
  int axis = -1;
};
class SparseCategoricalCrossentropy final
    : public MeanLossOf<SparseCategoricalCrossentropy, SparseCategoricalCrossentropyOptions> {
 public:
  explicit SparseCategoricalCrossentropy(SparseCategoricalCrossentropyOptions options = {});
  /// Samples of ignore_class count as 0; where there are weights, they do not count at all.
  void update_state(const Tensor& y_true, const Tensor& y_pred,
                    const Tensor& sample_weight = {}) override;
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::metrics

namespace keratin {
extern template class Described<metrics::BinaryCrossentropy, metrics::BinaryCrossentropyOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::BinaryCrossentropy,
                                        metrics::BinaryCrossentropyOptions, metrics::MeanMetric>;
extern template class Described<metrics::CategoricalCrossentropy,
                                metrics::CategoricalCrossentropyOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<
    metrics::CategoricalCrossentropy, metrics::CategoricalCrossentropyOptions, metrics::MeanMetric>;
extern template class Described<metrics::SparseCategoricalCrossentropy,
                                metrics::SparseCategoricalCrossentropyOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::SparseCategoricalCrossentropy,
                                        metrics::SparseCategoricalCrossentropyOptions,
                                        metrics::MeanMetric>;
}  // namespace keratin
