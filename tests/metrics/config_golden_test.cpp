// Metrics tell and read what real Keras tells and reads.
#include "keratin/metrics/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenMetricConfigs, EqualKeras) {
  using namespace metrics;
  testing::expect_golden_family<
      Metric, Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy,
      TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy, MeanSquaredError,
      RootMeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError,
      MeanSquaredLogarithmicError, CosineSimilarity, LogCoshError, BinaryCrossentropy,
      CategoricalCrossentropy, SparseCategoricalCrossentropy, KLDivergence, Poisson, Hinge,
      SquaredHinge, CategoricalHinge, Mean, Sum, MeanMetricWrapper>("metrics");
}

}  // namespace
}  // namespace keratin
