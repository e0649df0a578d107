#include "keratin/models/feed_internal.h"

#include <gtest/gtest.h>

#include <csignal>
#include <set>
#include <stdexcept>
#include <thread>

#include "keratin/keratin.h"
#include "tests/support/batch_sources.h"

namespace keratin {
namespace {

using testing::arrays, testing::batch_of, testing::Dataset, testing::Events, testing::generator,
    testing::line_network;

/// Batches that are ready in an order of their own.
class Slow final : public utils::PyDataset {
 public:
  explicit Slow(int64_t size, utils::PyDatasetOptions options = {})
      : PyDataset(options), size_(size) {}
  int64_t size() const override { return size_; }
  Batch operator[](int64_t i) const override {
    if (i == fails_at) throw std::runtime_error("image 17 is broken");
    for (int64_t turn = i * 7919 % 5 * 100; turn > 0; --turn) std::this_thread::yield();
    return batch_of(i);
  }
  void on_epoch_end() override { ++epochs; }

  int64_t fails_at = -1;
  int64_t epochs = 0;

 private:
  int64_t size_;
};

TEST(Feed, WorkersChangeNothing) {
  for (const bool shuffles : {false, true}) {
    for (const std::optional<int64_t> steps :
         {std::optional<int64_t>(), std::optional<int64_t>(5)}) {
      History expected;
      for (const int64_t workers : {1, 2, 4}) {
        for (const int64_t length : {1, 3, 10}) {
          utils::set_random_seed(7);
          Slow dataset(12, {.workers = workers, .max_queue_size = length});
          Sequential network = line_network();
          ::testing::internal::CaptureStderr();
          const History history =
              network.fit(dataset, {.epochs = 3,
                                    .verbose = 0,
                                    .validation_data = Slow(4, {.workers = workers}),
                                    .shuffle = shuffles,
                                    .steps_per_epoch = steps});
          ::testing::internal::GetCapturedStderr();
          if (expected.epoch.empty()) expected = history;
          for (const auto& [log, values] : expected.history) {
            EXPECT_EQ(history.history[log], values) << log << " " << workers << " " << length;
          }
        }
      }
    }
  }
}

TEST(Feed, ShufflesTheOrderOfBatches) {
  Events events;
  utils::set_random_seed(1);
  Dataset dataset(20, &events);
  Sequential network = line_network();
  network.evaluate(dataset, {.verbose = 0});
  events.clear();
  network.fit(dataset, {.epochs = 2, .verbose = 0});
  ASSERT_EQ(events.size(), 1U + 2 * 22);
  const Events first(events.begin() + 2, events.begin() + 22);
  const Events second(events.begin() + 24, events.begin() + 44);
  EXPECT_NE(first, second);
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), 20U);
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()),
            std::set<std::string>(second.begin(), second.end()));
}

TEST(Feed, WhatAWorkerThrowsReachesTheCaller) {
  for (const int64_t workers : {1, 3}) {
    Slow dataset(40, {.workers = workers, .max_queue_size = 4});
    dataset.fails_at = 17;
    Sequential network = line_network();
    int64_t batches = 0;
    callbacks::LambdaCallback counter(
        {.on_train_batch_end = [&](int64_t, const Logs&) { ++batches; }});
    try {
      network.fit(dataset, {.verbose = 0, .callbacks = {counter}, .shuffle = false});
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "image 17 is broken");
    }
    EXPECT_EQ(batches, 17);
    EXPECT_THROW(network.predict(dataset), std::runtime_error);
    dataset.fails_at = -1;
    EXPECT_EQ(network.fit(dataset, {.verbose = 0}).epoch.size(), 1U);
  }
}

TEST(Feed, StoppingJoinsTheWorkers) {
  Slow dataset(1000, {.workers = 3, .max_queue_size = 2});
  Sequential network = line_network();
  callbacks::LambdaCallback stop(
      {.on_train_batch_end = [&](int64_t i, const Logs&) { network.stop_training = i == 4; }});
  EXPECT_EQ(network.fit(dataset, {.epochs = 3, .verbose = 0, .callbacks = {stop}}).epoch.size(),
            1U);
  callbacks::LambdaCallback fail({.on_train_batch_end = [](int64_t i, const Logs&) {
    if (i == 4) throw std::runtime_error("enough");
  }});
  EXPECT_THROW(network.fit(dataset, {.verbose = 0, .callbacks = {fail}}), std::runtime_error);
  callbacks::LambdaCallback interrupt({.on_train_batch_end = [](int64_t i, const Logs&) {
    if (i == 4) std::raise(SIGINT);
  }});
  EXPECT_EQ(
      network.fit(dataset, {.epochs = 3, .verbose = 0, .callbacks = {interrupt}}).epoch.size(), 1U);
}

TEST(Feed, AnEndlessDatasetGoesOnThroughTheEpochs) {
  Events events;
  for (const int64_t workers : {1, 3}) {
    Dataset dataset({}, workers == 1 ? &events : nullptr, "", {.workers = workers});
    Sequential network = line_network(), other = line_network();
    const History history =
        network.fit(dataset, {.epochs = 3, .verbose = 0, .shuffle = false, .steps_per_epoch = 4});
    const Batch all = arrays(12);
    const History expected = other.fit(
        all.x, all.y,
        {.batch_size = 2, .epochs = 3, .verbose = 0, .shuffle = false, .steps_per_epoch = 4});
    EXPECT_EQ(history.history["loss"], expected.history["loss"]);
  }
}

/// A class of the user's: its sublayers are known when it has seen a batch.
class Net final : public ModelOf<Net> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return dense_(x); }
  Logs train_step(const Batch& batch) override {
    rows += batch.rows();
    return Model::train_step(batch);
  }
  int64_t rows = 0;

 private:
  layers::Dense dense_ = track(layers::Dense(1));
};

TEST(Feed, TheFirstBatchBuildsAModelOfTheUsers) {
  Net net;
  net.compile("sgd", "mse");
  bool was_built = false;
  callbacks::LambdaCallback look(
      {.on_train_begin = [&] { was_built = net.get_weights().size() == 2; }});
  Dataset dataset(5, nullptr, "", {.workers = 2});
  net.fit(dataset, {.epochs = 2, .verbose = 0, .callbacks = {look}});
  EXPECT_TRUE(was_built);
  EXPECT_EQ(net.rows, 20);
}

}  // namespace
}  // namespace keratin
