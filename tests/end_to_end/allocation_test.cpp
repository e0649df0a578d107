// After the second step of fit nothing is allocated, and predict leaves no memory behind.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>

#include "keratin/keratin.h"
#include "tests/support/counting_malloc.h"

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
std::vector<int64_t> counts_of(Optimizer optimizer, Loss loss, const Tensor& y) {
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
                     counts.push_back(test::allocation_count());
                   }})}});
  return counts;
}

class Allocation : public testing::Test {
 protected:
  void SetUp() override {
    if (test::allocation_count() < 0) GTEST_SKIP() << "the sanitizers bring a malloc of their own";
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

TEST_F(Allocation, CountsWhatIsAllocated) {
  const int64_t before = test::allocation_count();
  delete new int(1);
  std::free(std::malloc(10));
  EXPECT_GE(test::allocation_count() - before, 1);
}

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

int64_t resident_pages() {
  long total = 0, resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (!file) return -1;
  const int read = std::fscanf(file, "%ld %ld", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident : -1;
}

TEST(PredictMemory, DoesNotGrowInAHundredThousandCalls) {
  const bool is_sanitized = test::allocation_count() < 0;
  const int calls = is_sanitized ? 1000 : 100000;
  Sequential network({
      Input({784}),
      layers::Dense(512, {.activation = "relu"}),
      layers::Dense(10, {.activation = "softmax"}),
  });
  const Tensor image = random::uniform({1, 784}, {.seed = 3});
  for (int i = 0; i < 100; ++i) network.predict(image, {.verbose = 0});
  const int64_t pages = resident_pages(), allocations = test::allocation_count();
  if (pages < 0) GTEST_SKIP() << "there is no /proc/self/statm";
  for (int i = 0; i < calls; ++i) network.predict(image, {.verbose = 0});
  EXPECT_EQ(test::allocation_count(), allocations);
  if (is_sanitized) return;  // they keep freed memory for a while
  EXPECT_LE(resident_pages() - pages, 16) << "pages more than before " << calls << " calls";
}

}  // namespace
}  // namespace keratin
