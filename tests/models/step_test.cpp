#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using keratin::testing::error_text;

Sequential line_network() {
  Sequential network(
      {Input({1}), layers::Dense(1, {.use_bias = false, .kernel_initializer = "ones"})});
  network.compile(
      {.optimizer = optimizers::SGD({.learning_rate = 0.1}), .loss = "mse", .metrics = {"mae"}});
  return network;
}

Sequential classifier(AnyLoss loss) {
  Sequential network({Input({4}), layers::Dense(3, {.activation = "softmax"})});
  network.compile({.optimizer = "sgd", .loss = std::move(loss), .metrics = {"accuracy"}});
  return network;
}

// keras/src/backend/jax/trainer.py, train_on_batch and test_on_batch: reset_metrics comes first.
TEST(Step, TrainOnBatchGivesTheNumbersOfTheBatch) {
  Sequential network = line_network();
  const Scores first = network.train_on_batch(full({1, 1}, 1), full({1, 1}, 3));
  EXPECT_NEAR(first["loss"], 4, 1e-6);
  EXPECT_NEAR(network.get_weights()[0].item(), 1.4, 1e-6);
  const Scores second = network.train_on_batch(full({1, 1}, 1), full({1, 1}, 3));
  EXPECT_NEAR(second["loss"], 2.56, 1e-6);
  EXPECT_NEAR(network.test_on_batch(full({1, 1}, 1), full({1, 1}, 2))["mae"], 0.28, 1e-6);
  EXPECT_NEAR(network.test_on_batch(full({1, 1}, 1), full({1, 1}, 3))["mae"], 1.28, 1e-6);
  EXPECT_NEAR(network.train_on_batch(full({1, 1}, 1), full({1, 1}, 3))["mae"], 1.28, 1e-6);
}

TEST(Step, ScalesTheLossForItsGradientsAlone) {
  Sequential plain = line_network(), scaled = line_network();
  scaled.compile({.optimizer = optimizers::SGD({.learning_rate = 0.1, .loss_scale_factor = 64}),
                  .loss = "mse"});
  for (int i = 0; i < 3; ++i) {
    const double loss = scaled.train_on_batch(full({1, 1}, 1), full({1, 1}, 3))["loss"];
    EXPECT_NEAR(loss, plain.train_on_batch(full({1, 1}, 1), full({1, 1}, 3))["loss"], 1e-6);
    EXPECT_NEAR(scaled.get_weights()[0].item(), plain.get_weights()[0].item(), 1e-6);
  }
}

TEST(Step, LogsMetricsUnderTheNamesThatWereWritten) {
  Sequential network = line_network();
  network.compile("sgd", "mse", {"MeanSquaredError", "mse", "mse", metrics::MeanSquaredError()});
  const Scores scores = network.train_on_batch(full({1, 1}, 1), full({1, 1}, 3));
  for (const char* name : {"MeanSquaredError", "mse", "mse_1", "mean_squared_error"}) {
    EXPECT_NEAR(scores[name], 4, 1e-6) << name;
  }
}

TEST(Step, TestOnBatchChangesNoWeight) {
  Sequential network = line_network();
  const Scores scores =
      network.test_on_batch(full({2, 1}, 1), full({2, 1}, 3), tensor({1.0F, 0.0F}));
  EXPECT_NEAR(scores["loss"], 2, 1e-6);
  EXPECT_EQ(network.get_weights()[0].item(), 1);
}

TEST(Step, PredictOnBatchIsTheModelWithoutTraining) {
  const Sequential network({Input({2}), layers::Dropout(0.5)});
  EXPECT_TRUE(array_equal(network.predict_on_batch(ones({3, 2})), ones({3, 2})));
}

