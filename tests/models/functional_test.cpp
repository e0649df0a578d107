#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/centering.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::Centering;
using testing::error_text;
using testing::expect_near;

// Stand-ins for layers that are not there yet: ids to vectors with a mask, and a sum over time with
// states, which takes masks and an initial state.
struct WordsOptions {
  int64_t count = 0, size = 0;
  std::string name = {};
};
class Words final : public LayerOf<Words, WordsOptions> {
 public:
  explicit Words(WordsOptions options) : LayerOf(std::move(options)) {}
  void build(const Shapes&) override { fill(table_, {options_.count, options_.size}, {}); }
  Tensor call(const Tensor& x, Call&) const override { return ops::take(table_, x, 0); }
  Masking masking() const override { return Masking::made; }
  Tensor compute_mask(const Tensors& x, const Tensors&) const override { return x[0] != 0; }

 private:
  Variable table_ = declare("embeddings");
};
struct SumsOptions {
  bool return_state = false;
  std::string name = {};
};
class Sums final : public LayerOf<Sums, SumsOptions> {
 public:
  explicit Sums(SumsOptions options = {}) : LayerOf(std::move(options)) {}
  Tensors call(const Tensors& x, Call& call) const override {
    Tensor values = x[0];
    if (call.mask().defined()) values = values * call.mask().astype(float32).expand_dims(-1);
    Tensor sum = ops::sum(values, {.axis = 1});
    if (!call.initial_state().empty()) sum = sum + call.initial_state()[0];
    if (!options_.return_state) return sum;
    return {sum, sum * 2, sum * 3};
  }
  Masking masking() const override { return Masking::passed; }
  Tensor compute_mask(const Tensors&, const Tensors&) const override { return {}; }
};

// keras.Model([x], y), keras.Model({"zebra": x}, {"z": y, "a": y2}) and so on: what predict and fit
// take of a model that is loaded is what its maker's take.
TEST(Functional, TheEndsOfAFileKeepTheirForm) {
  const Tensor a = Input({2}, {.name = "a"}), b = Input({2}, {.name = "b"});
  const Tensor sum = layers::Add({.name = "sum"})({a, b});
  const Tensor twice = layers::Rescaling(2.0, {.name = "twice"})(sum);
  Config config = Model({a, b}, {sum, twice}, {.name = "m"}).get_config();
  const ConfigValue::List at_a = {"a", 0, 0}, at_b = {"b", 0, 0}, at_sum = {"sum", 0, 0};
  const ConfigValue::List at_twice = {"twice", 0, 0};
  struct Ends {
    ConfigValue inputs, outputs;
  };
  const Ends all[] = {
      {ConfigValue::List{at_a, at_b}, at_sum},
      {ConfigValue::List{at_a, at_b}, ConfigValue::List{at_sum}},
      {Config{{"apple", at_b}, {"zebra", at_a}}, Config{{"n", at_twice}, {"o", at_sum}}},
  };
  for (const Ends& ends : all) {
    config.set("input_layers", ends.inputs);
    config.set("output_layers", ends.outputs);
    const Model model =
        models::model_from_config({{"class_name", "Functional"}, {"config", config}});
    EXPECT_EQ(model.get_config()["input_layers"], ends.inputs);
    EXPECT_EQ(model.get_config()["output_layers"], ends.outputs);
  }
}

// Keras writes the size of the first batch into the file of a Sequential that began without Input.
TEST(Functional, ADeclaredBatchSizeTakesAnyNumberOfSamples) {
  Sequential network({Input({.batch_shape = {32, 2}}), layers::Dense(1)});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  EXPECT_EQ(network.predict(ones({100, 2})).shape(), (Shape{100, 1}));
  EXPECT_EQ(network(ones({3, 2})).shape(), (Shape{3, 1}));
  EXPECT_EQ(network.fit(ones({5, 2}), ones({5, 1}), {.verbose = 0}).epoch.size(), 1U);
}

