#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using keratin::testing::error_text;

/// One weight, no bias: y = w * x, with w = 1 to begin with.
Sequential line_network(double learning_rate = 0.1) {
  Sequential network(
      {Input({1}), layers::Dense(1, {.use_bias = false, .kernel_initializer = "ones"})});
  network.compile({.optimizer = optimizers::SGD({.learning_rate = learning_rate}),
                   .loss = "mse",
                   .metrics = {"mae"}});
  return network;
}

double weight_of(const Sequential& network) { return network.get_weights()[0].item(); }

Tensor column(std::initializer_list<double> values) {
  return tensor(std::vector<double>(values)).astype(float32).reshape({-1, 1});
}

TEST(Fit, IsGradientDescentWorkedOutByHand) {
  Sequential network = line_network();
  // Loss (w - 3)^2: slope 2 (1 - 3) = -4, w = 1 + 0.4; then slope -3.2, w = 1.72.
  const History history =
      network.fit(column({1}), column({3}), {.batch_size = 1, .epochs = 2, .verbose = 0});
  EXPECT_NEAR(weight_of(network), 1.72, 1e-6);
  EXPECT_NEAR(history.history["loss"][0], 4.0, 1e-6);
  EXPECT_NEAR(history.history["loss"][1], 2.56, 1e-6);
  EXPECT_NEAR(history.history["mae"][1], 1.6, 1e-6);
}

TEST(Fit, MeansOverABatchThatDoesNotDivideWeighTheSamples) {
  Sequential network = line_network(1e-30);
  const History history = network.fit(column({1, 1, 1}), column({2, 3, 5}),
                                      {.batch_size = 2, .verbose = 0, .shuffle = false});
  EXPECT_NEAR(history.history["loss"][0], (1.0 + 4.0 + 16.0) / 3, 1e-6);
  EXPECT_NEAR(history.history["mae"][0], (1.0 + 2.0 + 4.0) / 3, 1e-6);
}

TEST(Fit, HistoryHasSortedTrainingKeysThenValidationKeys) {
  Sequential network = line_network();
  const History history =
      network.fit(column({1, 2}), column({1, 2}),
                  {.epochs = 3, .verbose = 0, .validation_data = {column({1}), column({1})}});
  std::vector<std::string> names;
  for (const auto& [name, values] : history.history) {
    names.push_back(name);
    EXPECT_EQ(values.size(), 3U) << name;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"loss", "mae", "val_loss", "val_mae"}));
  EXPECT_EQ(history.epoch, (std::vector<int64_t>{0, 1, 2}));
  EXPECT_EQ(history.params().epochs, 3);
  EXPECT_EQ(history.params().steps, 1);
}

TEST(Fit, ValidationSplitKeepsTheLastSamplesBeforeShuffling) {
  Sequential network = line_network(1e-30);
  const History history =
      network.fit(column({1, 1, 1, 1, 1}), column({1, 1, 1, 2, 3}),
                  {.batch_size = 1, .verbose = 0, .validation_split = 0.4, .shuffle = true});
  EXPECT_NEAR(history.history["loss"][0], 0, 1e-9);
  EXPECT_NEAR(history.history["val_loss"][0], (1.0 + 4.0) / 2, 1e-6);
}

TEST(Fit, ValidationDataWinOverTheSplitAndMayHaveWeights) {
  Sequential network = line_network(1e-30);
  const History history =
      network.fit(column({1, 1}), column({1, 1}),
                  {.verbose = 0,
                   .validation_split = 0.5,
                   .validation_data = {column({1, 1}), column({2, 4}), tensor({0.0F, 1.0F})}});
  // Keras: the weighted sum over the number of samples.
  EXPECT_NEAR(history.history["val_loss"][0], 9.0 / 2, 1e-6);
}

TEST(Fit, ValidationFreqLeavesEpochsOut) {
  Sequential network = line_network();
  const History history = network.fit(column({1, 1}), column({1, 1}),
                                      {.epochs = 5,
                                       .verbose = 0,
                                       .validation_data = {column({1}), column({1})},
                                       .validation_freq = 2});
  EXPECT_EQ(history.history["loss"].size(), 5U);
  EXPECT_EQ(history.history["val_loss"].size(), 2U);
}

TEST(Fit, SampleWeightScalesTheGradient) {
  Sequential network = line_network();
  network.fit(column({1, 1}), column({3, 100}),
              {.verbose = 0, .sample_weight = tensor({1.0F, 0.0F})});
  // Loss ((w - 3)^2 + 0) / 2: slope -2.
  EXPECT_NEAR(weight_of(network), 1.2, 1e-6);
}

