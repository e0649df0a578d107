// Steps that are recorded and replayed: the tape's bits, and never in silence something else.
#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/allocation_counter.h"
#include "tests/support/centering.h"
#include "tests/support/golden_graphs.h"
#include "tests/support/trained.h"

namespace keratin {
namespace {

using testing::Centering;
using testing::expect_equal;
using testing::golden_graphs;
using testing::GoldenGraph;
using testing::is_recorded;
using testing::Trained;

TEST(RecordedSteps, GiveTheTapesBitsForRandomGraphs) {
  int recorded = 0;
  for (const GoldenGraph& graph : golden_graphs()) {
    const auto train = [&](bool run_eagerly) {
      std::vector<AnyLoss> losses(graph.losses.size());
      for (size_t i = 0; i < losses.size(); ++i) from_value(graph.losses[i], losses[i]);
      Model model = model_from_json(graph.json);
      model.set_weights(graph.weights);
      model.compile({.optimizer = deserialize<Optimizer>(graph.optimizer),
                     .loss = losses.size() == 1 ? Losses(losses[0]) : Losses(losses),
                     .loss_weights = LossWeights(graph.loss_weights),
                     .run_eagerly = run_eagerly});
      Trained trained;
      trained.history = model.fit(graph.inputs, graph.targets,
                                  {.batch_size = 6, .epochs = 4, .verbose = 0, .shuffle = false});
      for (int i = 0; i < 3; ++i) {
        trained.scores =
            model.evaluate(graph.inputs, graph.targets, {.batch_size = 6, .verbose = 0});
      }
      trained.weights = model.get_weights();
      trained.plan = model.plan_text();
      return trained;
    };
    const Trained replayed = train(false);
    if (replayed.plan.find("compiled") != std::string::npos) continue;  // a chain of its own
    EXPECT_NE(replayed.plan.find("training: recorded"), std::string::npos) << replayed.plan;
    EXPECT_NE(replayed.plan.find("testing: recorded"), std::string::npos) << replayed.plan;
    ++recorded;
    expect_equal(train(true), replayed, graph.name);
    if (HasFailure()) return;
  }
  EXPECT_GE(recorded, 150);
  std::printf("%d graphs were recorded\n", recorded);
}

// --- layers and parts of the user's ---
Model residual_model() {
  Input x({5});
  Tensor h = layers::Dense(8, {.activation = "tanh", .kernel_regularizer = "l2"})(x);
  h = Centering()(h);
  h = layers::Dropout(0.3)(h);
  h = layers::Dense(8, {.activation = "relu", .bias_constraint = "non_neg"})(h) + h;
  Tensor kind = layers::Dense(3, {.activation = "softmax", .name = "kind"})(h);
  Tensor size = layers::Dense(1, {.name = "size"})(h);
  return Model(x, {kind, size});
}

struct Case {
  const char* name;
  CompileOptions (*compile)();  // each model has an optimizer of its own
  FitOptions fit = {};
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class RecordedTraining : public ::testing::TestWithParam<Case> {};

TEST_P(RecordedTraining, GivesTheTapesBits) {
  const Tensor x = random::normal({50, 5}, {.seed = 1});
  const Tensor kinds = random::randint({50}, 0, 3, int32, {.seed = 2});
  const Tensor sizes = random::normal({50, 1}, {.seed = 3});
  const auto train = [&](bool run_eagerly) {
    utils::set_random_seed(7);
    Model model = residual_model();
    CompileOptions compile = GetParam().compile();
    compile.loss = {"sparse_categorical_crossentropy", "mse"};
    compile.run_eagerly = run_eagerly;
    model.compile(compile);
    FitOptions fit = GetParam().fit;
    fit.batch_size = 8;
    fit.epochs = 3;
    fit.verbose = 0;
    if (fit.validation_split == 0) fit.validation_data = {x, {kinds, sizes}};
    Trained trained;
    trained.history = model.fit(x, {kinds, sizes}, fit);
    trained.scores = model.evaluate(x, {kinds, sizes}, {.batch_size = 16, .verbose = 0});
    trained.weights = model.get_weights();
    trained.plan = model.plan_text();
    return trained;
  };
  const Trained replayed = train(false);
  EXPECT_NE(replayed.plan.find("Steps of 8 samples, training: recorded, "), std::string::npos)
      << replayed.plan;
  EXPECT_NE(replayed.plan.find("testing: recorded, "), std::string::npos) << replayed.plan;
  expect_equal(train(true), replayed, GetParam().name);
}

TEST(RecordedSteps, GiveTheTapesBitsWhereCallsGoByRows) {
  const Tensor x = random::normal({1024, 5}, {.seed = 1});
  const auto train = [&](bool run_eagerly) {
    utils::set_random_seed(7);
    Input input({5});
    Tensor h = Centering()(layers::Dense(200, {.activation = "tanh"})(input));
    h = layers::Dense(200, {.activation = "gelu"})(layers::Dropout(0.3)(h)) * h;
    Model model(input, layers::Dense(1)(h));
    model.compile({.optimizer = "adam", .loss = "mse", .run_eagerly = run_eagerly});
    Trained trained;
    trained.history =
        model.fit(x, x[{slice(), slice(0, 1)}], {.batch_size = 256, .epochs = 3, .verbose = 0});
    trained.weights = model.get_weights();
    EXPECT_EQ(is_recorded(model), !run_eagerly) << model.plan_text();
    return trained;
  };
  expect_equal(train(true), train(false), "by rows");
}

/// A residual network of rows [images, 8, 8, channels], wide enough to be cut by columns too.
template <class Normalization>
Trained trained_with(Normalization normalization, bool run_eagerly) {
  utils::set_random_seed(7);
  Input input({8, 8, 3});
  const auto conv = [](const Tensor& x) { return layers::Conv2D(24, 3, {.padding = "same"})(x); };
  Tensor h = layers::ReLU()(normalization()(conv(input)));
  Tensor y = layers::Activation("elu")(normalization()(conv(h)));
  h = layers::ReLU()(layers::add({normalization()(conv(y)), h}));
  y = layers::Dense(300)(layers::GlobalAveragePooling2D()(h));
  Model model(input, layers::Dense(1)(layers::Activation("tanh")(normalization()(y))));
  model.compile({.optimizer = "adam", .loss = "mse", .run_eagerly = run_eagerly});
  const Tensor x = random::normal({256, 8, 8, 3}, {.seed = 1});
  Trained trained;
  trained.history = model.fit(x, ops::mean(x, {.axis = {1, 2, 3}}).reshape({256, 1}),
                              {.batch_size = 128, .epochs = 3, .verbose = 0});
  trained.weights = model.get_weights();
  EXPECT_EQ(is_recorded(model), !run_eagerly) << model.plan_text();
  return trained;
}

TEST(RecordedSteps, GiveTheTapesBitsAroundNormalizations) {
  const auto by_batch = [] { return layers::BatchNormalization(); };
  expect_equal(trained_with(by_batch, true), trained_with(by_batch, false), "batch");
  const auto by_layer = [] { return layers::LayerNormalization(); };
  expect_equal(trained_with(by_layer, true), trained_with(by_layer, false), "layer");
}

/// Activations on both sides of a normalization, whose gradient then stands between theirs.
TEST(RecordedSteps, GiveTheTapesBitsBetweenActivationsAndNormalizations) {
  const auto dense = [] {
    const Input x({20});
    const Tensor h = layers::BatchNormalization()(layers::Dense(256, "relu")(x));
    return Model(x, layers::Dense(1)(layers::ReLU()(h)));
  };
  const auto ahead = [] {  // normalization and activation before each convolution
    const Input x({8, 8, 3});
    const layers::ConvolutionOptions same = {.padding = "same"};
    Tensor h = layers::Conv2D(16, 3, same)(x);
    for (int i = 0; i < 2; ++i) {
      const Tensor y = layers::ReLU()(layers::BatchNormalization()(h));
      h = layers::Conv2D(16, 3, same)(y) + h;
    }
    return Model(x, layers::Dense(1)(layers::GlobalAveragePooling2D()(h)));
  };
  const auto transformer = [] {
    const Input x({16, 32});
    Tensor h = layers::Dense(32, "tanh")(x);
    Tensor y = layers::LayerNormalization()(h);
    h = layers::MultiHeadAttention(2, 16)({y, y}) + h;
    y = layers::Dense(32)(layers::Dense(64, "gelu")(layers::LayerNormalization()(h)));
    return Model(x, layers::Dense(1)(layers::GlobalAveragePooling1D()(y + h)));
  };
  const auto expect_same = [](auto make, const Shape& sample, const char* name) {
    const auto train = [&](bool run_eagerly) {
      utils::set_random_seed(7);
      Model model = make();
      model.compile({.optimizer = "adam", .loss = "mse", .run_eagerly = run_eagerly});
      const Tensor x = random::normal(sample.inserted(0, 256), {.seed = 1});
      Trained trained;
      trained.history = model.fit(x, random::normal({256, 1}, {.seed = 2}),
                                  {.batch_size = 128, .epochs = 4, .verbose = 0});
      trained.weights = model.get_weights();
      EXPECT_EQ(is_recorded(model), !run_eagerly) << model.plan_text();
      return trained;
    };
    expect_equal(train(true), train(false), name);
  };
  expect_same(dense, {20}, "dense");
  expect_same(ahead, {8, 8, 3}, "ahead");
  expect_same(transformer, {16, 32}, "transformer");
}

INSTANTIATE_TEST_SUITE_P(
    All, RecordedTraining,
    ::testing::Values(
        Case{"plain", [] { return CompileOptions{.optimizer = "sgd"}; }},
        Case{"adam", [] { return CompileOptions{.optimizer = "adam"}; }},
        Case{"metrics",
             [] {
               return CompileOptions{
                   .optimizer = "rmsprop",
                   .metrics = {{"kind", {"accuracy"}},
                               {"size", {"mae", metrics::RootMeanSquaredError()}}},
                   .weighted_metrics = {{"size", {"mse"}}}};
             }},
        Case{"loss_weights",
             [] {
               return CompileOptions{.optimizer = "adam", .loss_weights = {0.5, 2.0}};
             }},
        Case{"clipnorm",
             [] { return CompileOptions{.optimizer = optimizers::Adam({.clipnorm = 0.1})}; }},
        Case{"global_clipnorm",
             [] { return CompileOptions{.optimizer = optimizers::SGD({.global_clipnorm = 0.1})}; }},
        Case{"clipvalue",
             [] {
               return CompileOptions{.optimizer =
                                         optimizers::SGD({.momentum = 0.9, .clipvalue = 0.01})};
             }},
        Case{"decay",
             [] { return CompileOptions{.optimizer = optimizers::AdamW({.weight_decay = 0.01})}; }},
        Case{"ema",
             [] {
               return CompileOptions{.optimizer =
                                         optimizers::SGD({.use_ema = true, .ema_momentum = 0.8})};
             }},
        Case{"accumulation",
             [] {
               return CompileOptions{.optimizer =
                                         optimizers::SGD({.gradient_accumulation_steps = 3})};
             }},
        Case{"loss_scale",
             [] {
               return CompileOptions{.optimizer = optimizers::SGD({.loss_scale_factor = 128.0})};
             }},
        Case{"schedule",
             [] {
               return CompileOptions{
                   .optimizer = optimizers::SGD(
                       {.learning_rate = optimizers::schedules::ExponentialDecay(0.1, 2, 0.5)})};
             }},
        Case{"sample_weight",
             [] { return CompileOptions{.optimizer = "sgd"}; },
             {.sample_weight = random::uniform({50}, {.seed = 9})}},
        Case{"validation_split",
             [] { return CompileOptions{.optimizer = "sgd"}; },
             {.validation_split = 0.3}},
        Case{"in_order", [] { return CompileOptions{.optimizer = "sgd"}; }, {.shuffle = false}}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(RecordedSteps, AllocateNothing) {
  if (!testing::counts_allocations()) GTEST_SKIP() << "the sanitizers own malloc";
  class Counter final : public callbacks::Callback {
   public:
    void on_epoch_begin(int64_t) override { counts.clear(); }
    void on_train_batch_end(int64_t, const Logs&) override {
      counts.push_back(testing::allocation_count());
    }
    bool looks_at_batches() const override { return false; }
    std::vector<int64_t> counts = std::vector<int64_t>(100);
  };
  Model model = residual_model();
  model.compile({.optimizer = "adam",
                 .loss = {"sparse_categorical_crossentropy", "mse"},
                 .metrics = {{"kind", {"accuracy"}}, {"size", {"mae"}}}});
  Counter counter;
  model.fit(
      random::normal({320, 5}, {.seed = 1}),
      {random::randint({320}, 0, 3, int32, {.seed = 2}), random::normal({320, 1}, {.seed = 3})},
      {.batch_size = 8, .epochs = 2, .verbose = 0, .callbacks = {counter}});
  EXPECT_TRUE(is_recorded(model)) << model.plan_text();
  ASSERT_EQ(counter.counts.size(), 40U);
  EXPECT_EQ(counter.counts.back() - counter.counts[2], 0);
}

}  // namespace
}  // namespace keratin