TEST(Functional, DataOfALoadedModelGoesByTheNamesOfItsDict) {
  const Tensor a = Input({1}, {.name = "a"}), b = Input({1}, {.name = "b"});
  const Tensor difference = layers::Subtract({.name = "difference"})({a, b});
  Config config = Model({a, b}, difference).get_config();
  config.set("input_layers", Config{{"apple", ConfigValue::List{"b", 0, 0}},
                                    {"zebra", ConfigValue::List{"a", 0, 0}}});
  const Model model = models::model_from_config({{"class_name", "Functional"}, {"config", config}});
  const Tensor y = model.predict({{"zebra", tensor({{5.0}})}, {"apple", tensor({{2.0}})}});
  EXPECT_EQ(y.item<float>(), 3);
  EXPECT_THROW(model.predict({{"a", tensor({{5.0}})}, {"b", tensor({{2.0}})}}), ValueError);
}

TEST(Functional, TwoInputsASharedLayerAnOperatorAndTwoOutputs) {
  utils::set_random_seed(1);
  Input title({None}, {.dtype = int32}), body({None}, {.dtype = int32});
  Words words({.count = 100, .size = 8});
  Sums reader;
  Tensor x = layers::Concatenate()({reader(words(title)), reader(words(body))});
  x = layers::Dense(16, {.activation = "relu"})(x) + x;
  Tensor priority = layers::Dense(1, {.activation = "sigmoid", .name = "priority"})(x);
  Tensor topic = layers::Dense(7, {.activation = "softmax", .name = "topic"})(x);
  Model model({title, body}, {priority, topic});
  EXPECT_EQ(priority.shape(), (Shape{None, 1}));
  EXPECT_EQ(model.count_params(), 100 * 8 + 17 * 16 + 17 + 17 * 7);  // the words once
  model.compile(
      {.optimizer = "adam",
       .loss = {{"priority", "binary_crossentropy"}, {"topic", "sparse_categorical_crossentropy"}},
       .loss_weights = {{"topic", 0.5}},
       .metrics = {{"topic", {"accuracy"}}}});
  const Tensor titles = random::randint({32, 5}, 0, 100), bodies = random::randint({32, 9}, 0, 100);
  const Tensor priorities = random::randint({32, 1}, 0, 2).astype(float32);
  const Tensor topics = random::randint({32}, 0, 7);
  const History history =
      model.fit({titles, bodies}, {priorities, topics}, {.epochs = 20, .verbose = 0});
  for (const char* log : {"loss", "priority_loss", "topic_loss", "topic_accuracy"}) {
    EXPECT_EQ(history.history[log].size(), 20U) << log;
  }
  EXPECT_LT(history.history["loss"].back(), history.history["loss"].front());
  const Scores scores =
      model.evaluate({{"input_layer", titles}, {"input_layer_1", bodies}},
                     {{"topic", topics}, {"priority", priorities}}, {.verbose = 0});
  EXPECT_NEAR(scores["loss"], scores["priority_loss"] + 0.5 * scores["topic_loss"], 1e-6);
  const auto [first, second] = model.predict<2>({titles, bodies}, {.batch_size = 10, .verbose = 0});
  EXPECT_EQ(first.shape(), (Shape{32, 1}));
  EXPECT_EQ(second.shape(), (Shape{32, 7}));
}

TEST(Functional, MasksRideOnTensors) {
  Words words({.count = 10, .size = 2});
  const Tensor ids = tensor({{1, 2, 0}, {3, 0, 0}});
  const Tensor y = words(ids);
  EXPECT_EQ(mask_of(y).to_vector<bool>(),
            (std::vector<bool>{true, true, false, true, false, false}));
  const Tensor table = words.weights()[0].value();
  expect_near(Sums()(y)[1], table[3], 1e-6);
  EXPECT_EQ(mask_of(layers::Dense(3)(y)).defined(), true);
  EXPECT_FALSE(mask_of(y * 2).defined());
  EXPECT_FALSE(mask_of(Sums()(y)).defined());
}

TEST(Functional, SeveralOutputsAndStates) {
  Input past({4, 3}), future({4, 3});
  auto [sum, twice, thrice] = Sums({.return_state = true}).get<3>(past);
  const Tensor decoded = Sums()(future, {.initial_state = {thrice}});
  Model model({past, future}, {decoded, sum});
  const Tensor x = ones({2, 4, 3});
  const auto [y, s] = model.get<2>({x, x});
  expect_near(y, full({2, 3}, 16.0), 1e-6);
  expect_near(s, full({2, 3}, 4.0), 1e-6);
  EXPECT_EQ(error_text([&] { Sums({.return_state = true})(past); }),
            "ValueError: the layer gives 3 tensors, asked for 1\n"
            "  hint  auto [a, b] = layer.get<3>(x)");
}

