// Whole models under mixed_bfloat16: like real Keras, like float32 within bfloat16's rounding, and
// the same bits for any number of threads.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "keratin/keratin.h"
#include "tests/support/allocation_counter.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::Golden;

class MixedPrecision : public ::testing::Test {
 protected:
  void SetUp() override { threads_before_ = config::num_threads(); }
  void TearDown() override {
    config::set_dtype_policy("float32");
    config::set_num_threads(threads_before_);
  }

 private:
  int threads_before_ = 1;
};

/// |received - expected| / |expected|
double distance(const Tensor& received, const Tensor& expected) {
  return ops::norm(received - expected).item() / ops::norm(expected).item();
}

void expect_like_keras(const std::string& key, DTypePolicy head) {
  const Golden golden("mixed_precision");
  std::vector<Tensor> weights;
  for (int i = 0; i < 6; ++i) weights.push_back(golden["weight." + std::to_string(i)]);
  Sequential network({Input({12}), layers::Dense(20, {.activation = "relu"}),
                      layers::Dense(16, {.activation = "gelu"}),
                      layers::Dense(5, {.activation = "softmax", .dtype = head})});
  network.set_weights(weights);
  network.compile(
      {.optimizer = optimizers::SGD({.learning_rate = 0.5}), .loss = "categorical_crossentropy"});
  const Tensor& prediction = golden[key + ".prediction"];
  const Tensor ours = network.predict(golden["x"], {.verbose = 0});
  EXPECT_EQ(ours.dtype(), prediction.dtype());
  expect_near(ours.astype(float32), prediction.astype(float32), 0.01, key);
  const double loss = golden[key + ".loss"].item();
  const Scores scores = network.train_on_batch(golden["x"], golden["y"]);
  EXPECT_NEAR(scores["loss"], loss, 0.003 * loss);
  for (size_t i = 0; i < weights.size(); ++i) {
    const Tensor after = network.get_weights()[i];
    const Tensor& expected = golden[key + ".after." + std::to_string(i)];
    EXPECT_EQ(after.dtype(), float32);
    EXPECT_EQ(expected.dtype(), float32);
    EXPECT_LT(distance(after - weights[i], expected - weights[i]), 0.02) << key << ", weight " << i;
  }
}

TEST_F(MixedPrecision, IsThatOfKeras) {
  config::set_dtype_policy("mixed_bfloat16");
  expect_like_keras("mixed", {});
  expect_like_keras("float32_head", "float32");
}

TEST_F(MixedPrecision, AFloat32LayerSeesTheDataUnrounded) {
  config::set_dtype_policy("mixed_bfloat16");
  const Sequential network({layers::Flatten({.dtype = "float32", .input_shape = {2}})});
  EXPECT_EQ(network.dtype_policy().name(), "mixed_bfloat16");
  const Tensor x = full({1, 2}, 1 + 0x1p-20F);
  EXPECT_TRUE(array_equal(network.predict(x, {.verbose = 0}), x));
}

struct Trained {
  std::vector<double> losses;
  double accuracy;
  std::vector<Tensor> weights;
};

/// Two epochs on digits that the library draws.
Trained trained(DTypePolicy policy, const char* optimizer = "rmsprop") {
  config::set_dtype_policy(policy);
  utils::set_random_seed(7);
  const auto [train, test] = datasets::digits::load_data({.train = 600, .test = 200});
  const Tensor x = train.x.reshape({600, 28 * 28}).astype(float32) / 255;
  Sequential network({Input({28 * 28}),
                      layers::Dense(64, {.activation = "relu", .kernel_regularizer = "l2"}),
                      layers::Dropout(0.1), layers::Dense(10, {.activation = "softmax"})});
  network.compile({.optimizer = AnyOptimizer::named(optimizer),
                   .loss = "sparse_categorical_crossentropy",
                   .metrics = {"accuracy"}});
  const History history = network.fit(x, train.y, {.batch_size = 32, .epochs = 2, .verbose = 0});
  const Tensor held = test.x.reshape({200, 28 * 28}).astype(float32) / 255;
  return {history.history["loss"], network.evaluate(held, test.y, {.verbose = 0})["accuracy"],
          network.get_weights()};
}

TEST_F(MixedPrecision, LearnsAsFloat32Does) {
  for (const char* optimizer : {"rmsprop", "adam"}) {
    const Trained exact = trained("float32", optimizer);
    const Trained mixed = trained("mixed_bfloat16", optimizer);
    EXPECT_LT(exact.losses[1], 0.8 * exact.losses[0]);
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_NEAR(mixed.losses[i], exact.losses[i], 0.03 * exact.losses[i]) << optimizer;
      EXPECT_NE(mixed.losses[i], exact.losses[i]);
    }
    EXPECT_NEAR(mixed.accuracy, exact.accuracy, 0.05) << optimizer;
    for (const Tensor& weight : mixed.weights) EXPECT_EQ(weight.dtype(), float32);
  }
}

TEST_F(MixedPrecision, OneTwoThreeAndEightThreadsGiveTheSameBits) {
  config::set_num_threads(1);
  const Trained one = trained("mixed_bfloat16");
  for (const int threads : {2, 3, 8}) {
    config::set_num_threads(threads);
    const Trained other = trained("mixed_bfloat16");
    EXPECT_EQ(other.losses, one.losses);
    for (size_t i = 0; i < one.weights.size(); ++i) {
      EXPECT_TRUE(array_equal(other.weights[i], one.weights[i])) << threads << " threads, " << i;
    }
  }
}

TEST_F(MixedPrecision, MetricsSeeFloat32) {
  // 0.3 as bfloat16 is 0.30078: above the threshold as float32, equal to it as bfloat16.
  metrics::BinaryAccuracy accuracy({.threshold = 0.3});
  const Tensor p = tensor({{0.3}}).astype(bfloat16);
  EXPECT_EQ(accuracy(tensor({{1.0}}), p), 1);
}

TEST_F(MixedPrecision, AllocatesNothingInTheSteadyState) {
  if (!testing::counts_allocations()) GTEST_SKIP() << "the sanitizers bring a malloc of their own";
  config::set_num_threads(2);
  config::set_dtype_policy("mixed_bfloat16");
  Sequential network({Input({64}), layers::Dense(200, {.activation = "relu"}), layers::Dropout(0.3),
                      layers::Dense(33, {.activation = "gelu"}),
                      layers::Dense(10, {.activation = "softmax", .dtype = "float32"})});
  network.compile(
      {.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  const Tensor x = random::uniform({9 * 128 + 96, 64}, {.seed = 1});
  const Tensor y = random::randint({9 * 128 + 96}, 0, 10, int32, {.seed = 2});
  std::vector<int64_t> counts;
  counts.reserve(100);
  network.fit(x, y,
              {.batch_size = 128,
               .epochs = 2,
               .verbose = 0,
               .callbacks = {callbacks::LambdaCallback(
                   {.on_train_batch_end = [&counts](int64_t, const Logs&) {
                     counts.push_back(testing::allocation_count());
                   }})}});
  ASSERT_EQ(counts.size(), 20U);
  for (size_t i = 2; i < counts.size(); ++i) {
    EXPECT_EQ(counts[i] - counts[i - 1], 0) << "in step " << i + 1;
  }
}

}  // namespace
}  // namespace keratin
