#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using keratin::testing::error_text;

/// y = 2 x, with the metrics asked for.
Sequential doubler(std::vector<AnyMetric> metrics) {
  Sequential network({Input({1}), layers::Dense(1, {.use_bias = false})});
  network.set_weights({full({1, 1}, 2)});
  network.compile({.optimizer = "sgd", .loss = "mse", .metrics = std::move(metrics)});
  return network;
}

Tensor column(const std::vector<float>& values) { return tensor(values).reshape({-1, 1}); }

TEST(Evaluate, GivesScoresByNameInTheOrderOfCompile) {
  Sequential network = doubler({"mse", "mae"});
  const Scores scores =
      network.evaluate(column({1, 2, 3}), column({2, 5, 8}), {.batch_size = 2, .verbose = 0});
  std::vector<std::string> names;
  for (const auto& [name, value] : scores) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"loss", "mse", "mae"}));
  EXPECT_NEAR(scores["loss"], (0 + 1 + 4) / 3.0, 1e-6);
  EXPECT_NEAR(scores["mae"], (0 + 1 + 2) / 3.0, 1e-6);
  EXPECT_EQ(error_text([&] { scores["maee"]; }),
            "ValueError: there is no log named 'maee'; known: 'loss', 'mse', 'mae'\n"
            "  hint  did you mean 'mae'?");
}

TEST(Evaluate, WeighsTheLossAndTheWeightedMetricsAlone) {
  Sequential network({Input({1}), layers::Dense(1, {.use_bias = false})});
  network.set_weights({full({1, 1}, 2)});
  network.compile(
      {.optimizer = "sgd", .loss = "mse", .metrics = {"mae"}, .weighted_metrics = {"mse"}});
  const Scores scores =
      network.evaluate(column({1, 2}), column({3, 7}),
                       {.verbose = 0, .sample_weight = tensor(std::vector<float>{3, 1})});
  EXPECT_NEAR(scores["loss"], (3 * 1 + 9) / 2.0, 1e-6);  // over the number of samples
  EXPECT_NEAR(scores["mse"], (3 * 1 + 9) / 4.0, 1e-6);   // over the sum of the weights
  EXPECT_NEAR(scores["mae"], (1 + 3) / 2.0, 1e-6);
}

// As CompileMetrics.result has it, with and without outputs in front.
TEST(Evaluate, AMetricOfANameThatIsTakenSaysThatItIsWeighted) {
  const auto names = [](Model model, const Data& y, const Metrics& metrics,
                        const Metrics& weighted) {
    model.compile(
        {.optimizer = "sgd", .loss = "mse", .metrics = metrics, .weighted_metrics = weighted});
    std::vector<std::string> all;
    for (const auto& [name, value] : model.test_on_batch(column({1, 2}), y)) all.push_back(name);
    std::sort(all.begin(), all.end());
    return all;
  };
  Sequential network({Input({1}), layers::Dense(1)});
  EXPECT_EQ(
      names(network, column({3, 7}), {"mae", "mae"}, {"mae", "mae", "mse"}),
      (std::vector<std::string>{"loss", "mae", "mae_1", "mse", "weighted_mae", "weighted_mae_1"}));
  const auto both = [](std::vector<AnyMetric> list) {
    return std::vector<std::vector<AnyMetric>>{list, list};
  };
  const Tensor x = Input({1});
  const Tensor a = layers::Dense(1, {.name = "a"})(x), b = layers::Dense(1, {.name = "b"})(x);
  EXPECT_EQ(names(Model(x, {a, b}), {column({3, 7}), column({3, 7})}, both({"mae", "mae"}),
                  both({"mae", "mae", "mse"})),
            (std::vector<std::string>{"a_loss", "a_mae", "a_mae_1", "a_mse", "a_weighted_mae",
                                      "a_weighted_mae_1", "b_loss", "b_mae", "b_mae_1", "b_mse",
                                      "b_weighted_mae", "b_weighted_mae_1", "loss"}));
}

TEST(Evaluate, OneMetricIsAPair) {
  Sequential network = doubler({"mae"});
  auto [loss, mae] = network.evaluate(column({1, 2}), column({1, 1}), {.verbose = 0});
  EXPECT_NEAR(loss, 5, 1e-6);
  EXPECT_NEAR(mae, 2, 1e-6);
}

TEST(Evaluate, ForgetsWhatItSawBefore) {
  Sequential network = doubler({"mae"});
  network.evaluate(column({5}), column({0}), {.verbose = 0});
  EXPECT_NEAR(network.evaluate(column({1}), column({1}), {.verbose = 0})["mae"], 1, 1e-6);
}

TEST(Evaluate, SaysWhatIsMissing) {
  Sequential network = doubler({});
  EXPECT_EQ(error_text([&] { network.evaluate(column({1}), {}); }),
            "ValueError: evaluate: y is missing");
  EXPECT_EQ(error_text([&] {
              network.evaluate(column({1}), column({1, 2}));
            }),
            "ValueError: evaluate: x and y must have the same number of samples\n"
            "  x  float32 (1, 1)\n"
            "  y  float32 (2, 1)");
  Sequential bare({Input({1}), layers::Dense(1)});
  EXPECT_EQ(error_text([&] { bare.evaluate(column({1}), column({1})); }),
            "ValueError: sequential: you must call compile() before evaluate()\n"
            "  hint  network.compile({.optimizer = \"rmsprop\", .loss = \"mse\"})");
}

TEST(Predict, JoinsBatchesThatDoNotDivide) {
  const Sequential network = doubler({});
  const Tensor x = arange(7).astype(float32).reshape({7, 1});
  for (const int64_t batch_size : {1, 2, 3, 7, 100}) {
    const Tensor y = network.predict(x, {.batch_size = batch_size, .verbose = 0});
    EXPECT_TRUE(array_equal(y, 2 * x)) << "batch_size " << batch_size;
  }
}

TEST(Predict, OfNothingIsAnEmptyBatch) {
  const Tensor y = doubler({}).predict(zeros({0, 1}), {.verbose = 0});
  EXPECT_EQ(y.shape(), (Shape{0, 1}));
}

TEST(Predict, DropsNothingAndCallsItsHooks) {
  class Counter final : public callbacks::Callback {
   public:
    std::string text;
    void on_predict_begin() override { text += "begin "; }
    void on_predict_batch_begin(int64_t batch) override { text += std::to_string(batch) + "( "; }
    void on_predict_batch_end(int64_t batch) override { text += ")" + std::to_string(batch) + " "; }
    void on_predict_end() override { text += "end"; }
  };
  const Sequential network({Input({3}), layers::Dropout(0.9)});
  const Tensor x = random::uniform({4, 3}, {.seed = 1});
  Counter counter;
  const Tensor y = network.predict(x, {.batch_size = 2, .verbose = 0, .callbacks = {counter}});
  EXPECT_TRUE(array_equal(y, x));
  EXPECT_EQ(counter.text, "begin 0( )0 1( )1 end");
}

TEST(Predict, BuildsTheModelOnItsFirstUse) {
  const Sequential network({layers::Dense(2, {.kernel_initializer = "ones"})});
  EXPECT_FALSE(network.is_built());
  const Tensor y = network.predict(ones({3, 4}), {.verbose = 0});
  EXPECT_EQ(y.shape(), (Shape{3, 2}));
  EXPECT_EQ(y.to_vector<float>(), std::vector<float>(6, 4.0F));
  EXPECT_TRUE(network.is_built());
}

}  // namespace
}  // namespace keratin
