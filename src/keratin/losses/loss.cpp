#include "keratin/losses/loss.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/all.h"

namespace keratin::losses {
namespace {

class FunctionLoss final : public Loss {
 public:
  explicit FunctionLoss(Function<Tensor(const Tensor&, const Tensor&)> f)
      : Loss("function", "sum_over_batch_size"), function_(std::move(f)) {}
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    return function_(y_true, y_pred);
  }

 private:
  Function<Tensor(const Tensor&, const Tensor&)> function_;
};

template <class T>
std::shared_ptr<Loss> make() {
  return std::make_shared<T>();
}

struct Entry {
  std::string_view name;
  std::shared_ptr<Loss> (*make)();
};
constexpr Entry kEntries[] = {
    {"binary_crossentropy", make<BinaryCrossentropy>},
    {"BinaryCrossentropy", make<BinaryCrossentropy>},
    {"bce", make<BinaryCrossentropy>},
    {"BCE", make<BinaryCrossentropy>},
    {"categorical_crossentropy", make<CategoricalCrossentropy>},
    {"CategoricalCrossentropy", make<CategoricalCrossentropy>},
    {"sparse_categorical_crossentropy", make<SparseCategoricalCrossentropy>},
    {"SparseCategoricalCrossentropy", make<SparseCategoricalCrossentropy>},
    {"mean_squared_error", make<MeanSquaredError>},
    {"MeanSquaredError", make<MeanSquaredError>},
    {"mse", make<MeanSquaredError>},
    {"MSE", make<MeanSquaredError>},
    {"mean_absolute_error", make<MeanAbsoluteError>},
    {"MeanAbsoluteError", make<MeanAbsoluteError>},
    {"mae", make<MeanAbsoluteError>},
    {"MAE", make<MeanAbsoluteError>},
    {"mean_absolute_percentage_error", make<MeanAbsolutePercentageError>},
    {"MeanAbsolutePercentageError", make<MeanAbsolutePercentageError>},
    {"mape", make<MeanAbsolutePercentageError>},
    {"MAPE", make<MeanAbsolutePercentageError>},
    {"mean_squared_logarithmic_error", make<MeanSquaredLogarithmicError>},
    {"MeanSquaredLogarithmicError", make<MeanSquaredLogarithmicError>},
    {"msle", make<MeanSquaredLogarithmicError>},
    {"MSLE", make<MeanSquaredLogarithmicError>},
    {"huber", make<Huber>},
    {"Huber", make<Huber>},
    {"log_cosh", make<LogCosh>},
    {"LogCosh", make<LogCosh>},
    {"cosine_similarity", make<CosineSimilarity>},
    {"CosineSimilarity", make<CosineSimilarity>},
    {"kl_divergence", make<KLDivergence>},
    {"KLDivergence", make<KLDivergence>},
    {"kld", make<KLDivergence>},
    {"KLD", make<KLDivergence>},
    {"poisson", make<Poisson>},
    {"Poisson", make<Poisson>},
    {"hinge", make<Hinge>},
    {"Hinge", make<Hinge>},
    {"squared_hinge", make<SquaredHinge>},
    {"SquaredHinge", make<SquaredHinge>},
    {"categorical_hinge", make<CategoricalHinge>},
    {"CategoricalHinge", make<CategoricalHinge>},
};

}  // namespace

std::shared_ptr<Loss> Loss::get(std::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry.make();
  }
  known_name(family, name, std::data(names), std::size(names));  // throws for an unknown one
  throw_value_error(text("the loss '", name,
                         "' is one of several, by the shapes of the labels; "
                         "only compile can choose"));
}

std::shared_ptr<Loss> Loss::from_function(Function<Tensor(const Tensor&, const Tensor&)> f) {
  return std::make_shared<FunctionLoss>(std::move(f));
}

Tensor Loss::operator()(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight,
                        const Tensor& mask) const {
  const Tensor predicted = y_pred.dtype() == float64 ? y_pred : y_pred.astype(float32);
  return reduce_weighted_values(call(y_true, predicted), sample_weight, mask, reduction_);
}

std::pair<Tensor, Tensor> aligned(std::string_view loss, const Tensor& y_true,
                                  const Tensor& y_pred) {
  auto [a, b] = squeeze_or_expand_to_same_rank(y_true.astype(y_pred.dtype()), y_pred);
  if (a.shape() == b.shape()) return {a, b};
  throw_shape_error(text(loss, ": y_true and y_pred must have one shape"),
                    {{"y_true", text(name_of(y_true.dtype()), " ", y_true.shape())},
                     {"y_pred", text(name_of(y_pred.dtype()), " ", y_pred.shape())}});
}

std::shared_ptr<Loss> resolve(const Choice<Loss>& choice, const Shape& y_true,
                              const Shape& y_pred) {
  if (choice.name() != "crossentropy" && choice.name() != "ce") return choice.make();
  if (!y_pred.empty() && y_pred.back() == 1) return make<BinaryCrossentropy>();
  const bool is_sparse = y_true.rank() < y_pred.rank() || (y_true.back() == 1 && y_pred.back() > 1);
  return is_sparse ? make<SparseCategoricalCrossentropy>() : make<CategoricalCrossentropy>();
}

}  // namespace keratin::losses
