#include "keratin/models/model.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using keratin::testing::error_text;

Sequential two_layers() {
  return Sequential({Input({3}), layers::Dense(4, {.name = "hidden"}), layers::Dense(2)});
}

TEST(Model, LayersAreFoundByNameAndByIndex) {
  const Sequential network = two_layers();
  EXPECT_EQ(network.layers().size(), 2U);
  EXPECT_EQ(&network.get_layer("hidden"), network.layers()[0]);
  EXPECT_EQ(&network.get_layer(-1), network.layers()[1]);
  EXPECT_EQ(
      error_text([&] { network.get_layer("hiden"); }),
      "ValueError: sequential: no such layer: 'hiden'; existing layers are 'hidden', 'dense'");
  EXPECT_EQ(error_text([&] { network.get_layer(2); }),
            "ValueError: sequential: asked for layer 2, but the model has 2 layers");
  EXPECT_EQ(error_text([&] { network.get_layer(-3); }),
            "ValueError: sequential: asked for layer -3, but the model has 2 layers");
}

TEST(Model, PopTakesTheLastLayerAndTrainingGoesOn) {
  Sequential network = two_layers();
  EXPECT_EQ(network.count_params(), 3 * 4 + 4 + 4 * 2 + 2);
  network.pop();
  EXPECT_EQ(network.count_params(), 3 * 4 + 4);
  EXPECT_EQ(network.predict(ones({5, 3}), {.verbose = 0}).shape(), (Shape{5, 4}));
  network.compile({.optimizer = "sgd", .loss = "mse"});
  network.fit(ones({5, 3}), ones({5, 4}), {.verbose = 0});
  network.pop();
  EXPECT_EQ(error_text([&] { network.pop(); }),
            "ValueError: sequential: there are no layers to pop");
}

TEST(Model, AddAfterBuildingBuildsTheNewLayer) {
  Sequential network = two_layers();
  network.add(layers::Dense(7));
  EXPECT_EQ(network.predict(ones({1, 3}), {.verbose = 0}).shape(), (Shape{1, 7}));
}

TEST(Model, ALayerThatDoesNotFitLeavesTheModelAsItWas) {
  Sequential network = two_layers();
  EXPECT_EQ(error_text([&] { network.add(layers::Reshape({5})); }),
            "ShapeError in sequential: a sample of shape (2,) has 2 elements, which do not fill "
            "the target shape (5,)");
  EXPECT_EQ(network.layers().size(), 2U);
  EXPECT_EQ(error_text([&] { network.add(Input({3})); }),
            "ValueError: sequential: an Input stands first, and once");
}

TEST(Model, WeightsGoOutAndInAgain) {
  const Sequential from = two_layers();
  Sequential to = two_layers();
  to.set_weights(from.get_weights());
  const Tensor x = random::uniform({4, 3}, {.seed = 5});
  EXPECT_TRUE(array_equal(to.predict(x, {.verbose = 0}), from.predict(x, {.verbose = 0})));
  // They are copies: what comes out does not follow the model.
  const std::vector<Tensor> before = to.get_weights();
  to.set_weights({zeros({3, 4}), zeros({4}), zeros({4, 2}), zeros({2})});
  EXPECT_TRUE(array_equal(before[0], from.get_weights()[0]));
}

TEST(Model, SetWeightsRefusesOtherNumbersAndShapes) {
  Sequential network = two_layers();
  const std::vector<Tensor> before = network.get_weights();
  EXPECT_EQ(error_text([&] {
              network.set_weights({zeros({3, 4})});
            }),
            "ValueError in sequential: set_weights: the layer has 4 weights, received 1 arrays");
  const std::string error = error_text([&] {
    network.set_weights({zeros({3, 4}), zeros({4}), zeros({2, 4}), zeros({2})});
  });
  EXPECT_EQ(error.substr(0, error.find(':')), "ShapeError in sequential");
  EXPECT_NE(error.find("(4, 2)"), error.npos) << error;
  EXPECT_NE(error.find("(2, 4)"), error.npos) << error;
  EXPECT_TRUE(array_equal(network.get_weights()[0], before[0])) << "nothing was changed by halves";
}

