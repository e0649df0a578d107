// Means of a loss over everything that was seen since the last reset, as objects for compile and
// for loops of one's own. Formulas: losses/functions.h.
#pragma once
#include <string>

#include "keratin/metrics/mean_metric.h"

namespace keratin::metrics {

/// Self, the mean of a loss: smaller is better.
template <class Self, class Options = MetricOptions>
class MeanLossOf : public MeanMetricOf<Self, Options> {
 public:
  Direction direction() const override { return Direction::down; }

 protected:
  using MeanMetricOf<Self, Options>::MeanMetricOf;
};

class MeanSquaredError final : public MeanLossOf<MeanSquaredError> {
 public:
  explicit MeanSquaredError(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// The root of the mean squared error of all samples.
class RootMeanSquaredError final : public MeanLossOf<RootMeanSquaredError> {
 public:
  explicit RootMeanSquaredError(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  double result() const override;
};

class MeanAbsoluteError final : public MeanLossOf<MeanAbsoluteError> {
 public:
  explicit MeanAbsoluteError(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

class MeanAbsolutePercentageError final : public MeanLossOf<MeanAbsolutePercentageError> {
 public:
  explicit MeanAbsolutePercentageError(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

class MeanSquaredLogarithmicError final : public MeanLossOf<MeanSquaredLogarithmicError> {
 public:
  explicit MeanSquaredLogarithmicError(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

class KLDivergence final : public MeanLossOf<KLDivergence> {
 public:
  explicit KLDivergence(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

class Poisson final : public MeanLossOf<Poisson> {
 public:
  explicit Poisson(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

class Hinge final : public MeanLossOf<Hinge> {
 public:
  explicit Hinge(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

class SquaredHinge final : public MeanLossOf<SquaredHinge> {
 public:
  explicit SquaredHinge(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

class CategoricalHinge final : public MeanLossOf<CategoricalHinge> {
 public:
  explicit CategoricalHinge(MetricOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

struct CosineSimilarityOptions {
  std::string name = "cosine_similarity";
  DTypePolicy dtype = {};
  int axis = -1;
};
/// The mean cosine, 1 for the same direction (the loss of this name is its negative).
class CosineSimilarity final : public MeanMetricOf<CosineSimilarity, CosineSimilarityOptions> {
 public:
  static constexpr std::string_view written_if_changed[] = {"axis"};
  explicit CosineSimilarity(CosineSimilarityOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  Direction direction() const override { return Direction::up; }
};

struct LogCoshErrorOptions {
  std::string name = "logcosh";
  DTypePolicy dtype = {};
};
class LogCoshError final : public MeanLossOf<LogCoshError, LogCoshErrorOptions> {
 public:
  explicit LogCoshError(LogCoshErrorOptions options = {});
  Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace keratin::metrics

namespace keratin {
extern template class Described<metrics::MeanSquaredError, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::MeanSquaredError, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::RootMeanSquaredError, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::RootMeanSquaredError, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::MeanAbsoluteError, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::MeanAbsoluteError, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::MeanAbsolutePercentageError, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::MeanAbsolutePercentageError,
                                        metrics::MetricOptions, metrics::MeanMetric>;
extern template class Described<metrics::MeanSquaredLogarithmicError, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::MeanSquaredLogarithmicError,
                                        metrics::MetricOptions, metrics::MeanMetric>;
extern template class Described<metrics::KLDivergence, metrics::MetricOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::KLDivergence, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::Poisson, metrics::MetricOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::Poisson, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::Hinge, metrics::MetricOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::Hinge, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::SquaredHinge, metrics::MetricOptions, metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::SquaredHinge, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::CategoricalHinge, metrics::MetricOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::CategoricalHinge, metrics::MetricOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::CosineSimilarity, metrics::CosineSimilarityOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::CosineSimilarity, metrics::CosineSimilarityOptions,
                                        metrics::MeanMetric>;
extern template class Described<metrics::LogCoshError, metrics::LogCoshErrorOptions,
                                metrics::MeanMetric>;
extern template class metrics::MetricOf<metrics::LogCoshError, metrics::LogCoshErrorOptions,
                                        metrics::MeanMetric>;
}  // namespace keratin
