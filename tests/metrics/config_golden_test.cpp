// Metrics tell and read what real Keras tells and reads.
#include "keratin/metrics/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenMetricConfigs, EqualKeras) { testing::expect_golden_configs<Metric>("metrics"); }

TEST(GoldenMetricConfigs, NamesMeanTheSame) {
  testing::expect_golden_names<Metric>("metrics");
  testing::expect_names_and_registry_agree<Metric>();
}

TEST(GoldenMetricConfigs, ArgumentsAreKerass) {
  using namespace metrics;
  testing::expect_golden_signatures<
      Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy,
      TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy, MeanSquaredError,
      RootMeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError,
      MeanSquaredLogarithmicError, CosineSimilarity, LogCoshError, BinaryCrossentropy,
      CategoricalCrossentropy, SparseCategoricalCrossentropy, KLDivergence, Poisson, Hinge,
      SquaredHinge, CategoricalHinge, Mean, Sum>("metrics");
  EXPECT_EQ(testing::golden_signature("metrics", "MeanMetricWrapper"),
            (std::vector<std::string>{"fn", "name", "dtype"}));
  EXPECT_EQ(Metric::registry().size(), 24U);
}

}  // namespace
}  // namespace keratin
