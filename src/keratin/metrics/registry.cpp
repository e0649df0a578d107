// The table of all metrics.
#include "keratin/base/error.h"
#include "keratin/metrics/accuracy.h"
#include "keratin/metrics/crossentropy.h"
#include "keratin/metrics/mean.h"
#include "keratin/metrics/mean_metric_wrapper.h"
#include "keratin/metrics/of_losses.h"

namespace keratin::metrics {

std::span<const RegistryEntry<Metric>> Metric::registry() {
  static constexpr RegistryEntry<Metric> all[] = {
      registry_entry<Accuracy>(),
      registry_entry<BinaryAccuracy>(),
      registry_entry<CategoricalAccuracy>(),
      registry_entry<SparseCategoricalAccuracy>(),
      registry_entry<TopKCategoricalAccuracy>(),
      registry_entry<SparseTopKCategoricalAccuracy>(),
      registry_entry<MeanSquaredError>(),
      registry_entry<RootMeanSquaredError>(),
      registry_entry<MeanAbsoluteError>(),
      registry_entry<MeanAbsolutePercentageError>(),
      registry_entry<MeanSquaredLogarithmicError>(),
      registry_entry<CosineSimilarity>(),
      registry_entry<LogCoshError>(),
      registry_entry<BinaryCrossentropy>(),
      registry_entry<CategoricalCrossentropy>(),
      registry_entry<SparseCategoricalCrossentropy>(),
      registry_entry<KLDivergence>(),
      registry_entry<Poisson>(),
      registry_entry<Hinge>(),
      registry_entry<SquaredHinge>(),
      registry_entry<CategoricalHinge>(),
      registry_entry<Mean>(),
      registry_entry<Sum>(),
      registry_entry<MeanMetricWrapper>(),
  };
  return all;
}

std::shared_ptr<Metric> Metric::get(std::string_view name) {
  if (const auto function = find_custom_function(family, name)) {
    return static_cast<const Metric&>(*function).clone();  // the registered one keeps no state
  }
  if (auto made = make_named<Metric>(name)) return made;
  if (listed_name<Metric>(name).empty()) throw_unknown_name<Metric>(name);
  throw_value_error(
      text("the metric '", name, "' depends on the shapes: only compile can choose it"));
}

}  // namespace keratin::metrics
