// All metrics over three batches, with and without sample weights, against real Keras.
#include <gtest/gtest.h>

#include "keratin/metrics/all.h"
#include "keratin/ops/index.h"
#include "keratin/tensor/creation.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::Golden;

class GoldenMetrics : public ::testing::Test {
 protected:
  Tensor of_batch(const std::string& name, int i) const {
    return golden_[name + "." + std::to_string(i)];
  }
  /// Adds the batches one by one and compares the result after each.
  void expect_golden(const std::string& key, metrics::Metric&& metric, const char* truth,
                     const char* prediction) const {
    for (const bool is_weighted : {false, true}) {
      metric.reset_state();
      std::vector<double> results;
      for (int i = 0; i < 3; ++i) {
        metric.update_state(of_batch(truth, i), of_batch(prediction, i),
                            is_weighted ? of_batch("weight", i) : Tensor());
        results.push_back(metric.result());
      }
      const std::string full = is_weighted ? key + ".weighted" : key;
      expect_near(tensor(results), golden_[full], 1e-6, full);
    }
  }
  const Golden golden_{"metrics"};
};

TEST_F(GoldenMetrics, Accuracies) {
  using namespace metrics;
  expect_golden("binary_accuracy", BinaryAccuracy(), "binary", "chance");
  expect_golden("binary_accuracy_07", BinaryAccuracy({.threshold = 0.7}), "binary", "chance");
  expect_golden("categorical_accuracy", CategoricalAccuracy(), "one_hot", "scores");
  expect_golden("sparse_categorical_accuracy", SparseCategoricalAccuracy(), "labels", "scores");
  expect_golden("top_k", TopKCategoricalAccuracy(3), "one_hot", "scores");
  expect_golden("sparse_top_k", SparseTopKCategoricalAccuracy({.k = 2}), "labels", "scores");
}

TEST_F(GoldenMetrics, MeansOfErrors) {
  using namespace metrics;
  expect_golden("mse", MeanSquaredError(), "y", "p");
  expect_golden("rmse", RootMeanSquaredError(), "y", "p");
  expect_golden("mae", MeanAbsoluteError(), "y", "p");
  expect_golden("mape", MeanAbsolutePercentageError(), "positive", "p");
  expect_golden("msle", MeanSquaredLogarithmicError(), "positive", "positive_p");
  expect_golden("cosine", CosineSimilarity(), "y", "p");
  expect_golden("log_cosh", LogCoshError(), "y", "p");
  expect_golden("kl", KLDivergence(), "positive", "positive_p");
  expect_golden("poisson", Poisson(), "positive", "positive_p");
  expect_golden("hinge", Hinge(), "binary", "chance");
  expect_golden("squared_hinge", SquaredHinge(), "binary", "chance");
  expect_golden("categorical_hinge", CategoricalHinge(), "one_hot", "scores");
}

TEST_F(GoldenMetrics, Crossentropies) {
  using namespace metrics;
  expect_golden("binary_crossentropy", BinaryCrossentropy(), "binary", "chance");
  expect_golden("categorical_crossentropy", CategoricalCrossentropy(), "one_hot", "scores");
  expect_golden("sparse_categorical_crossentropy", SparseCategoricalCrossentropy(), "labels",
                "scores");
}

TEST_F(GoldenMetrics, NamesGiveTheSameMetrics) {
  expect_golden("mse", std::move(*metrics::Metric::get("mse")), "y", "p");
  expect_golden("rmse", std::move(*metrics::Metric::get("RootMeanSquaredError")), "y", "p");
  expect_golden("cosine", std::move(*metrics::Metric::get("cosine_similarity")), "y", "p");
  expect_golden("kl", std::move(*metrics::Metric::get("kld")), "positive", "positive_p");
}

TEST_F(GoldenMetrics, MeanAndSum) {
  metrics::Mean mean;
  metrics::Sum sum;
  std::vector<double> means, sums;
  for (int i = 0; i < 3; ++i) {
    const Tensor values = of_batch("y", i)[{slice(), 0}];
    mean.update_state(values, of_batch("weight", i));
    sum.update_state(values, of_batch("weight", i));
    means.push_back(mean.result());
    sums.push_back(sum.result());
  }
  mean.update_state(2.5);
  sum.update_state(2.5);
  means.push_back(mean.result());
  sums.push_back(sum.result());
  expect_near(tensor(means), golden_["Mean"], 1e-6, "Mean");
  expect_near(tensor(sums), golden_["Sum"], 1e-6, "Sum");
  mean.reset_state();
  EXPECT_EQ(mean.result(), 0);
}

}  // namespace
}  // namespace keratin