TEST(Functional, ALayerOfTheUsersUpdatesItsStateAndAddsALoss) {
  Centering centering({.momentum = 0.5});
  Model model = [&] {
    Input x({2});
    return Model(x, centering(x));
  }();
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const Tensor x = full({4, 2}, 3.0);
  const Scores scores = model.train_on_batch(x, zeros({4, 2}));
  EXPECT_NEAR(scores["loss"], 18e-3, 1e-6);
  expect_near(centering.weights()[0].value(), full({2}, 1.5), 1e-6);
  expect_near(model.predict(x), full({4, 2}, 1.5), 1e-6);
  EXPECT_EQ(model.trainable_weights().size(), 0U);
}

class Net final : public ModelOf<Net> {
 public:
  Tensor call(const Tensor& x, Call&) const override {
    return head_(drop_(hidden_(x)) + shortcut_(x));
  }

 private:
  layers::Dense hidden_ = track(layers::Dense(64, {.activation = "relu"}));
  layers::Dropout drop_ = track(layers::Dropout(0.5));
  layers::Dense shortcut_ = track(layers::Dense(64)), head_ = track(layers::Dense(10));
};

TEST(Functional, AModelOfTheUsersTrainsAndACopyIsTheSameModel) {
  utils::set_random_seed(2);
  Net net;
  const Net same = net;
  net.compile({.optimizer = "adam", .loss = "mse"});
  const Tensor x = random::normal({64, 5}), y = random::normal({64, 10});
  const History history = net.fit(x, y, {.epochs = 10, .verbose = 0});
  EXPECT_LT(history.history["loss"].back(), history.history["loss"].front());
  EXPECT_EQ(net.weights().size(), 6U);
  expect_near(same.predict(x), net.predict(x), 0);
  EXPECT_FALSE(array_equal(net(x, {.training = true}), net(x, {.training = true})));  // Dropout
}

class OwnStep final : public ModelOf<OwnStep> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(x); }
  Logs train_step(const Batch& batch) override {
    const Tensors y_pred = outputs_for(batch.x);
    apply_gradients(compute_loss(batch, y_pred) * 0);  // learns nothing
    Logs logs = compute_metrics(batch, y_pred);
    logs.set("steps", ++steps_);
    return logs;
  }

 private:
  layers::Dense head_ = track(layers::Dense(1));
  double steps_ = 0;
};

TEST(Functional, AStepOfTheUsersIsWhatFitRuns) {
  OwnStep model;
  model.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"mae"}});
  const Tensor x = random::normal({10, 3}), y = zeros({10, 1});
  const History history = model.fit(x, y, {.batch_size = 5, .epochs = 2, .verbose = 0});
  EXPECT_EQ(history.history["steps"], (std::vector<double>{2, 4}));
  EXPECT_GT(history.history["loss"][0], 0);
  EXPECT_NEAR(history.history["loss"][0], history.history["loss"][1], 1e-6);
  EXPECT_NEAR(model.evaluate(x, y, {.verbose = 0})["loss"], history.history["loss"][1], 1e-6);
}

/// Learns to give its input back: there are no targets.
class OwnTargets final : public ModelOf<OwnTargets> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(x); }
  Logs train_step(const Batch& batch) override {
    EXPECT_TRUE(batch.y.empty());
    const Tensor loss = ops::mean(ops::square(outputs_for(batch.x)[0] - batch.x[0]));
    apply_gradients(loss);
    Logs logs;
    logs.set("loss", loss.item<double>());
    return logs;
  }

 private:
  layers::Dense head_ = track(layers::Dense(3));
};

