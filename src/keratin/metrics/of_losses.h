// Means of a loss over everything that was seen since the last reset, as objects for compile and
// for loops of one's own. Formulas: losses/functions.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "keratin/metrics/mean_metric.h"

namespace keratin::metrics {

struct NameOptions {
  std::string name = {};  // Keras's name of the metric, "mean_squared_error", when empty
};
struct MeanSquaredError final : MeanMetric {
  explicit MeanSquaredError(NameOptions options = {});
};
/// The root of the mean squared error of all samples.
struct RootMeanSquaredError final : MeanMetric {
  explicit RootMeanSquaredError(NameOptions options = {});
};
struct MeanAbsoluteError final : MeanMetric {
  explicit MeanAbsoluteError(NameOptions options = {});
};
struct MeanAbsolutePercentageError final : MeanMetric {
  explicit MeanAbsolutePercentageError(NameOptions options = {});
};
struct MeanSquaredLogarithmicError final : MeanMetric {
  explicit MeanSquaredLogarithmicError(NameOptions options = {});
};
/// The mean cosine, 1 for the same direction (the loss of this name is its negative).
struct CosineSimilarity final : MeanMetric {
  explicit CosineSimilarity(NameOptions options = {});
};
struct LogCoshError final : MeanMetric {
  explicit LogCoshError(NameOptions options = {});
};
struct KLDivergence final : MeanMetric {
  explicit KLDivergence(NameOptions options = {});
};
struct Poisson final : MeanMetric {
  explicit Poisson(NameOptions options = {});
};
struct Hinge final : MeanMetric {
  explicit Hinge(NameOptions options = {});
};
struct SquaredHinge final : MeanMetric {
  explicit SquaredHinge(NameOptions options = {});
};
struct CategoricalHinge final : MeanMetric {
  explicit CategoricalHinge(NameOptions options = {});
};

struct BinaryCrossentropyOptions {
  std::string name = "binary_crossentropy";
  bool from_logits = false;
  double label_smoothing = 0;
};
struct BinaryCrossentropy final : MeanMetric {
  explicit BinaryCrossentropy(BinaryCrossentropyOptions options = {});
};
struct CategoricalCrossentropyOptions {
  std::string name = "categorical_crossentropy";
  bool from_logits = false;
  double label_smoothing = 0;
  int axis = -1;
};
struct CategoricalCrossentropy final : MeanMetric {
  explicit CategoricalCrossentropy(CategoricalCrossentropyOptions options = {});
};
struct SparseCategoricalCrossentropyOptions {
  std::string name = "sparse_categorical_crossentropy";
  bool from_logits = false;
  std::optional<int64_t> ignore_class = {};
  int axis = -1;
};
struct SparseCategoricalCrossentropy final : MeanMetric {
  explicit SparseCategoricalCrossentropy(SparseCategoricalCrossentropyOptions options = {});
};

}  // namespace keratin::metrics
