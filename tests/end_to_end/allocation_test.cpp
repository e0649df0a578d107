// After the second step of fit nothing is allocated: not in a shorter last batch, not in the next
// epoch, whatever a step holds.
#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/allocation_counter.h"

namespace keratin {
namespace {

/// The first network, and something of everything that a step can hold besides.
Sequential small_network() {
  return Sequential({
      Input({784}),
      layers::Dense(512, {.activation = "relu", .kernel_regularizer = regularizers::L2(1e-4)}),
      layers::Dropout(0.3),
      layers::Dense(33, {.activation = "tanh", .kernel_constraint = "max_norm"}),
      layers::Dense(10, {.activation = "softmax"}),
  });
}

/// Counts at the end of each of `steps` steps of two epochs.
std::vector<int64_t> counts_of(AnyOptimizer optimizer, AnyLoss loss, const Tensor& y) {
  Sequential network = small_network();
  network.compile({.optimizer = optimizer, .loss = loss, .metrics = {"accuracy"}});
  std::vector<int64_t> counts;
  counts.reserve(100);
  const Tensor x = random::uniform({y.len(), 784}, {.seed = 1});
  network.fit(x, y,
              {.batch_size = 128,
               .epochs = 2,
               .verbose = 0,
               .callbacks = {callbacks::LambdaCallback(
                   {.on_train_batch_end = [&counts](int64_t, const Logs&) {
                     counts.push_back(testing::allocation_count());
                   }})}});
  return counts;
}

class Allocation : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::counts_allocations())
      GTEST_SKIP() << "the sanitizers bring a malloc of their own";
    config::set_num_threads(2);
  }
  /// From the second step on, through the shorter last batch and the whole second epoch.
  static void expect_none(const std::vector<int64_t>& counts) {
    ASSERT_EQ(counts.size(), 20U);
    for (size_t i = 2; i < counts.size(); ++i) {
      EXPECT_EQ(counts[i] - counts[i - 1], 0) << "in step " << i + 1;
    }
  }
};

const int64_t rows = 9 * 128 + 96;

TEST_F(Allocation, IsNoneInTheSteadyStateOfRmsprop) {
  const Tensor y = utils::to_categorical(random::randint({rows}, 0, 10, int32, {.seed = 2}), 10);
  expect_none(counts_of("rmsprop", "categorical_crossentropy", y));
}

TEST_F(Allocation, IsNoneInTheSteadyStateOfAdamWithSparseLabels) {
  const Tensor y = random::randint({rows}, 0, 10, int32, {.seed = 2});
  expect_none(counts_of(optimizers::Adam({.clipnorm = 1.0}), "sparse_categorical_crossentropy", y));
}

TEST_F(Allocation, IsNoneInTheSteadyStateOfSgdWithMeanSquaredError) {
  const Tensor y = random::uniform({rows, 10}, {.seed = 2});
  expect_none(counts_of(optimizers::SGD({.momentum = 0.9, .nesterov = true}), "mse", y));
}

}  // namespace
}  // namespace keratin
