#include "keratin/metrics/of_losses.h"

#include <cmath>

#include "keratin/losses/functions.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"

namespace keratin::metrics {

MeanSquaredError::MeanSquaredError(MetricOptions options) : MeanLossOf(std::move(options)) {}
Tensor MeanSquaredError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::mean_squared_error(y_true, y_pred.as_dtype(dtype()));
}

RootMeanSquaredError::RootMeanSquaredError(MetricOptions options)
    : MeanLossOf(std::move(options)) {}
Tensor RootMeanSquaredError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::mean_squared_error(y_true, y_pred.as_dtype(dtype()));
}
double RootMeanSquaredError::result() const { return std::sqrt(RunningMean::result()); }

MeanAbsoluteError::MeanAbsoluteError(MetricOptions options) : MeanLossOf(std::move(options)) {}
Tensor MeanAbsoluteError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::mean_absolute_error(y_true, y_pred.as_dtype(dtype()));
}

MeanAbsolutePercentageError::MeanAbsolutePercentageError(MetricOptions options)
    : MeanLossOf(std::move(options)) {}
Tensor MeanAbsolutePercentageError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::mean_absolute_percentage_error(y_true, y_pred.as_dtype(dtype()));
}

MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(MetricOptions options)
    : MeanLossOf(std::move(options)) {}
Tensor MeanSquaredLogarithmicError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::mean_squared_logarithmic_error(y_true, y_pred.as_dtype(dtype()));
}

KLDivergence::KLDivergence(MetricOptions options) : MeanLossOf(std::move(options)) {}
Tensor KLDivergence::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::kl_divergence(y_true, y_pred.as_dtype(dtype()));
}

Poisson::Poisson(MetricOptions options) : MeanLossOf(std::move(options)) {}
Tensor Poisson::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::poisson(y_true, y_pred.as_dtype(dtype()));
}

Hinge::Hinge(MetricOptions options) : MeanLossOf(std::move(options)) {}
Tensor Hinge::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::hinge(y_true, y_pred.as_dtype(dtype()));
}

SquaredHinge::SquaredHinge(MetricOptions options) : MeanLossOf(std::move(options)) {}
Tensor SquaredHinge::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::squared_hinge(y_true, y_pred.as_dtype(dtype()));
}

CategoricalHinge::CategoricalHinge(MetricOptions options) : MeanLossOf(std::move(options)) {}
Tensor CategoricalHinge::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::categorical_hinge(y_true, y_pred.as_dtype(dtype()));
}

CosineSimilarity::CosineSimilarity(CosineSimilarityOptions options)
    : MeanMetricOf(std::move(options)) {}
Tensor CosineSimilarity::values(const Tensor& y_true, const Tensor& y_pred) const {
  return -losses::cosine_similarity(y_true, y_pred.as_dtype(dtype()), options_.axis);
}

LogCoshError::LogCoshError(LogCoshErrorOptions options) : MeanLossOf(std::move(options)) {}
Tensor LogCoshError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return losses::log_cosh(y_true, y_pred.as_dtype(dtype()));
}

}  // namespace keratin::metrics

namespace keratin {
template class Described<metrics::MeanSquaredError, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::MeanSquaredError, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::RootMeanSquaredError, metrics::MetricOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::RootMeanSquaredError, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::MeanAbsoluteError, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::MeanAbsoluteError, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::MeanAbsolutePercentageError, metrics::MetricOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::MeanAbsolutePercentageError, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::MeanSquaredLogarithmicError, metrics::MetricOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::MeanSquaredLogarithmicError, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::KLDivergence, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::KLDivergence, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::Poisson, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::Poisson, metrics::MetricOptions, metrics::MeanMetric>;
template class Described<metrics::Hinge, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::Hinge, metrics::MetricOptions, metrics::MeanMetric>;
template class Described<metrics::SquaredHinge, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::SquaredHinge, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::CategoricalHinge, metrics::MetricOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::CategoricalHinge, metrics::MetricOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::CosineSimilarity, metrics::CosineSimilarityOptions,
                         metrics::MeanMetric>;
template class metrics::MetricOf<metrics::CosineSimilarity, metrics::CosineSimilarityOptions,
                                 metrics::MeanMetric>;
template class Described<metrics::LogCoshError, metrics::LogCoshErrorOptions, metrics::MeanMetric>;
template class metrics::MetricOf<metrics::LogCoshError, metrics::LogCoshErrorOptions,
                                 metrics::MeanMetric>;
}  // namespace keratin
