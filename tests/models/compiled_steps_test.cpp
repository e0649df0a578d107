// Steps that the backend compiles against the tape, which runs the layers one by one: the same
// losses, metrics and weights but for rounding, for architectures drawn at random.
#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/text.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

/// Draws of one architecture, always the same for a seed.
class Draw {
 public:
  explicit Draw(uint64_t seed) : random_({.seed = seed, .stream = 77}) {}
  bool one_in(uint64_t n) { return random_.next_below(n) == 0; }
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random_.next_below(static_cast<uint64_t>(high - low + 1)));
  }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[random_.next_below(list.size())];
  }

 private:
  RandomSequence random_;
};

struct Job {
  std::string text;
  Shape sample;
  bool is_bytes, is_sparse;
  int64_t rows, batch, classes;
  std::string loss, optimizer;
  bool is_weighted;
};

const std::vector<std::string> kActivations = {"linear", "relu",     "tanh", "sigmoid", "elu",
                                               "gelu",   "softplus", "silu", "selu",    "softsign"};

void add_hidden(Draw& draw, Sequential& network, std::string& text_of) {
  for (int64_t layer = draw.between(0, 3); layer > 0; --layer) {
    const int64_t units = draw.of<int64_t>({1, 7, 16, 33, 64, 257});
    const std::string activation = draw.of(kActivations);
    const bool is_regularized = draw.one_in(6), has_bias = !draw.one_in(4);
    network.add(layers::Dense(
        units, {.activation = Activation::named(activation),
                .use_bias = has_bias,
                .kernel_regularizer = is_regularized ? AnyRegularizer("l2") : AnyRegularizer(),
                .trainable = !draw.one_in(8)}));
    text_of += text(" dense ", units, " ", activation, is_regularized ? " l2" : "");
    if (draw.one_in(5)) network.add(layers::Dropout(0.3));
    if (draw.one_in(6)) network.add(layers::ReLU());
    if (draw.one_in(6)) network.add(layers::LeakyReLU());
    if (draw.one_in(6)) network.add(layers::Activation(Activation::named(draw.of(kActivations))));
    if (draw.one_in(8)) network.add(layers::Rescaling(0.5, {.offset = 0.25}));
    if (draw.one_in(8)) network.add(layers::Softmax());
  }
}

Sequential draw_network(Draw& draw, Job& job) {
  Sequential network;
  network.add(Input(job.sample));
  if (job.is_bytes) network.add(layers::Rescaling(1.0 / 255));
  if (draw.one_in(2)) network.add(layers::Flatten());
  add_hidden(draw, network, job.text);
  network.add(layers::Flatten());
  const bool has_softmax = job.loss.find("crossentropy") != std::string::npos && !draw.one_in(4);
  network.add(layers::Dense(
      job.classes, {.activation = has_softmax ? Activation("softmax") : Activation("sigmoid")}));
  return network;
}

Job draw_job(Draw& draw) {
  Job job;
  job.sample = draw.of<Shape>({{5}, {3, 4}, {28, 28}, {200}, {2, 3, 5}});
  job.is_bytes = draw.one_in(3);
  job.is_sparse = draw.one_in(2);
  job.rows = draw.between(20, 150);
  job.batch = draw.of<int64_t>({1, 8, 20, 32, 64});
  job.classes = draw.of<int64_t>({1, 3, 10, 40});
  job.loss = draw.of<std::string>({"categorical_crossentropy", "sparse_categorical_crossentropy",
                                   "sparse_categorical_crossentropy", "mse", "mae", "huber"});
  job.optimizer = draw.of<std::string>({"rmsprop", "adam", "sgd", "adamw", "adamax"});
  job.is_weighted = draw.one_in(3);
  job.text = text(job.sample, job.is_bytes ? " bytes" : " floats", job.is_sparse ? " sparse" : "",
                  ", ", job.rows, " rows by ", job.batch, ", ", job.loss, ", ", job.optimizer,
                  job.is_weighted ? ", weighted" : "", ":");
  return job;
}

struct Data {
  Tensor x, y, weight;
};

