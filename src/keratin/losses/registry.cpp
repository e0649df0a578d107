// Losses by name.
#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/crossentropy.h"
#include "keratin/losses/margin.h"
#include "keratin/losses/regression.h"

namespace keratin::losses {
namespace {

struct Entry {
  std::string_view names[4];
  std::shared_ptr<Loss> (*make)();
};
template <class T>
std::shared_ptr<Loss> make() {
  return std::make_shared<T>();
}
constexpr Entry kEntries[] = {
    {{"mean_squared_error", "MeanSquaredError", "mse", "MSE"}, make<MeanSquaredError>},
    {{"mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"}, make<MeanAbsoluteError>},
    {{"mean_absolute_percentage_error", "MeanAbsolutePercentageError", "mape", "MAPE"},
     make<MeanAbsolutePercentageError>},
    {{"mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", "msle", "MSLE"},
     make<MeanSquaredLogarithmicError>},
    {{"log_cosh", "LogCosh"}, make<LogCosh>},
    {{"kl_divergence", "KLDivergence", "kld", "KLD"}, make<KLDivergence>},
    {{"poisson", "Poisson"}, make<Poisson>},
    {{"hinge", "Hinge"}, make<Hinge>},
    {{"squared_hinge", "SquaredHinge"}, make<SquaredHinge>},
    {{"categorical_hinge", "CategoricalHinge"}, make<CategoricalHinge>},
    {{"huber", "Huber"}, make<Huber>},
    {{"cosine_similarity", "CosineSimilarity"}, make<CosineSimilarity>},
    {{"binary_crossentropy", "BinaryCrossentropy", "bce", "BCE"}, make<BinaryCrossentropy>},
    {{"categorical_crossentropy", "CategoricalCrossentropy"}, make<CategoricalCrossentropy>},
    {{"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"},
     make<SparseCategoricalCrossentropy>},
};

}  // namespace

std::shared_ptr<Loss> Loss::get(std::string_view name) {
  for (const Entry& entry : kEntries) {
    const bool is_here =
        std::find(std::begin(entry.names), std::end(entry.names), name) != std::end(entry.names);
    if (is_here && !name.empty()) return entry.make();
  }
  if (listed_name<Loss>(name).empty()) throw_unknown_name<Loss>(name);
  throw_value_error(
      text("the loss '", name, "' depends on the shapes: only compile can choose it"));
}

}  // namespace keratin::losses
