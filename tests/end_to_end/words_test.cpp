// What people type in their first hour with models, and what they mean by it.
#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

Tensor inputs() { return arange(24).reshape({4, 6}).astype(float32) / 24; }
Sequential small() { return Sequential({Input({6}), layers::Dense(1)}); }

TEST(Words, LossesAreNamesObjectsAndFunctions) {
  const Tensor x = inputs(), y = ones({4, 1});
  const std::string name = "mse";
  const losses::Huber huber({.delta = 2.0});
  Sequential model = small();
  model.compile({.optimizer = "sgd", .loss = name});
  const double by_name = model.evaluate(x, y, {.verbose = 0})[0];
  model.compile({.optimizer = "sgd", .loss = [](auto t, auto p) { return mean(square(t - p)); }});
  EXPECT_NEAR((model.evaluate(x, y, {.verbose = 0})[0]), by_name, 1e-6);
  model.compile({.optimizer = "sgd", .loss = huber});
  EXPECT_NE((model.evaluate(x, y, {.verbose = 0})[0]), by_name);
  EXPECT_EQ(error_text([&] {
              model.compile({.optimizer = "sgd", .loss = std::string("mes")});
            }).substr(0, 31),
            "ValueError: unknown loss 'mes'\n");
}

TEST(Words, ScoresAreNumbersByNameAndPlace) {
  const Tensor x = inputs(), y = ones({4, 1});
  Sequential model = small();
  model.compile({.optimizer = optimizers::Adam(0.001), .loss = "mse", .metrics = "mae"});
  const Scores scores = model.evaluate(x, y, {.verbose = 0});
  EXPECT_EQ(scores[0], scores["loss"]);
  EXPECT_EQ(scores[1], scores["mae"]);
  EXPECT_EQ(scores[-1], scores["mae"]);
  EXPECT_EQ(error_text([&] { scores[2]; }),
            "ValueError: there is no score 2: the scores are 'loss', 'mae'");
  const auto [loss, mae] = scores;
  EXPECT_EQ(loss, scores[0]);
  model.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"mae", "mape"}});
  const auto [again, one, two] = model.evaluate<3>(x, y, {.verbose = 0});
  EXPECT_EQ(again, loss);
  EXPECT_EQ(one, mae);
  EXPECT_GT(two, 0);
  EXPECT_EQ(error_text([&] { model.evaluate<2>(x, y, {.verbose = 0}); }),
            "ValueError: evaluate<2> needs 2 scores; there are 3: 'loss', 'mae', 'mape'");
}

TEST(Words, AnOptimizerUnderANameIsTheModels) {
  optimizers::Adam adam({.learning_rate = 0.1});
  Sequential model = small();
  model.compile({.optimizer = adam, .loss = "mse"});
  model.fit(inputs(), ones({4, 1}), {.batch_size = 2, .epochs = 3, .verbose = 0});
  EXPECT_EQ(adam.iterations(), 6);
  adam.set_learning_rate(0.5);
  EXPECT_EQ(model.learning_rate(), 0.5);
  const Optimizer& same = model.optimizer();
  EXPECT_EQ(same.variables().size(), adam.variables().size());
}

class Counting final : public Callback {
 public:
  explicit Counting(int* epochs) : epochs_(epochs) {}
  void on_epoch_end(int64_t, const Logs& logs) override { *epochs_ += logs.contains("loss"); }

 private:
  int* epochs_;
};

TEST(Words, AHistoryIsAskedByName) {
  const Tensor x = inputs(), y = ones({4, 1});
  Sequential model = small();
  model.compile({.optimizer = optimizers::SGD({.learning_rate = 1}), .loss = "mse"});
  int epochs = 0;
  const History history =
      model.fit(x, y, {.epochs = 2, .verbose = 0, .callbacks = Counting(&epochs)});
  EXPECT_EQ(epochs, 2);
  EXPECT_EQ(history["loss"], history.history["loss"]);
  size_t seen = 0;
  for (const double loss : model.fit(x, y, {.epochs = 3, .verbose = 0}).history["loss"]) {
    seen += std::isfinite(loss);
  }
  EXPECT_EQ(seen, 3U);
}