Data data_of(const Job& job, uint64_t seed) {
  const Shape shape = job.sample.inserted(0, job.rows);
  Tensor x = random::uniform(shape, {.seed = seed + 1});
  if (job.is_sparse) {
    x = x * (random::uniform(shape, {.seed = seed + 2}) < 0.15).astype(float32);
  }
  if (job.is_bytes) x = (x * 255).astype(uint8);
  Tensor labels = random::randint({job.rows}, 0, job.classes, int32, {.seed = seed + 3});
  Tensor y = labels;
  if (job.loss == "categorical_crossentropy") y = utils::to_categorical(labels, job.classes);
  if (job.loss[0] == 'm' || job.loss == "huber") {
    y = random::uniform({job.rows, job.classes}, {.seed = seed + 4});
  }
  Tensor weight;
  if (job.is_weighted) weight = random::uniform({job.rows}, {.seed = seed + 5});
  return {x, y, weight};
}

struct Result {
  std::string plan;
  std::vector<double> losses, metrics, scores;
  std::vector<Tensor> weights;
};

Result result_of(uint64_t seed, bool runs_eagerly, std::string& text_of) {
  utils::set_random_seed(seed);
  Draw draw(seed);
  Job job = draw_job(draw);
  const Data data = data_of(job, seed);
  Sequential network = draw_network(draw, job);
  const bool has_classes = job.loss.find("crossentropy") != std::string::npos;
  network.compile({.optimizer = AnyOptimizer::named(job.optimizer),
                   .loss = AnyLoss::named(job.loss),
                   .metrics = {has_classes ? AnyMetric("accuracy") : AnyMetric("mae")},
                   .run_eagerly = runs_eagerly});
  const History history = network.fit(
      data.x, data.y,
      {.batch_size = job.batch, .epochs = 2, .verbose = 0, .sample_weight = data.weight});
  Result result;
  result.losses = history.history["loss"];
  result.metrics = history.history[has_classes ? "accuracy" : "mae"];
  for (const auto& [name, value] :
       network.evaluate(data.x, data.y, {.verbose = 0, .sample_weight = data.weight})) {
    result.scores.push_back(value);
  }
  result.weights = network.get_weights();
  result.plan = network.plan_text();
  text_of = text("seed ", seed, ": ", job.text, " -> ", job.classes);
  return result;
}

void expect_near(const std::vector<double>& a, const std::vector<double>& b, double tolerance,
                 const std::string& what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(a[i], b[i], tolerance * (1 + std::abs(b[i]))) << what << ", " << i;
  }
}

class CompiledSteps : public ::testing::TestWithParam<int> {};

TEST_P(CompiledSteps, GiveWhatTheTapeGives) {
  for (uint64_t seed = 0; seed < 25; ++seed) {
    std::string what;
    const uint64_t own = static_cast<uint64_t>(GetParam()) * 25 + seed;
    const Result tape = result_of(own, true, what), compiled = result_of(own, false, what);
    ASSERT_NE(compiled.plan.find("compiled"), std::string::npos) << what << compiled.plan;
    ASSERT_EQ(tape.plan, " Steps: layer by layer on the tape (run_eagerly)\n");
    expect_near(compiled.losses, tape.losses, 1e-4, what + " losses");
    expect_near(compiled.metrics, tape.metrics, 0.04, what + " metrics");
    expect_near(compiled.scores, tape.scores, 0.04, what + " scores");
    ASSERT_EQ(compiled.weights.size(), tape.weights.size());
    for (size_t i = 0; i < tape.weights.size(); ++i) {
      expect_near(compiled.weights[i].to_vector<double>(), tape.weights[i].to_vector<double>(),
                  5e-4, what + text(" weight ", i));
    }
    if (HasFailure()) return;
  }
}

TEST_P(CompiledSteps, GiveWhatTheTapeGivesInBFloat16) {
  config::set_dtype_policy("mixed_bfloat16");
  for (uint64_t seed = 0; seed < 10; ++seed) {
    std::string what;
    const uint64_t own = 1000 + static_cast<uint64_t>(GetParam()) * 10 + seed;
    const Result tape = result_of(own, true, what), compiled = result_of(own, false, what);
    ASSERT_NE(compiled.plan.find("in bfloat16"), std::string::npos) << what << compiled.plan;
    expect_near(compiled.losses, tape.losses, 0.03, what + " losses");
    expect_near(compiled.scores, tape.scores, 0.1, what + " scores");
    if (HasFailure()) break;
  }
  config::set_dtype_policy("float32");
}

