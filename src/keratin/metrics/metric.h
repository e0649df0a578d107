// The base of all metrics: numbers for people, gathered over the batches of an epoch. The state
// lies on the host in double precision.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "keratin/base/choice.h"
#include "keratin/base/function.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace metrics {

/// Whether a larger result is better, as EarlyStopping's mode "auto" asks.
enum class Direction : uint8_t { none, up, down };

class Metric {
 public:
  static constexpr std::string_view family = "metric";
  static constexpr std::string_view names[] = {"accuracy",
                                               "acc",
                                               "crossentropy",
                                               "ce",  // resolved by compile
                                               "binary_accuracy",
                                               "categorical_accuracy",
                                               "sparse_categorical_accuracy",
                                               "top_k_categorical_accuracy",
                                               "sparse_top_k_categorical_accuracy",
                                               "mean_squared_error",
                                               "root_mean_squared_error",
                                               "mean_absolute_error",
                                               "mean_absolute_percentage_error",
                                               "mean_squared_logarithmic_error",
                                               "binary_crossentropy",
                                               "categorical_crossentropy",
                                               "sparse_categorical_crossentropy",
                                               "kl_divergence",
                                               "poisson",
                                               "hinge",
                                               "squared_hinge",
                                               "categorical_hinge",
                                               "logcosh",
                                               "log_cosh_error",
                                               "cosine_similarity",
                                               "bce",
                                               "BCE",
                                               "kld",
                                               "KLD",
                                               "mae",
                                               "MAE",
                                               "mape",
                                               "MAPE",
                                               "mse",
                                               "MSE",
                                               "msle",
                                               "MSLE",
                                               "Accuracy",
                                               "BinaryAccuracy",
                                               "CategoricalAccuracy",
                                               "SparseCategoricalAccuracy",
                                               "TopKCategoricalAccuracy",
                                               "SparseTopKCategoricalAccuracy",
                                               "MeanSquaredError",
                                               "RootMeanSquaredError",
                                               "MeanAbsoluteError",
                                               "MeanAbsolutePercentageError",
                                               "MeanSquaredLogarithmicError",
                                               "BinaryCrossentropy",
                                               "CategoricalCrossentropy",
                                               "SparseCategoricalCrossentropy",
                                               "KLDivergence",
                                               "Poisson",
                                               "Hinge",
                                               "SquaredHinge",
                                               "CategoricalHinge",
                                               "LogCoshError",
                                               "CosineSimilarity"};
  /// A new metric with Keras's default arguments; "accuracy" is the exact match (see resolve).
  /// Throws ValueError for an unknown name.
  static std::shared_ptr<Metric> get(std::string_view name);
  /// The mean of f(y_true, y_pred), which gives a value for each sample.
  static std::shared_ptr<Metric> from_function(
      Function<Tensor(const Tensor& y_true, const Tensor& y_pred)> f);

  explicit Metric(std::string name) : name_(std::move(name)) {}
  virtual ~Metric() = default;

  /// Adds a batch. An undefined sample_weight is none.
  virtual void update_state(const Tensor& y_true, const Tensor& y_pred,
                            const Tensor& sample_weight = {}) = 0;
  /// The metric of everything since the last reset; 0 for nothing.
  virtual double result() const = 0;
  virtual void reset_state() = 0;
  /// A copy with its own state.
  virtual std::shared_ptr<Metric> clone() const = 0;
  virtual Direction direction() const { return Direction::none; }

  const std::string& name() const { return name_; }
  void rename(std::string name) { name_ = std::move(name); }
  /// metric(y_true, y_pred) adds a batch and gives the result so far.
  double operator()(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight = {}) {
    update_state(y_true, y_pred, sample_weight);
    return result();
  }

 private:
  std::string name_;
};

/// What compile makes of a metric, by Keras's rules for "accuracy" ("acc") and "crossentropy"
/// ("ce"): binary for one output, sparse for labels, else categorical; named as written.
std::shared_ptr<Metric> resolve(const Choice<Metric>& choice, const Shape& y_true,
                                const Shape& y_pred);
/// The same for a name that is known only at run time. Throws ValueError for an unknown one.
std::shared_ptr<Metric> resolve(std::string_view name, const Shape& y_true, const Shape& y_pred);

}  // namespace metrics

using metrics::Metric;  ///< to derive from
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyMetric = Choice<metrics::Metric>;

}  // namespace keratin
