// All losses, with all reductions, with and without sample weights, against real Keras.
#include <gtest/gtest.h>

#include "keratin/losses/all.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using losses::Reduction;
using testing::expect_near;
using testing::Golden;

/// The loss of that golden key; `first_label` is the class that sparse_ignore leaves out.
template <class Visit>
void for_each_loss(Reduction r, int64_t first_label, Visit visit) {
  using namespace losses;
  visit("binary", BinaryCrossentropy({.reduction = r}), "binary", "scores");
  visit("binary_logits", BinaryCrossentropy({.from_logits = true, .reduction = r}), "binary",
        "logits");
  visit("binary_smooth", BinaryCrossentropy({.label_smoothing = 0.1, .reduction = r}), "binary",
        "scores");
  visit("categorical", CategoricalCrossentropy({.reduction = r}), "one_hot", "scores");
  visit("categorical_logits", CategoricalCrossentropy({.from_logits = true, .reduction = r}),
        "one_hot", "logits");
  visit("categorical_smooth", CategoricalCrossentropy({.label_smoothing = 0.1, .reduction = r}),
        "one_hot", "scores");
  visit("sparse", SparseCategoricalCrossentropy({.reduction = r}), "labels", "scores");
  visit("sparse_logits", SparseCategoricalCrossentropy({.from_logits = true, .reduction = r}),
        "labels", "logits");
  visit("sparse_ignore",
        SparseCategoricalCrossentropy({.ignore_class = first_label, .reduction = r}), "labels",
        "scores");
  visit("mse", MeanSquaredError({.reduction = r}), "y", "p");
  visit("mae", MeanAbsoluteError({.reduction = r}), "y", "p");
  visit("mape", MeanAbsolutePercentageError({.reduction = r}), "positive", "p");
  visit("msle", MeanSquaredLogarithmicError({.reduction = r}), "positive", "positive_p");
  visit("huber", Huber({.reduction = r}), "y", "p");
  visit("huber_2", Huber({.delta = 2, .reduction = r}), "y", "p");
  visit("log_cosh", LogCosh({.reduction = r}), "y", "p");
  visit("cosine", CosineSimilarity({.reduction = r}), "y", "p");
  visit("kl", KLDivergence({.reduction = r}), "scores", "positive");
  visit("poisson", Poisson({.reduction = r}), "positive", "positive_p");
  visit("hinge", Hinge({.reduction = r}), "signs", "p");
  visit("hinge_binary", Hinge({.reduction = r}), "binary", "p");
  visit("squared_hinge", SquaredHinge({.reduction = r}), "signs", "p");
  visit("categorical_hinge", CategoricalHinge({.reduction = r}), "one_hot", "scores");
}

void expect_golden(Reduction reduction, const std::string& name) {
  const Golden golden("losses");
  const auto first_label = golden["labels"][Index(0)].item<int64_t>();
  int seen = 0;
  for_each_loss(reduction, first_label,
                [&](const std::string& key, const losses::Loss& loss, const char* truth,
                    const char* prediction) {
                  const Tensor &y_true = golden[truth], &y_pred = golden[prediction];
                  const std::string full = key + "." + name;
                  expect_near(loss(y_true, y_pred), golden[full], 1e-6, full);
                  expect_near(loss(y_true, y_pred, golden["weight"]), golden[full + ".weighted"],
                              1e-6, full + ".weighted");
                  ++seen;
                });
  EXPECT_EQ(seen, 23);
}

TEST(GoldenLosses, None) { expect_golden("none", "none"); }
TEST(GoldenLosses, Sum) { expect_golden("sum", "sum"); }
TEST(GoldenLosses, SumOverBatchSize) {
  expect_golden("sum_over_batch_size", "sum_over_batch_size");
}
TEST(GoldenLosses, Mean) { expect_golden("mean", "mean"); }
TEST(GoldenLosses, MeanWithSampleWeight) {
  expect_golden("mean_with_sample_weight", "mean_with_sample_weight");
}

}  // namespace
}  // namespace keratin
