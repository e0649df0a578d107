#include "keratin/models/compile_options.h"

#include <gtest/gtest.h>

#include "keratin/layers/core/dense.h"
#include "keratin/models/sequential.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

const std::vector<std::string> outputs = {"priority", "topic"};

TEST(CompileOptions, OneLossIsForAllOutputs) {
  const Losses losses = "mse";
  EXPECT_EQ(losses.of(0, outputs).name(), "mse");
  EXPECT_EQ(losses.of(1, outputs).name(), "mse");
  EXPECT_FALSE(Losses().is_some());
}

TEST(CompileOptions, LossesInTheirOrderOrByName) {
  const Losses in_order = {"mse", "mae"};
  EXPECT_EQ(in_order.of(1, outputs).name(), "mae");
  const Losses by_name = {{"topic", "mae"}};
  EXPECT_FALSE(by_name.of(0, outputs).is_some());
  EXPECT_EQ(by_name.of(1, outputs).name(), "mae");
}

TEST(CompileOptions, LossesOfOtherOutputsAreRefused) {
  const std::vector<std::string> three = {"a", "b", "c"};
  const Losses two = {"mse", "mae"};
  EXPECT_EQ(error_text([&] { two.of(0, three); }),
            "ValueError: compile: losses are given for 2 outputs, but the model has 3");
  const Losses wrong = {{"topics", "mae"}};
  EXPECT_EQ(error_text([&] { wrong.of(0, outputs); }),
            "ValueError: compile: there is no output 'topics' for loss\n"
            "  outputs  'priority', 'topic'\n"
            "  hint     did you mean 'topic'?");
}

TEST(CompileOptions, MetricsOfOneOutputInTheirOrderOrByName) {
  const Metrics metrics = {"mae", "mse"};
  EXPECT_EQ(metrics.of(0, {"only"}).size(), 2U);
  ASSERT_EQ(metrics.of(1, outputs).size(), 1U);
  EXPECT_EQ(metrics.of(1, outputs)[0].name(), "mse");
  const Metrics lists = std::vector<std::vector<AnyMetric>>{{"mae", "mse"}, {}};
  EXPECT_EQ(lists.of(0, outputs).size(), 2U);
  EXPECT_TRUE(lists.of(1, outputs).empty());
  const Metrics by_name = {{"topic", {"accuracy"}}};
  EXPECT_TRUE(by_name.of(0, outputs).empty());
  EXPECT_EQ(by_name.of(1, outputs).size(), 1U);
}

TEST(CompileOptions, MetricsOfOtherOutputsAreRefused) {
  const Metrics one = {"mae"};
  EXPECT_EQ(error_text([&] { one.of(0, outputs); }),
            "ValueError: compile: metrics are given for 1 outputs, but the model has 2");
}

TEST(CompileOptions, LossWeightsAreOneUnlessGiven) {
  EXPECT_EQ(LossWeights().of(1, outputs), 1.0);
  const LossWeights in_order = {1, 0.2};
  EXPECT_EQ(in_order.of(1, outputs), 0.2);
  const LossWeights by_name = {{"topic", 0.5}};
  EXPECT_EQ(by_name.of(0, outputs), 1.0);
  EXPECT_EQ(by_name.of(1, outputs), 0.5);
  const LossWeights number = 0.5;
  EXPECT_EQ(number.of(0, {"only"}), 0.5);
  EXPECT_FALSE(error_text([&] { number.of(0, outputs); }).empty());
  const LossWeights three = {1, 2, 3};
  EXPECT_NE(error_text([&] { three.of(0, outputs); }).find("loss_weights are given for 3"),
            std::string::npos);
}

TEST(Metrics, ByNameMayBeAListThatIsMadeWhileTheProgramRuns) {
  std::vector<NamedMetrics> list;
  list.push_back({"topic", {"accuracy", "mse"}});
  const Metrics metrics = list;
  EXPECT_TRUE(metrics.of(0, {"priority", "topic"}).empty());
  EXPECT_EQ(metrics.of(1, {"priority", "topic"}).size(), 2U);
}

TEST(Optimizer, OfAModelCanBeKept) {
  Sequential model({Input({2}), layers::Dense(1)});
  model.compile("sgd", "mse");
  const std::shared_ptr<optimizers::Optimizer> kept = model.shared_optimizer();
  EXPECT_EQ(kept.get(), &model.optimizer());
  model.compile("adam", "mse");
  EXPECT_EQ(kept->class_name(), "SGD");
}

}  // namespace
}  // namespace keratin