TEST(Functional, AStepOfTheUsersNeedsNoTargets) {
  OwnTargets model;
  model.compile({.optimizer = "adam"});
  const Tensor x = random::normal({64, 3}, {.seed = 1});
  const History history = model.fit(x, {.batch_size = 16, .epochs = 5, .verbose = 0});
  EXPECT_LT(history["loss"].back(), history["loss"].front());
  model.fit(x, None, {.verbose = 0});
  EXPECT_GT(model.train_on_batch(x, None)["loss"], 0);  // what the step says
  model.fit([&] { return x; }, {.verbose = 0, .steps_per_epoch = 2});
  OwnStep asks;  // its step asks for the loss that compile was told
  asks.compile({.loss = "mse"});
  EXPECT_NE(
      testing::error_text([&] { asks.fit(x, {.verbose = 0}); }).find("there is no y for output 0"),
      std::string::npos);
}

/// What it draws from is no batch: `call` would refuse one.
class Drawing final : public ModelOf<Drawing> {
 public:
  Tensor call(const Tensor& noise, Call&) const override { return draw_(noise); }
  Logs train_step(const Batch& batch) override {
    const Tensor noise = random::normal({batch.x[0].len(), 8});
    const Tensor loss = ops::square(ops::mean(draw_(noise)) - ops::mean(batch.x[0]));
    apply_gradients(loss);
    Logs logs;
    logs.set("loss", loss.item<double>());
    return logs;
  }

 private:
  Sequential draw_ = track("draw", Sequential({Input({8}), layers::Dense(2)}));
};

TEST(Functional, AStepOfTheUsersMayCallItsLayersWithOthersThanTheBatch) {
  Drawing model;
  model.compile({.optimizer = optimizers::Adam({.learning_rate = 0.1})});
  const History history = model.fit(ones({64, 2}), {.epochs = 20, .verbose = 0});
  EXPECT_LT(history["loss"].back(), history["loss"].front());
}

TEST(Functional, SharedLayersCountAndTrainOnce) {
  Input x({3});
  layers::Dense shared(3, {.kernel_regularizer = "l2"});
  Model model(x, shared(shared(x)));
  EXPECT_EQ(model.weights().size(), 2U);
  EXPECT_EQ(model.count_params(), 12);
  EXPECT_EQ(shared.nodes().size(), 2U);
  Sequential stack({Input({3}), shared, shared});
  EXPECT_EQ(stack.count_params(), 12);
}

TEST(Functional, NestedModelsIntermediateOutputsAndFreezing) {
  Sequential inner({Input({4}), layers::Dense(5, {.name = "hidden"}), layers::Dense(2)});
  Input a({4}), b({4});
  Model model({a, b}, layers::Add()({inner(a), inner(b)}));
  const Tensor x = random::normal({3, 4});
  expect_near(model(Tensors{x, x}), inner(x) * 2, 1e-6);
  Model hidden(inner.input(), inner.get_layer("hidden").output());
  EXPECT_EQ(hidden(x).shape(), (Shape{3, 5}));
  inner.set_trainable(false);
  EXPECT_EQ(model.trainable_weights().size(), 0U);
  EXPECT_EQ(inner.get_layer<layers::Dense>("hidden").units(), 5);
  EXPECT_EQ(error_text([&] { inner.get_layer<layers::Dropout>("hidden"); }),
            "ValueError: sequential: the layer hidden (Dense) is no Dropout");
}

TEST(Functional, OpsLeaveNodes) {
  Input x({4, None});
  const Tensor y = ops::mean(ops::relu(x * 2 - 1), {.axis = -1, .keepdims = true});
  EXPECT_EQ(y.shape(), (Shape{None, 4, 1}));
  Model model(x, ops::softmax(y, 1).squeeze(-1));
  const Tensor data = random::normal({2, 4, 6});
  expect_near(model(data), ops::softmax(ops::mean(ops::relu(data * 2 - 1), {.axis = -1}), 1), 1e-6);
  EXPECT_EQ(model.output().shape(), (Shape{None, 4}));
}

