#include "keratin/metrics/of_losses.h"

#include "keratin/losses/functions.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"

namespace keratin::metrics {
namespace {

using Formula = Tensor (*)(const Tensor& y_true, const Tensor& y_pred);

std::string name_or(const NameOptions& options, const char* usual) {
  return options.name.empty() ? usual : options.name;
}

MeanMetric::Values values_of(Formula formula) {
  return [formula](const Tensor& y_true, const Tensor& y_pred) {
    return formula(y_true, y_pred.astype(float32));
  };
}

Tensor plain_cosine(const Tensor& y_true, const Tensor& y_pred) {
  return -losses::cosine_similarity(y_true, y_pred);
}

}  // namespace

MeanSquaredError::MeanSquaredError(NameOptions options)
    : MeanMetric(name_or(options, "mean_squared_error"), Direction::down,
                 values_of(losses::mean_squared_error)) {}

RootMeanSquaredError::RootMeanSquaredError(NameOptions options)
    : MeanMetric(name_or(options, "root_mean_squared_error"), Direction::down,
                 values_of(losses::mean_squared_error), true) {}

MeanAbsoluteError::MeanAbsoluteError(NameOptions options)
    : MeanMetric(name_or(options, "mean_absolute_error"), Direction::down,
                 values_of(losses::mean_absolute_error)) {}

MeanAbsolutePercentageError::MeanAbsolutePercentageError(NameOptions options)
    : MeanMetric(name_or(options, "mean_absolute_percentage_error"), Direction::down,
                 values_of(losses::mean_absolute_percentage_error)) {}

MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(NameOptions options)
    : MeanMetric(name_or(options, "mean_squared_logarithmic_error"), Direction::down,
                 values_of(losses::mean_squared_logarithmic_error)) {}

CosineSimilarity::CosineSimilarity(NameOptions options)
    : MeanMetric(name_or(options, "cosine_similarity"), Direction::up, values_of(plain_cosine)) {}

LogCoshError::LogCoshError(NameOptions options)
    : MeanMetric(name_or(options, "logcosh"), Direction::down, values_of(losses::log_cosh)) {}

KLDivergence::KLDivergence(NameOptions options)
    : MeanMetric(name_or(options, "kl_divergence"), Direction::down,
                 values_of(losses::kl_divergence)) {}

Poisson::Poisson(NameOptions options)
    : MeanMetric(name_or(options, "poisson"), Direction::down, values_of(losses::poisson)) {}

Hinge::Hinge(NameOptions options)
    : MeanMetric(name_or(options, "hinge"), Direction::down, values_of(losses::hinge)) {}

SquaredHinge::SquaredHinge(NameOptions options)
    : MeanMetric(name_or(options, "squared_hinge"), Direction::down,
                 values_of(losses::squared_hinge)) {}

CategoricalHinge::CategoricalHinge(NameOptions options)
    : MeanMetric(name_or(options, "categorical_hinge"), Direction::down,
                 values_of(losses::categorical_hinge)) {}

BinaryCrossentropy::BinaryCrossentropy(BinaryCrossentropyOptions options)
    : MeanMetric(
          options.name, Direction::down, [options](const Tensor& y_true, const Tensor& y_pred) {
            return losses::binary_crossentropy(
                y_true, y_pred.astype(float32),
                {.from_logits = options.from_logits, .label_smoothing = options.label_smoothing});
          }) {}

CategoricalCrossentropy::CategoricalCrossentropy(CategoricalCrossentropyOptions options)
    : MeanMetric(
          options.name, Direction::down, [options](const Tensor& y_true, const Tensor& y_pred) {
            return losses::categorical_crossentropy(y_true, y_pred.astype(float32),
                                                    {.from_logits = options.from_logits,
                                                     .label_smoothing = options.label_smoothing,
                                                     .axis = options.axis});
          }) {}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    SparseCategoricalCrossentropyOptions options)
    : MeanMetric(
          options.name, Direction::down, [options](const Tensor& y_true, const Tensor& y_pred) {
            return losses::sparse_categorical_crossentropy(y_true, y_pred.astype(float32),
                                                           {.from_logits = options.from_logits,
                                                            .ignore_class = options.ignore_class,
                                                            .axis = options.axis});
          }) {}

}  // namespace keratin::metrics
