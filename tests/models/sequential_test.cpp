#include "keratin/models/sequential.h"

#include <gtest/gtest.h>

#include <functional>

#include "keratin/base/error.h"
#include "keratin/keratin.h"

namespace keratin {
namespace {

Sequential small_network() {
  Sequential network;
  network.add(layers::Dense(33, {.activation = "relu", .input_shape = {17}}));
  network.add(layers::Dropout(0.2));
  network.add(layers::Dense(3, {.activation = "softmax", .kernel_regularizer = "l2"}));
  network.compile(
      {.optimizer = "rmsprop", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  return network;
}

/// Rows whose class is where their largest part lies.
std::pair<Tensor, Tensor> blobs(int64_t rows) {
  const Tensor x = random::uniform({rows, 17}, {.seed = 11});
  const Tensor y = x[{slice(), slice(0, 3)}].argmax(1);
  return {x, utils::to_categorical(y, 3)};
}

std::string error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Sequential, LearnsAndReportsKerasLogs) {
  utils::set_random_seed(1);
  Sequential network = small_network();
  const auto [x, y] = blobs(1000);
  const History history = network.fit(x, y, {.epochs = 30, .verbose = 0, .validation_split = 0.2});
  EXPECT_EQ(history.history.size(), 4U);
  EXPECT_EQ(history.history.begin()->first, "accuracy");
  EXPECT_EQ(history.history["loss"].size(), 30U);
  EXPECT_LT(history.history["loss"].back(), history.history["loss"].front());
  auto [loss, accuracy] = network.evaluate(x, y, {.verbose = 0});
  EXPECT_GT(accuracy, 0.85);
  EXPECT_GT(loss, 0);
}

TEST(Sequential, SameSeedSameBitsForAnyNumberOfThreads) {
  const auto [x, y] = blobs(700);
  std::vector<Tensor> first;
  for (const int threads : {1, 2, 3, 8}) {
    config::set_num_threads(threads);
    utils::set_random_seed(5);
    Sequential network = small_network();
    network.fit(x, y, {.epochs = 2, .verbose = 0});
    const std::vector<Tensor> weights = network.get_weights();
    if (first.empty()) first = weights;
    for (size_t i = 0; i < weights.size(); ++i) EXPECT_TRUE(array_equal(weights[i], first[i]));
  }
  config::set_num_threads(2);
}

TEST(Sequential, NamesAreUniqueAndGivenOnesMustBe) {
  Sequential network({Input({4}), layers::Dense(2), layers::Dense(2)});
  EXPECT_EQ(network.get_layer(1).name(), "dense_1");
  network.add(layers::Dense(2, {.name = "head"}));
  EXPECT_EQ(error_of([&] { network.add(layers::Dense(2, {.name = "head"})); }),
            "ValueError: all layers of a model need names of their own: there is a layer 'head' in "
            "'sequential' already\n  hint  give one of the two another .name");
  EXPECT_EQ(network.layers().size(), 3U);
  EXPECT_EQ(network.count_params(), 4 * 2 + 2 + 2 * (2 * 2 + 2));
}

TEST(Sequential, ErrorsNameTheModelAndItsInput) {
  const Sequential network({Input({784}), layers::Dense(128)});
  const std::string error = error_of([&] { network.predict(zeros({32, 28, 28})); });
  EXPECT_EQ(error,
            "ShapeError in sequential: the input 'input_layer' takes batches of shape (None, 784), "
            "received (32, 28, 28)\n"
            "  hint  add layers::Flatten() first, or x.reshape({-1, 784})");
}

TEST(Sequential, SamplesThatAreFlatAreToBeReshaped) {
  const Sequential network({Input({2, 3}), layers::Flatten()});
  EXPECT_EQ(error_of([&] {
              network.predict(zeros({4, 6}));
            }),
            "ShapeError in sequential: the input 'input_layer' takes batches of shape "
            "(None, 2, 3), received (4, 6)\n"
            "  hint  x.reshape({-1, 2, 3})");
}

TEST(Sequential, ErrorsNameTheModelAndTheLayer) {
  const Sequential network({layers::Dense(4), layers::Reshape({5})});
  EXPECT_EQ(error_of([&] {
              network.predict(zeros({2, 3}));
            }),
            "ShapeError in sequential > reshape (Reshape): a sample of shape (4,) has 4 elements, "
            "which do not fill the target shape (5,)");
}

TEST(Sequential, FitChecksItsArguments) {
  Sequential network = small_network();
  const auto [x, y] = blobs(10);
  const Tensor fewer = y[slice(0, 9)];
  EXPECT_EQ(error_of([&] { network.fit(x, fewer); }),
            "ValueError: fit: x and y must have the same number of samples\n"
            "  x  float32 (10, 17)\n"
            "  y  float32 (9, 3)");
  EXPECT_NE(error_of([&] { network.fit(x, y, {.batch_size = 0}); }).find("batch_size"),
            std::string::npos);
}

TEST(Sequential, SummaryIsKerass) {
  Sequential network;
  network.add(layers::Dense(512, {.activation = "relu", .input_shape = {784}}));
  network.add(layers::Dense(10, {.activation = "softmax"}));
  const std::string expected =
      "Model: \"sequential\"\n"
      "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
      "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n"
      "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n"
      "│ dense (Dense)                   │ (None, 512)            │       401,920 │\n"
      "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
      "│ dense_1 (Dense)                 │ (None, 10)             │         5,130 │\n"
      "└─────────────────────────────────┴────────────────────────┴───────────────┘\n"
      " Total params: 407,050 (1.55 MB)\n"
      " Trainable params: 407,050 (1.55 MB)\n"
      " Non-trainable params: 0 (0.00 B)\n";
  EXPECT_EQ(network.summary_text(), expected);
}

TEST(Sequential, EarlyStoppingEndsFitAndRestoresTheBestWeights) {
  utils::set_random_seed(2);
  Sequential network = small_network();
  const auto [x, y] = blobs(200);
  callbacks::EarlyStopping stop(
      {.monitor = "loss", .min_delta = 10, .patience = 2, .restore_best_weights = true});
  const History history = network.fit(x, y, {.epochs = 50, .verbose = 0, .callbacks = {stop}});
  EXPECT_EQ(history.epoch.size(), 3U);
  EXPECT_EQ(stop.stopped_epoch(), 2);
}

}  // namespace
}  // namespace keratin