TEST(Words, KeywordsInAnyOrder) {
  const Tensor x = inputs(), y = ones({4, 1});
  Sequential model({Input({6}), layers::Dense(3, ("name"_a = "hidden", "activation"_a = "relu")),
                    layers::Dense(1, "relu")});
  EXPECT_EQ(model.get_layer("hidden").name(), "hidden");
  model.compile("loss"_a = "mse", "metrics"_a = {"mae"}, "optimizer"_a = optimizers::Adam(0.01));
  const History history = model.fit(x, y, "verbose"_a = 0, "epochs"_a = 2, "batch_size"_a = 2);
  EXPECT_EQ(history["mae"].size(), 2U);
  EXPECT_EQ(model.evaluate(x, y, "verbose"_a = 0).size(), 2U);
  EXPECT_TRUE(allclose(model.predict(x, "batch_size"_a = 1, "verbose"_a = 0),
                       model.predict(x, {.verbose = 0})));
  EXPECT_EQ(error_text([&] { model.fit(x, y, "verbose"_a = std::string("quiet")); }),
            "ValueError: verbose is 0, 1, 2 or \"auto\", received \"quiet\"");
}

TEST(Words, NoneIsTheDefaultOfWhatMayBeMissing) {
  Sequential model(
      {Input({6}), layers::Dense(1, {.activation = None, .kernel_regularizer = None})});
  model.compile({.optimizer = "sgd", .loss = "mse", .metrics = None});
  const History history = model.fit(inputs(), ones({4, 1}),
                                    {.batch_size = None,
                                     .verbose = 0,
                                     .callbacks = None,
                                     .validation_data = None,
                                     .steps_per_epoch = None});
  EXPECT_EQ(history["loss"].size(), 1U);
  EXPECT_EQ(history.history.size(), 1U);
}

TEST(Words, EverythingIsPrinted) {
  Sequential model = small();
  EXPECT_EQ(printed(layers::Dense(3, {.name = "hidden"})), "<Dense name=hidden, built=False>");
  EXPECT_EQ(printed(optimizers::Adam(0.1)), "<keras.optimizers.Adam object>");
  EXPECT_EQ(printed(losses::Huber()), "<keras.losses.Huber object>");
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const History history = model.fit(inputs(), ones({4, 1}), {.verbose = 0});
  EXPECT_EQ(printed(history).substr(0, 10), "{'loss': [");
  EXPECT_EQ(printed(model.weights()[1]).substr(0, 32), "<Variable path=bias, shape=(1,),");
}

TEST(Words, WhatIsEmptySaysSo) {
  Sequential model = small();
  EXPECT_THROW(model.add(std::shared_ptr<layers::Dense>()), ValueError);
  model.compile({.optimizer = "sgd", .loss = "mse"});
  EXPECT_THROW(
      model.fit(inputs(), ones({4, 1}),
                {.verbose = 0, .callbacks = {std::shared_ptr<callbacks::EarlyStopping>()}}),
      ValueError);
  std::function<Tensor(const Tensor&, const Tensor&)> no_loss;
  model.compile({.optimizer = "sgd", .loss = no_loss});
  EXPECT_THROW(model.fit(inputs(), ones({4, 1}), {.verbose = 0}), ValueError);
  EXPECT_THROW(layers::Dense(3).kernel().value(), ValueError);
  EXPECT_THROW(layers::Dense(3).kernel() + 1, ValueError);
  EXPECT_THROW(model.predict(Tensor()), ValueError);
}

TEST(Words, MoreMemoryThanThereIsIsSaid) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers end a program that asks for terabytes";
#endif
  EXPECT_EQ(error_text([] {
              zeros({1000000, 1000000, 100});
            }),
            "MemoryError: unable to allocate 363.80 TB for a tensor of shape (1000000, 1000000, "
            "100) and dtype float32");
  Sequential model({Input({1000000}), layers::Dense(1)});
  const std::string said =
      error_text([&] { model.add(layers::Dense(100000000000, {.name = "wide"})); });
  EXPECT_NE(said.find("MemoryError in "), said.npos) << said;
  EXPECT_NE(said.find("wide (Dense)"), said.npos) << said;
}

TEST(Words, NumbersWithoutEndAreRefused) {
  EXPECT_EQ(error_text([] { arange(std::numeric_limits<double>::infinity()); }),
            "ValueError: arange: there is no end to the numbers from 0 to inf in steps of 1");
}

TEST(Words, DenormalsAreKeptByOperationsOfAnyLength) {
  for (const int64_t length : {10, 1000, 100000, 1000000}) {
    const Tensor x = full({length}, 1e-30) * 1e-10;  // 1e-40 is below the normal numbers
    EXPECT_EQ(ops::count_nonzero(x).item<int64_t>(), length);
    EXPECT_GT(x.sum().item(), 0);
    EXPECT_EQ(ops::count_nonzero(x.astype(float64)).item<int64_t>(), length);
  }
}

}  // namespace
}  // namespace keratin