TEST(Model, UnknownNamesListTheCandidates) {
  const auto says = [](const std::string& error, const std::string& first,
                       const std::string& hint) {
    EXPECT_EQ(error.substr(0, error.find('\n')), first);
    EXPECT_NE(error.find("\n  known  '"), error.npos) << error;
    EXPECT_NE(error.find("\n  hint   did you mean '" + hint + "'?"), error.npos) << error;
  };
  says(error_text([] { AnyOptimizer::named("rmspro"); }), "ValueError: unknown optimizer 'rmspro'",
       "rmsprop");
  says(error_text([] { AnyLoss::named("categorical_crossentropi"); }),
       "ValueError: unknown loss 'categorical_crossentropi'", "categorical_crossentropy");
  says(error_text([] { AnyMetric::named("acuracy"); }), "ValueError: unknown metric 'acuracy'",
       "accuracy");
  says(error_text([] { Activation::named("sofmax"); }), "ValueError: unknown activation 'sofmax'",
       "softmax");
}

TEST(Model, WrongShapesNameTheLayerAndTheNumbers) {
  Sequential network = two_layers();
  network.compile({.optimizer = "sgd", .loss = "mse"});
  const std::string error = error_text([&] {
    network.fit(ones({2, 5}), ones({2, 2}), {.verbose = 0});
  });
  EXPECT_EQ(error,
            "ShapeError in sequential > hidden (Dense): the input's last axis is 5, but kernel has "
            "3 rows\n"
            "  input   float32 (2, 5)\n"
            "  kernel  float32 (3, 4)");
}

TEST(Model, TheLearningRateCanBeReadAndSet) {
  Sequential network = two_layers();
  EXPECT_NE(error_text([&] { network.optimizer(); }), "no error");
  network.compile("rmsprop", "mse");
  EXPECT_DOUBLE_EQ(network.learning_rate(), 0.001);
  network.set_learning_rate(0.5);
  EXPECT_DOUBLE_EQ(network.optimizer().learning_rate(), 0.5);
}

TEST(Model, DirectionsOfLogsAreKnownBeforeAndAfterTheFirstBatch) {
  Sequential network({Input({3}), layers::Dense(2, {.activation = "softmax"})});
  network.compile({.optimizer = "sgd",
                   .loss = "sparse_categorical_crossentropy",
                   .metrics = {"accuracy", "sparse_categorical_crossentropy"}});
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(network.direction_of("loss"), -1);
    EXPECT_EQ(network.direction_of("accuracy"), 1);
    EXPECT_EQ(network.direction_of("sparse_categorical_crossentropy"), -1);
    EXPECT_EQ(network.direction_of("weather"), 0);
    network.fit(ones({2, 3}), tensor({0, 1}), {.verbose = 0});
  }
}

TEST(Model, AFrozenLayerKeepsItsWeights) {
  Sequential network = two_layers();
  network.get_layer("hidden").set_trainable(false);
  network.compile({.optimizer = "sgd", .loss = "mse"});
  const std::vector<Tensor> before = network.get_weights();
  network.fit(ones({4, 3}), ones({4, 2}), {.verbose = 0});
  EXPECT_TRUE(array_equal(network.get_weights()[0], before[0]));
  EXPECT_FALSE(array_equal(network.get_weights()[2], before[2]));
}

TEST(Model, PredictRunsInSeveralThreadsAtOnce) {
  const Sequential network = two_layers();
  const Tensor x = random::uniform({50, 3}, {.seed = 9});
  const Tensor expected = network.predict(x, {.verbose = 0});
  std::vector<int> right(4, 0);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < right.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        right[i] += array_equal(network.predict(x, {.verbose = 0}), expected) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, (std::vector<int>{20, 20, 20, 20}));
}

}  // namespace
}  // namespace keratin