TEST(CompiledStep, SaysWhatRuns) {
  utils::set_random_seed(1);
  Sequential network({Input({28, 28}), layers::Rescaling(0.5), layers::Flatten(),
                      layers::Dense(128, {.activation = "relu"}),
                      layers::Dense(10, {.activation = "softmax"})});
  EXPECT_EQ(network.plan_text(), " Steps: none has run yet\n");
  network.compile("rmsprop", "sparse_categorical_crossentropy", {"accuracy"});
  const Tensor labels = random::randint({64}, 0, 10, int32, {.seed = 1});
  network.fit(zeros({64, 28, 28}, uint8), labels, {.batch_size = 32, .epochs = 2, .verbose = 0});
  network.fit(full({64, 28, 28}, 3, uint8), labels, {.batch_size = 32, .verbose = 0});
  const std::string plan = network.plan_text();
  const size_t memory = plan.find("   load");
  EXPECT_EQ(plan.substr(0, 42), " Steps of 32 samples: compiled\n   memory: ");
  EXPECT_EQ(plan.substr(memory),
            "   load: uint8 [784] * 0.5 to float32, while the step before computes\n"
            "   dense: dense 784 -> 128 relu, tiles of 32 x 64, zeros skipped in 4 of 6 batches\n"
            "   dense_1: dense 128 -> 10, by rows\n"
            "   dense_1: softmax, in one with the loss\n"
            "   update: RMSprop on each finished tile of a gradient\n");
}

TEST(CompiledStep, ALayerInTwoPlacesIsLeftToTheTape) {
  const auto train = [](bool runs_eagerly) {
    utils::set_random_seed(3);
    const auto shared =
        std::make_shared<layers::Dense>(4, layers::DenseOptions{.activation = "tanh"});
    Sequential network;
    network.add(Input({4}));
    network.add(shared);
    Sequential inner({Input({4}), shared});
    network.add(std::move(inner));
    network.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = runs_eagerly});
    const Tensor x = random::uniform({16, 4}, {.seed = 1}),
                 y = random::uniform({16, 4}, {.seed = 2});
    network.fit(x, y, {.batch_size = 8, .epochs = 3, .verbose = 0});
    return network.get_weights()[0].to_vector<float>();
  };
  EXPECT_EQ(train(false), train(true));
}

TEST(CompiledStep, DataThatDoNotFitAreRefusedByTheInput) {
  Sequential network({Input({6}), layers::Dense(4), layers::Dense(1)});
  network.compile("sgd", "mse");
  network.fit(ones({8, 6}), ones({8, 1}), {.verbose = 0});
  EXPECT_EQ(testing::error_text([&] {
              network.fit(ones({8, 5}), ones({8, 1}), {.verbose = 0});
            }),
            "ShapeError in sequential: the input 'input_layer' takes batches of shape (None, 6), "
            "received (8, 5)");
}

TEST(CompiledStep, SeesWeightsThatAreSetBetweenSteps) {
  Sequential network({Input({200}), layers::Dense(300, {.activation = "relu"}), layers::Dense(3)});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  const Tensor x = random::uniform({8, 200}, {.seed = 1}), y = zeros({8, 3});
  network.train_on_batch(x, y);
  std::vector<Tensor> weights = network.get_weights();
  for (Tensor& weight : weights) weight = ops::zeros_like(weight);
  network.set_weights(weights);
  network.reset_metrics();
  EXPECT_EQ(network.train_on_batch(x, y)["loss"], 0);
}

TEST(CompiledStep, LeavesToTheRecorderWhatNoPlanKnows) {
  Sequential network(
      {Input({6}), layers::Dense(4), layers::Activation("sparsemax"), layers::Dense(1)});
  network.compile("sgd", "mse");
  network.fit(ones({8, 6}), ones({8, 1}), {.verbose = 0});
  EXPECT_EQ(network.plan_text(),
            " Steps of 8 samples, training: on the tape, until two of them have been recorded\n");
}

INSTANTIATE_TEST_SUITE_P(RandomArchitectures, CompiledSteps, ::testing::Range(0, 8));

}  // namespace
}  // namespace keratin
