#include "keratin/metrics/metric.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/loss.h"
#include "keratin/metrics/accuracy.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::metrics {
namespace {

struct Alias {
  std::string_view name;
  std::string_view loss;    // the loss of which the metric is the mean
  std::string_view metric;  // the metric's own name
};
constexpr Alias kOfLosses[] = {
    {"mean_squared_error", "mse", "mean_squared_error"},
    {"MeanSquaredError", "mse", "mean_squared_error"},
    {"mse", "mse", "mse"},
    {"MSE", "mse", "mse"},
    {"mean_absolute_error", "mae", "mean_absolute_error"},
    {"MeanAbsoluteError", "mae", "mean_absolute_error"},
    {"mae", "mae", "mae"},
    {"MAE", "mae", "mae"},
    {"mean_absolute_percentage_error", "mape", "mean_absolute_percentage_error"},
    {"MeanAbsolutePercentageError", "mape", "mean_absolute_percentage_error"},
    {"mape", "mape", "mape"},
    {"MAPE", "mape", "mape"},
    {"mean_squared_logarithmic_error", "msle", "mean_squared_logarithmic_error"},
    {"MeanSquaredLogarithmicError", "msle", "mean_squared_logarithmic_error"},
    {"msle", "msle", "msle"},
    {"MSLE", "msle", "msle"},
    {"binary_crossentropy", "bce", "binary_crossentropy"},
    {"BinaryCrossentropy", "bce", "binary_crossentropy"},
    {"bce", "bce", "bce"},
    {"BCE", "bce", "bce"},
    {"categorical_crossentropy", "categorical_crossentropy", "categorical_crossentropy"},
    {"CategoricalCrossentropy", "categorical_crossentropy", "categorical_crossentropy"},
    {"sparse_categorical_crossentropy", "sparse_categorical_crossentropy",
     "sparse_categorical_crossentropy"},
    {"SparseCategoricalCrossentropy", "sparse_categorical_crossentropy",
     "sparse_categorical_crossentropy"},
    {"kl_divergence", "kld", "kl_divergence"},
    {"KLDivergence", "kld", "kl_divergence"},
    {"kld", "kld", "kld"},
    {"KLD", "kld", "kld"},
    {"poisson", "poisson", "poisson"},
    {"Poisson", "poisson", "poisson"},
    {"hinge", "hinge", "hinge"},
    {"Hinge", "hinge", "hinge"},
    {"squared_hinge", "squared_hinge", "squared_hinge"},
    {"SquaredHinge", "squared_hinge", "squared_hinge"},
    {"categorical_hinge", "categorical_hinge", "categorical_hinge"},
    {"CategoricalHinge", "categorical_hinge", "categorical_hinge"},
    {"logcosh", "log_cosh", "logcosh"},
    {"log_cosh_error", "log_cosh", "logcosh"},
    {"LogCoshError", "log_cosh", "logcosh"},
};

std::shared_ptr<Metric> mean_of_loss(std::string name, std::string_view loss_name,
                                     Direction direction = Direction::down, double sign = 1) {
  return std::make_shared<MeanMetric>(
      std::move(name), direction,
      [loss = losses::Loss::get(loss_name), sign](const Tensor& y_true, const Tensor& y_pred) {
        const Tensor values = loss->call(y_true, y_pred.astype(float32));
        return sign == 1 ? values : -values;
      });
}

std::shared_ptr<Metric> accuracy_named(std::string_view name) {
  if (name == "accuracy" || name == "acc" || name == "Accuracy") {
    return std::make_shared<Accuracy>();
  }
  if (name == "binary_accuracy" || name == "BinaryAccuracy") {
    return std::make_shared<BinaryAccuracy>();
  }
  if (name == "categorical_accuracy" || name == "CategoricalAccuracy") {
    return std::make_shared<CategoricalAccuracy>();
  }
  if (name == "sparse_categorical_accuracy" || name == "SparseCategoricalAccuracy") {
    return std::make_shared<SparseCategoricalAccuracy>();
  }
  if (name == "top_k_categorical_accuracy" || name == "TopKCategoricalAccuracy") {
    return std::make_shared<TopKCategoricalAccuracy>();
  }
  if (name == "sparse_top_k_categorical_accuracy" || name == "SparseTopKCategoricalAccuracy") {
    return std::make_shared<SparseTopKCategoricalAccuracy>();
  }
  return nullptr;
}

}  // namespace

std::shared_ptr<Metric> Metric::get(std::string_view name) {
  if (auto metric = accuracy_named(name)) return metric;
  for (const Alias& alias : kOfLosses) {
    if (alias.name == name) return mean_of_loss(std::string(alias.metric), alias.loss);
  }
  if (name == "root_mean_squared_error" || name == "RootMeanSquaredError") {
    return std::make_shared<MeanMetric>(
        "root_mean_squared_error", Direction::down,
        [loss = losses::Loss::get("mse")](const Tensor& y_true, const Tensor& y_pred) {
          return loss->call(y_true, y_pred.astype(float32));
        },
        true);
  }
  if (name == "cosine_similarity" || name == "CosineSimilarity") {
    return mean_of_loss("cosine_similarity", "cosine_similarity", Direction::up, -1);
  }
  if (listed_name<Metric>(name).empty()) throw_unknown_name<Metric>(name);
  throw_value_error(text("the metric '", name, "' cannot be made from its name alone"));
}

std::shared_ptr<Metric> Metric::from_function(Function<Tensor(const Tensor&, const Tensor&)> f) {
  return std::make_shared<MeanMetric>("function", Direction::none, std::move(f));
}

std::shared_ptr<Metric> resolve(std::string_view name, const Shape& y_true, const Shape& y_pred) {
  const bool is_accuracy = name == "accuracy" || name == "acc";
  if (!is_accuracy && name != "crossentropy" && name != "ce") return Metric::get(name);
  const bool is_binary = !y_pred.empty() && y_pred.back() == 1;
  const bool is_sparse = y_true.rank() < y_pred.rank() || (!y_true.empty() && !y_pred.empty() &&
                                                           y_true.back() == 1 && y_pred.back() > 1);
  const char* kind = is_binary ? "binary_" : is_sparse ? "sparse_categorical_" : "categorical_";
  std::shared_ptr<Metric> metric =
      Metric::get(text(kind, is_accuracy ? "accuracy" : "crossentropy"));
  metric->rename(std::string(name));
  return metric;
}

std::shared_ptr<Metric> resolve(const Choice<Metric>& choice, const Shape& y_true,
                                const Shape& y_pred) {
  return choice.is_name() ? resolve(choice.name(), y_true, y_pred) : choice.make();
}

}  // namespace keratin::metrics