TEST(Fit, ClassWeightIsASampleWeightByLabel) {
  const Tensor x = random::uniform({60, 4}, {.seed = 1});
  const Tensor y = x.argmax(1);
  const auto trained = [&](bool by_class, bool one_hot) {
    utils::set_random_seed(3);
    Sequential network({Input({4}), layers::Dense(4, {.activation = "softmax"})});
    network.compile({.optimizer = "sgd",
                     .loss = one_hot ? AnyLoss("categorical_crossentropy")
                                     : AnyLoss("sparse_categorical_crossentropy")});
    std::vector<float> weights;
    for (const int64_t label : y.to_vector<int64_t>()) weights.push_back(label == 2 ? 5.0F : 1.0F);
    FitOptions options{.epochs = 2, .verbose = 0};
    if (by_class) options.class_weight = {{2, 5.0}};
    if (!by_class) options.sample_weight = tensor(weights);
    network.fit(x, one_hot ? utils::to_categorical(y, 4) : y, options);
    return network.get_weights()[0];
  };
  const Tensor expected = trained(false, false);
  EXPECT_TRUE(array_equal(trained(true, false), expected));
  EXPECT_TRUE(allclose(trained(true, true), expected));
}

TEST(Fit, InitialEpochCountsOnAndReachesTheCallbacks) {
  Sequential network = line_network();
  std::vector<int64_t> seen;
  const History history =
      network.fit(column({1}), column({1}),
                  {.epochs = 5,
                   .verbose = 0,
                   .callbacks = {callbacks::LambdaCallback(
                       {.on_epoch_begin = [&](int64_t epoch) { seen.push_back(epoch); }})},
                   .initial_epoch = 3});
  EXPECT_EQ(seen, (std::vector<int64_t>{3, 4}));
  EXPECT_EQ(history.epoch, (std::vector<int64_t>{3, 4}));
}

TEST(Fit, ShuffleChangesTheOrderAndNotTheRows) {
  const Tensor x = arange(64).astype(float32).reshape({64, 1});
  const auto weight_after = [&](bool shuffle, uint64_t seed) {
    utils::set_random_seed(seed);
    Sequential network = line_network(1e-4);
    network.fit(x, 2 * x + 1, {.batch_size = 4, .verbose = 0, .shuffle = shuffle});
    return weight_of(network);
  };
  EXPECT_EQ(weight_after(false, 1), weight_after(false, 2));
  EXPECT_EQ(weight_after(true, 1), weight_after(true, 1));
  EXPECT_NE(weight_after(true, 1), weight_after(true, 2));
  Sequential network = line_network(1e-30);
  const History history = network.fit(x, x + 2, {.batch_size = 5, .verbose = 0});
  EXPECT_NEAR(history.history["loss"][0], 4.0, 1e-5);
}

TEST(Fit, StopTrainingEndsAfterTheBatchAtHand) {
  Sequential network = line_network();
  int64_t batches = 0;
  const History history = network.fit(ones({20, 1}), ones({20, 1}),
                                      {.batch_size = 2,
                                       .epochs = 4,
                                       .verbose = 0,
                                       .callbacks = {callbacks::LambdaCallback(
                                           {.on_train_batch_end = [&](int64_t batch, const Logs&) {
                                             ++batches;
                                             network.stop_training = batch == 2;
                                           }})}});
  EXPECT_EQ(batches, 3);
  EXPECT_EQ(history.epoch, (std::vector<int64_t>{0}));
}

TEST(Fit, ZeroEpochsAndNoRowsTrainNothing) {
  Sequential network = line_network();
  EXPECT_TRUE(network.fit(column({1}), column({3}), {.epochs = 0, .verbose = 0}).history.empty());
  EXPECT_EQ(weight_of(network), 1.0);
}

/// What f prints, with the times, which differ from run to run, as T.
template <class F>
std::string printed(F f) {
  ::testing::internal::CaptureStdout();
  f();
  const std::string text = ::testing::internal::GetCapturedStdout();
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
    } else {
      plain += text[i];
    }
  }
  const std::string digits = "0123456789";
  for (size_t end = plain.find("s/step"); end != std::string::npos;
       end = plain.find("s/step", end + 1)) {
    // "2s 3ms/step" or "2s - 3ms/step": back over the unit and the number of both times.
    const size_t step = plain.find_last_not_of(digits, plain.find_last_of(digits, end)) + 1;
    const size_t seconds_end = plain.find_last_of('s', step - 1);
    const size_t seconds = plain.find_last_not_of(digits, seconds_end - 1) + 1;
    const std::string between = plain.substr(seconds_end + 1, step - seconds_end - 1);
    plain.replace(seconds, end + 1 - seconds, "T" + between + "T");
    end = seconds;
  }
  return plain;
}

