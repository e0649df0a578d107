// Training in its steady state asks the system for no memory, and prediction keeps none.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <thread>
#include <vector>

#include "keratin/base/thread_pool.h"
#include "keratin/keratin.h"
#include "tests/support/allocation_counter.h"

namespace keratin {
namespace {

using keratin::testing::allocation_count;
using keratin::testing::counts_allocations;

constexpr const char* kNoCounter = "the sanitizers own malloc, so nothing can be counted";

Sequential digit_network() {
  return Sequential({Input({784}), layers::Dense(64, {.activation = "relu"}),
                     layers::Dense(10, {.activation = "softmax"})});
}

std::pair<Tensor, Tensor> digits(int64_t rows) {
  const Tensor x = random::uniform({rows, 784}, {.seed = 3});
  return {x, x[{slice(), slice(0, 10)}].argmax(1)};
}

/// Lets every thread of the pool train a little for itself. A thread that comes to its first task
/// late, in the middle of an epoch, would set up its own lists of memory there.
void warm_up(int threads) {
  config::set_num_threads(threads);
  const auto [x, y] = digits(32);
  std::vector<Sequential> networks;
  for (int i = 0; i < threads; ++i) {
    networks.push_back(digit_network());
    networks.back().compile("rmsprop", "sparse_categorical_crossentropy", {"accuracy"});
  }
  std::atomic<int> arrived = 0;
  parallel_for(threads, [&](int64_t i) {
    for (++arrived; arrived < threads;) std::this_thread::yield();
    for (int step = 0; step < 3; ++step) networks[static_cast<size_t>(i)].train_on_batch(x, y);
  });
}

/// Allocations between the ends of two neighbouring steps, for each step but the first of an epoch.
class StepCounter final : public callbacks::Callback {
 public:
  explicit StepCounter(int64_t steps) { counts_.reserve(static_cast<size_t>(steps)); }

  void on_epoch_begin(int64_t) override { counts_.clear(); }
  void on_train_batch_end(int64_t, const Logs&) override { counts_.push_back(allocation_count()); }
  bool looks_at_batches() const override { return false; }

  /// Of the steps `first`, first + 1, ... of the last epoch, counted from 0.
  int64_t from_step(size_t first) const { return counts_.back() - counts_[first - 1]; }
  size_t steps() const { return counts_.size(); }

 private:
  std::vector<int64_t> counts_;
};

int64_t allocations_of_training(Model& network, const Tensor& x, const Tensor& y, int64_t epochs) {
  StepCounter counter(1000);
  network.fit(x, y, {.batch_size = 32, .epochs = epochs, .verbose = 0, .callbacks = {counter}});
  EXPECT_GE(counter.steps(), 20U);
  return counter.from_step(2);
}

TEST(Allocation, TheCounterSeesMallocAndNew) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  const int64_t before = allocation_count();
  void* volatile raw = std::malloc(100);
  std::free(raw);
  void* volatile typed = ::operator new(100);
  ::operator delete(typed);
  EXPECT_EQ(allocation_count() - before, 2);
}

class OptimizerAllocation : public ::testing::TestWithParam<const char*> {};

TEST_P(OptimizerAllocation, NoneFromTheThirdStepOn) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  const auto [x, y] = digits(32 * 40);
  for (const int threads : {1, 2}) {
    warm_up(threads);
    Sequential sparse = digit_network();
    sparse.compile({.optimizer = AnyOptimizer::named(GetParam()),
                    .loss = "sparse_categorical_crossentropy",
                    .metrics = {"accuracy"}});
    EXPECT_EQ(allocations_of_training(sparse, x, y, 1), 0) << threads << " threads, labels";
    Sequential one_hot = digit_network();
    one_hot.compile({.optimizer = AnyOptimizer::named(GetParam()),
                     .loss = "categorical_crossentropy",
                     .metrics = {"accuracy"}});
    const Tensor classes = utils::to_categorical(y, 10);
    EXPECT_EQ(allocations_of_training(one_hot, x, classes, 1), 0) << threads << " threads, one-hot";
  }
}

TEST_P(OptimizerAllocation, NoneInASecondEpochWhoseLastBatchIsShort) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  warm_up(2);
  const auto [x, y] = digits(32 * 20 + 7);
  Sequential network = digit_network();
  network.compile({.optimizer = AnyOptimizer::named(GetParam()),
                   .loss = "sparse_categorical_crossentropy",
                   .metrics = {"accuracy"}});
  EXPECT_EQ(allocations_of_training(network, x, y, 2), 0);
}