TEST(Step, TakesClassWeights) {
  Sequential by_class = classifier("sparse_categorical_crossentropy");
  Sequential by_sample = classifier("sparse_categorical_crossentropy");
  by_sample.set_weights(by_class.get_weights());
  const Tensor x = random::uniform({3, 4}, {.seed = 1});
  const Tensor y = tensor({0, 1, 2});
  by_class.train_on_batch(x, y, {}, {{1, 4.0}});
  by_sample.train_on_batch(x, y, tensor({1.0F, 4.0F, 1.0F}));
  EXPECT_TRUE(array_equal(by_class.get_weights()[0], by_sample.get_weights()[0]));
}

TEST(Step, LabelsOutsideTheClassesAreNamed) {
  Sequential network = classifier("sparse_categorical_crossentropy");
  const Tensor x = ones({3, 4});
  EXPECT_EQ(error_text([&] {
              network.train_on_batch(x, tensor({0, 7, 2}));
            }),
            "ValueError: sparse_categorical_crossentropy: label 7 is outside the 3 classes (0 to "
            "2)");
  EXPECT_EQ(error_text([&] {
              network.test_on_batch(x, tensor({0, -1, 2}));
            }),
            "ValueError: sparse_categorical_crossentropy: label -1 is outside the 3 classes (0 to "
            "2)");
}

TEST(Step, LabelsOfTheWrongKindSayWhichLossTakesThem) {
  Sequential one_hot = classifier("categorical_crossentropy");
  EXPECT_EQ(error_text([&] {
              one_hot.train_on_batch(ones({3, 4}), tensor({0, 1, 2}));
            }),
            "ShapeError: categorical_crossentropy: y_true and y_pred must have one shape\n"
            "  y_true  int32 (3,)\n"
            "  y_pred  float32 (3, 3)\n"
            "  hint    for class numbers use sparse_categorical_crossentropy or to_categorical");
  Sequential sparse = classifier("sparse_categorical_crossentropy");
  EXPECT_EQ(error_text([&] {
              sparse.train_on_batch(ones({3, 4}), eye(3));
            }),
            "ShapeError: sparse_categorical_crossentropy: expected integer labels of shape (3,)\n"
            "  target  float32 (3, 3)\n"
            "  output  float32 (3, 3)\n"
            "  hint    these look like one-hot labels: use categorical_crossentropy");
}

TEST(Step, RegressionTargetsMustHaveTheOutputsShape) {
  Sequential network({Input({4}), layers::Dense(3)});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  EXPECT_EQ(error_text([&] {
              network.train_on_batch(ones({2, 4}), ones({2, 1}));
            }),
            "ShapeError: mean_squared_error: y_true and y_pred must have one shape\n"
            "  y_true  float32 (2, 1)\n"
            "  y_pred  float32 (2, 3)\n"
            "  hint    the last layer's units must match the targets");
}

TEST(Step, ALossIsAskedFor) {
  Sequential network({Input({1}), layers::Dense(1)});
  network.compile({.optimizer = "sgd"});
  EXPECT_EQ(error_text([&] {
              network.train_on_batch(ones({1, 1}), ones({1, 1}));
            }),
            "ValueError: sequential: compile was called without a loss\n"
            "  hint  compile({.optimizer = \"rmsprop\", .loss = \"mse\"})");
}

TEST(Step, NaNReachesTheScoresAndStopsOnDemand) {
  Sequential network = line_network();
  const Tensor x = full({1, 1}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(std::isnan(network.test_on_batch(x, ones({1, 1}))["loss"]));
  EXPECT_EQ(error_text([&] {
              network.fit(
                  x, ones({1, 1}),
                  {.verbose = 0, .callbacks = {callbacks::TerminateOnNaN({.raise_error = true})}});
            }),
            "ValueError: batch 0: the loss is nan\n"
            "  hint  a smaller learning rate or .clipnorm often helps; look for NaN in x and y");
}

TEST(Step, TwoMetricsOfOneNameAreTold) {
  Sequential network({Input({1}), layers::Dense(1)});
  network.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"mae", "mae"}});
  const Scores scores = network.test_on_batch(ones({1, 1}), ones({1, 1}));
  EXPECT_TRUE(scores.contains("mae"));
  EXPECT_TRUE(scores.contains("mae_1"));
}

}  // namespace
}  // namespace keratin