TEST(Fit, VerboseZeroPrintsNothingAndTwoALineAnEpoch) {
  Sequential network = line_network(1e-30);
  const auto fit = [&](Verbose verbose, int64_t epochs) {
    return printed([&] {
      network.fit(column({1, 1}), column({2, 2}),
                  {.batch_size = 1, .epochs = epochs, .verbose = verbose});
    });
  };
  EXPECT_EQ(fit(0, 2), "");
  EXPECT_EQ(fit(2, 1), "2/2 - T - T/step - loss: 1.0000 - mae: 1.0000\n");
  EXPECT_EQ(fit(2, 2),
            "Epoch 1/2\n2/2 - T - T/step - loss: 1.0000 - mae: 1.0000\n"
            "Epoch 2/2\n2/2 - T - T/step - loss: 1.0000 - mae: 1.0000\n");
  EXPECT_EQ(fit("auto", 1), fit(2, 1)) << "a captured output is no terminal";
  EXPECT_EQ(fit("auto", 2),
            "Epoch 1/2 - 2/2 - T - T/step - loss: 1.0000 - mae: 1.0000\n"
            "Epoch 2/2 - 2/2 - T - T/step - loss: 1.0000 - mae: 1.0000\n");
}

TEST(Fit, VerboseOneEndsWithTheFullBarAndTheValidation) {
  Sequential network = line_network(1e-30);
  const std::string text = printed([&] {
    network.fit(column({1, 1}), column({2, 2}),
                {.batch_size = 1,
                 .epochs = 2,
                 .verbose = 1,
                 .validation_data = {column({1}), column({3})}});
  });
  EXPECT_EQ(text.substr(0, 10), "Epoch 1/2\n");
  EXPECT_NE(text.find("\r2/2 ━━━━━━━━━━━━━━━━━━━━ T T/step - loss: 1.0000 - mae: 1.0000"
                      " - val_loss: 4.0000 - val_mae: 2.0000\nEpoch 2/2\n"),
            text.npos)
      << text;
}

TEST(Fit, SaysWhatIsWrongWithItsArguments) {
  Sequential network = line_network();
  const Tensor x = ones({4, 1});
  const auto error = [&](const FitOptions& options) {
    return error_text([&] { network.fit(x, x, options); });
  };
  EXPECT_EQ(error({.epochs = -1}), "ValueError: fit: epochs must not be negative, received -1");
  EXPECT_EQ(error({.validation_split = 1.0}),
            "ValueError: fit: validation_split must be at least 0 and below 1, received 1");
  EXPECT_EQ(error({.validation_split = 0.9}),
            "ValueError: fit: 4 samples cannot be split with validation_split 0.9: one part would "
            "be empty");
  EXPECT_EQ(error({.validation_freq = 0}),
            "ValueError: fit: validation_freq and validation_batch_size must be at least 1");
  EXPECT_EQ(error({.validation_data = {x, {}}}),
            "ValueError: fit: validation_data needs both x and y");
  EXPECT_EQ(error({.class_weight = {{0, 1.0}}, .sample_weight = ones({4})}),
            "ValueError: fit: class_weight and sample_weight cannot be given together");
  EXPECT_EQ(error({.sample_weight = ones({3})}),
            "ValueError: fit: x and sample_weight must have the same number of samples\n"
            "  x              float32 (4, 1)\n"
            "  sample_weight  float32 (3,)");
  EXPECT_EQ(error_text([&] { network.fit(x, {}); }), "ValueError: fit: y is missing");
}

TEST(Fit, NeedsCompileAndSaysHow) {
  Sequential network({Input({1}), layers::Dense(1)});
  EXPECT_EQ(error_text([&] {
              network.fit(ones({2, 1}), ones({2, 1}));
            }),
            "ValueError: sequential: you must call compile() before fit()\n"
            "  hint  network.compile({.optimizer = \"rmsprop\", .loss = \"mse\"})");
}

}  // namespace
}  // namespace keratin