INSTANTIATE_TEST_SUITE_P(All, OptimizerAllocation, ::testing::Values("rmsprop", "sgd", "adam"),
                         [](const auto& choice) { return std::string(choice.param); });

TEST(Allocation, NoneWithDropoutAndRegularizers) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  warm_up(2);
  const auto [x, y] = digits(32 * 30);
  Sequential network({Input({784}),
                      layers::Dense(48, {.activation = "relu", .kernel_regularizer = "l2"}),
                      layers::Dropout(0.3), layers::Dense(10, {.activation = "softmax"})});
  network.compile(
      {.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  EXPECT_EQ(allocations_of_training(network, x, y, 1), 0);
}

TEST(Allocation, NoneWhileARegressionTrains) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  warm_up(2);
  const Tensor x = random::uniform({960, 13}, {.seed = 3});
  const Tensor y = x[{slice(), slice(0, 1)}];
  Sequential network({Input({13}), layers::Dense(64, {.activation = "relu"}), layers::Dense(1)});
  network.compile({.optimizer = "rmsprop", .loss = "mse", .metrics = {"mae"}});
  EXPECT_EQ(allocations_of_training(network, x, y, 1), 0);
}

TEST(Allocation, NoneWhileImagesAreConvolved) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  warm_up(2);
  const Tensor x = random::uniform({32 * 25, 12, 12, 2}, {.seed = 3});
  const Tensor y = x[{slice(), 0, slice(0, 10), 0}].argmax(1);
  Sequential network(
      {Input({12, 12, 2}), layers::Conv2D(8, 3, {.activation = "relu"}),
       layers::BatchNormalization(), layers::MaxPooling2D(2), layers::SpatialDropout2D(0.1),
       layers::Conv2D(16, 3, {.strides = 2, .padding = "same"}), layers::GlobalAveragePooling2D(),
       layers::Dense(10, {.activation = "softmax"})});
  network.compile(
      {.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  EXPECT_EQ(allocations_of_training(network, x, y, 2), 0);
}

TEST(Allocation, NoneWhileSequencesAreRead) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  warm_up(2);
  const Tensor x = random::uniform({32 * 25, 6, 10}, {.seed = 3});
  const Tensor y = x[{slice(), 0}].argmax(1);
  Sequential recurrent(
      {Input({6, 10}), layers::Bidirectional(layers::LSTM(4, {.return_sequences = true})),
       layers::GRU(8, {.dropout = 0.2}), layers::Dense(10, {.activation = "softmax"})});
  recurrent.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
  EXPECT_EQ(allocations_of_training(recurrent, x, y, 2), 0) << "recurrent";
  const Input in({6, 10});
  const Tensor seen =
      layers::MultiHeadAttention(2, 4, {.dropout = 0.1})({in, in}, {.use_causal_mask = true});
  const Tensor fused = layers::MultiHeadAttention(2, 4)({seen, in});
  const Tensor pooled = layers::GlobalAveragePooling1D()(layers::LayerNormalization()(fused));
  Model attention(in, layers::Dense(10, "softmax")(pooled));
  attention.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
  EXPECT_EQ(allocations_of_training(attention, x, y, 2), 0) << "attention";
}

/// Memory of the process that lies in RAM, in bytes.
int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

TEST(Allocation, AHundredThousandPredictionsKeepNoMemory) {
  if (!counts_allocations()) GTEST_SKIP() << kNoCounter;
  config::set_num_threads(2);
  const Sequential network = digit_network();
  const Tensor image = random::uniform({1, 784}, {.seed = 8});
  for (int i = 0; i < 1000; ++i) network.predict(image, {.verbose = 0});
  const int64_t before = resident_bytes();
  const int64_t count_before = allocation_count();
  for (int i = 0; i < 100'000; ++i) network.predict(image, {.verbose = 0});
  const int64_t allocations = allocation_count() - count_before;
  const int64_t grown = resident_bytes() - before;
  std::printf("100000 predictions: %lld bytes more in RAM, %lld allocations\n",
              static_cast<long long>(grown), static_cast<long long>(allocations));
  EXPECT_LE(grown, 16 * sysconf(_SC_PAGESIZE));
  EXPECT_EQ(allocations, 0);
}

}  // namespace
}  // namespace keratin