TEST(Functional, InputsAreEnforced) {
  Input image({28, 28});
  Model model(image, layers::Dense(3)(layers::Flatten()(image)));
  EXPECT_EQ(error_text([&] {
              model(zeros({5, 7, 112}));
            }),
            "ShapeError in functional: the input 'input_layer' takes batches of shape "
            "(None, 28, 28), received (5, 7, 112)\n"
            "  hint  x.reshape({-1, 28, 28})");
  EXPECT_EQ(error_text([&] {
              model(zeros({28, 28}));
            }),
            "ShapeError in functional: the input 'input_layer' takes batches of shape "
            "(None, 28, 28), received (28, 28)\n"
            "  hint  a single sample is a batch of one: x.expand_dims(0)");
  Input ids({2}, {.dtype = int32});
  Model lookup(ids, Words({.count = 5, .size = 2})(ids));
  EXPECT_EQ(error_text([&] {
              lookup(full({1, 2}, 1.5));
            }),
            "DTypeError in functional: the input 'input_layer' takes int32\n"
            "  received  float32 (1, 2)\n"
            "  hint      x.astype(int32) cuts the fractions off");
}

TEST(Functional, BytesAsInputsRunCompiled) {
  Sequential network(
      {Input({6}, {.dtype = uint8}), layers::Rescaling(1.0 / 255), layers::Dense(2)});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  network.fit(random::randint({8, 6}, 0, 255).astype(uint8), zeros({8, 2}), {.verbose = 0});
  EXPECT_NE(network.plan_text().find("compiled"), std::string::npos) << network.plan_text();
}

TEST(Functional, GraphsThatCannotBe) {
  Input a({3}), b({3});
  EXPECT_EQ(error_text([&] { Model(a, a.tensor() + b.tensor()); }),
            "ValueError: the outputs need the input 'input_layer', which is not among the inputs "
            "of the model\n"
            "  inputs  'input_layer'");
  EXPECT_EQ(error_text([&] {
              Model(Tensors{a, a}, layers::Dense(1)(a));
            }),
            "ValueError: input 0 and input 1 of the model are the same");
  EXPECT_EQ(error_text([&] {
              Model(a, zeros({2, 3}));
            }),
            "ValueError: expected a symbolic tensor, such as an Input or what a layer gives for "
            "one\n"
            "  received  float32 (2, 3)");
  layers::Dense one(2, {.name = "same"}), two(2, {.name = "same"});
  EXPECT_NE(error_text([&] { Model(a, two(one(a))); }).find("the name 'same' is used twice"),
            std::string::npos);
}

TEST(Functional, ShapesAreLoudWithNone) {
  Input a({3}), b({4});
  EXPECT_EQ(error_text([&] { a.tensor() + b.tensor(); }),
            "ShapeError: add: shapes (None, 3) and (None, 4) cannot be broadcast together: "
            "axis -1 is 3 and 4");
}

TEST(CloneModel, HasTheSameLayersAndOtherWeights) {
  Sequential model({Input({3}), layers::Dense(4, {.activation = "relu"}), layers::Dense(1)});
  const Model clone = clone_model(model);
  EXPECT_EQ(clone.class_name(), "Sequential");
  EXPECT_EQ(clone.to_json(), model.to_json());
  EXPECT_FALSE(array_equal(clone.weights()[0].value(), model.weights()[0].value()));
}

TEST(Functional, WritesTheShapesOfStatesThatARecurrenceWasFirstGiven) {
  Input x({5, 3}), h({4}), c({4});
  const layers::SimpleRNN first(4), second(4);
  Tensors outputs = {layers::LSTM(4)(x, {.initial_state = {h, c}}), first(x),
                     first(x, {.initial_state = h}), second(x, {.initial_state = h}), second(x)};
  const Model model({x, h, c}, outputs);
  const auto shapes_of = [&](const char* name) {
    return model.get_layer(name).get_build_config().to_string();
  };
  EXPECT_EQ(shapes_of("lstm"),
            "{\"shapes_dict\": {\"sequences_shape\": [null, 5, 3], \"initial_state_shape\": "
            "[[null, 4], [null, 4]]}}");
  EXPECT_EQ(shapes_of("simple_rnn"), "{\"input_shape\": [null, 5, 3]}");
  EXPECT_EQ(shapes_of("simple_rnn_1"),
            "{\"shapes_dict\": {\"sequences_shape\": [null, 5, 3], \"initial_state_shape\": "
            "[[null, 4]]}}");
  EXPECT_EQ(model_from_json(model.to_json()).to_json(), model.to_json());
}

}  // namespace
}  // namespace keratin
