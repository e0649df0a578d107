// What is not replayed, and what a replay must see: never in silence something else than the tape.
#include <gtest/gtest.h>

#include <functional>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/trained.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::expect_equal;
using testing::is_recorded;
using testing::Trained;

/// Trains a model of one Lambda and a Dense for three epochs of four steps.
template <class F>
Model trained_with(F f) {
  Input x({4});
  Model model(x, layers::Dense(1)(layers::Lambda(f, {.name = "own"})(x)));
  model.compile("sgd", "mse");
  model.fit(random::normal({32, 4}, {.seed = 1}), ones({32, 1}),
            {.batch_size = 8, .epochs = 3, .verbose = 0});
  return model;
}

TEST(RecordedLimits, StayOnTheTapeWhereTheProgramReadsElements) {
  int calls = 0;
  const Model model = trained_with([&](const Tensor& x) {
    if (x.is_symbolic()) return x;
    ++calls;
    return ops::sum(x).item() > 0 ? x : -x;
  });
  EXPECT_EQ(calls, 12);
  EXPECT_EQ(model.plan_text(),
            " Steps of 8 samples, training: on the tape, because the layer own (Lambda) reads the "
            "elements of a tensor that differs from step to step\n");
}

TEST(RecordedLimits, StayOnTheTapeWhereTheProgramDoesSomethingElseEachTime) {
  double factor = 1;
  const Model model = trained_with([&](const Tensor& x) { return x * (factor += 1); });
  EXPECT_EQ(model.plan_text(),
            " Steps of 8 samples, training: on the tape, because two steps do not do the same: the "
            "numbers or shapes of a binary_number differ\n");
}

TEST(RecordedLimits, RunTheProgramTwiceAndOnceAnEpoch) {
  int calls = 0;
  const Model model = trained_with([&](const Tensor& x) {
    calls += !x.is_symbolic();
    return x * 2;
  });
  EXPECT_TRUE(is_recorded(model));
  EXPECT_EQ(calls, 2 + 1 + 1);
}

/// Makes a variable in its second call.
class LateWeight final : public layers::LayerOf<LateWeight, layers::IdentityOptions> {
 public:
  using LayerOf::LayerOf;
  Tensor call(const Tensor& x, Call&) const override {
    if (x.is_symbolic()) return x;
    if (++calls_ > 1 && !factor_.defined())
      factor_ = Variable(full({1}, 3.0F), {.trainable = false});
    return calls_ < 2 ? x : x * factor_.value();
  }

 private:
  mutable int calls_ = 0;
  mutable Variable factor_;
};

TEST(RecordedLimits, FindAVariableThatIsMadeLate) {
  const auto train = [](bool run_eagerly) {
    utils::set_random_seed(1);
    Input x({4});
    Model model(x, layers::Dense(1)(LateWeight()(x)));
    model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
    Trained trained;
    trained.history = model.fit(random::normal({32, 4}, {.seed = 1}), ones({32, 1}),
                                {.batch_size = 8, .epochs = 3, .verbose = 0});
    trained.weights = model.get_weights();
    trained.plan = model.plan_text();
    return trained;
  };
  expect_equal(train(true), train(false), "late");
}

/// Keeps what it has seen for its next call.
class Carrying final : public layers::LayerOf<Carrying, layers::IdentityOptions> {
 public:
  using LayerOf::LayerOf;
  Tensor call(const Tensor& x, Call&) const override {
    if (x.is_symbolic()) return x;
    carry_ = carry_.defined() ? (carry_ * 0.9 + x).detach() : x.detach() * 1;
    return x + carry_;
  }

 private:
  mutable Tensor carry_;
};

/// Three epochs of a model of one layer and a Dense, on the tape or not.
template <class MakeLayer>
Trained trained_on(MakeLayer make, bool run_eagerly) {
  utils::set_random_seed(1);
  Input x({4});
  Model model(x, layers::Dense(1)(make()(x)));
  model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
  Trained trained;
  trained.history = model.fit(random::normal({32, 4}, {.seed = 1}), ones({32, 1}),
                              {.batch_size = 8, .epochs = 3, .verbose = 0});
  trained.weights = model.get_weights();
  return trained;
}

TEST(RecordedLimits, LeaveTensorsThatALayerKeeps) {
  const auto make = [] { return Carrying(); };
  expect_equal(trained_on(make, true), trained_on(make, false), "carrying");
}

TEST(RecordedLimits, DrawNoNumbersInARehearsal) {
  const auto scores = [](bool run_eagerly) {
    utils::set_random_seed(1);
    Input x({40});
    Model model(x, layers::Dropout(0.5)(x, {.training = true}));
    model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
    std::vector<double> losses;
    for (int i = 0; i < 3; ++i) {
      losses.push_back(
          model.evaluate(ones({64, 40}), zeros({64, 40}), {.batch_size = 8, .verbose = 0})["loss"]);
    }
    return losses;
  };
  const std::vector<double> eager = scores(true);
  EXPECT_EQ(scores(false), eager);
  EXPECT_NE(eager[0], eager[1]);
}

TEST(RecordedLimits, SeeNumbersThatChangeWithEachBatch) {
  class Counting final : public callbacks::Callback {
   public:
    explicit Counting(double& number) : number_(number) {}
    void on_train_batch_begin(int64_t batch) override { number_ = static_cast<double>(batch); }

   private:
    double& number_;
  };
  const auto train = [](bool run_eagerly) {
    utils::set_random_seed(1);
    double number = 0;
    Input x({4});
    Model model(x,
                layers::Dense(1)(layers::Lambda([&](const Tensor& z) { return z * number; })(x)));
    model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
    Counting counting(number);
    Trained trained;
    trained.history =
        model.fit(random::normal({64, 4}, {.seed = 1}), ones({64, 1}),
                  {.batch_size = 8, .epochs = 3, .verbose = 0, .callbacks = {counting}});
    trained.weights = model.get_weights();
    return trained;
  };
  expect_equal(train(true), train(false), "counting");
}

TEST(RecordedLimits, SeeNumbersThatChangeBetweenEpochs) {
  class Annealing final : public callbacks::Callback {
   public:
    explicit Annealing(double& weight) : weight_(weight) {}
    void on_epoch_begin(int64_t epoch) override { weight_ = static_cast<double>(epoch + 1); }

   private:
    double& weight_;
  };
  const Tensor x = random::normal({48, 4}, {.seed = 1}), y = ones({48, 1});
  const auto train = [&](bool run_eagerly) {
    utils::set_random_seed(1);
    double weight = 1;
    Input input({4});
    Model model(input,
                layers::Dense(1)(layers::Dense(3)(input) + layers::Lambda([&](const Tensor& z) {
                                   return ops::sum(z, {.axis = 1, .keepdims = true}) * weight;
                                 })(input)));
    model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
    Annealing annealing(weight);
    Trained trained;
    trained.history =
        model.fit(x, y, {.batch_size = 8, .epochs = 5, .verbose = 0, .callbacks = {annealing}});
    trained.weights = model.get_weights();
    EXPECT_EQ(is_recorded(model), !run_eagerly) << model.plan_text();
    return trained;
  };
  expect_equal(train(true), train(false), "annealed");
}

TEST(RecordedLimits, SeeVariablesAndTensorsThatChange) {
  Variable gate(full({}, 1.0F), {.name = "gate", .trainable = false});
  Tensor table = full({4}, 1.0F);
  Input input({4});
  const Tensor h = layers::Lambda([&](const Tensor& x) { return x * gate * table; })(input);
  Model model(input, layers::Dense(1)(h + h));
  model.compile("sgd", "mse");
  const Tensor x = ones({32, 4}), y = ones({32, 1});
  const auto loss = [&] { return model.evaluate(x, y, {.batch_size = 4, .verbose = 0})["loss"]; };
  const double before = loss();
  ASSERT_TRUE(is_recorded(model)) << model.plan_text();
  gate.assign(full({}, 0.0F));
  EXPECT_NE(loss(), before);
  gate.assign(full({}, 1.0F));
  EXPECT_EQ(loss(), before);
  table.set({}, 0.0F);
  EXPECT_NE(loss(), before);
  table = full({4}, 1.0F);
  EXPECT_EQ(loss(), before);
}

TEST(RecordedLimits, SeeWeightsThatAreSetOrFrozenAndRatesThatChange) {
  const Tensor x = random::normal({64, 5}, {.seed = 1}), y = ones({64, 3});
  const auto train = [&](bool run_eagerly) {
    utils::set_random_seed(3);
    Input input({5});
    const Tensor h = layers::Dense(6, {.name = "first"})(input);
    Model model(input, layers::Dense(3)(h * h));
    model.compile({.optimizer = "adam", .loss = "mse", .run_eagerly = run_eagerly});
    const FitOptions fit{.batch_size = 8, .epochs = 1, .verbose = 0};
    Trained trained;
    model.fit(x, y, fit);
    std::vector<Tensor> weights = model.get_weights();
    weights[0] = weights[0] * 2;
    model.set_weights(weights);
    model.fit(x, y, fit);
    model.set_learning_rate(0.1);
    model.fit(x, y, fit);
    model.get_layer("first").set_trainable(false);
    model.compile({.optimizer = "adam", .loss = "mse", .run_eagerly = run_eagerly});
    trained.history = model.fit(x, y, fit);
    trained.weights = model.get_weights();
    EXPECT_EQ(is_recorded(model), !run_eagerly) << model.plan_text();
    return trained;
  };
  expect_equal(train(true), train(false), "changed from outside");
}

TEST(RecordedLimits, SayWhatIsWrongWithALabelAndChangeNothing) {
  Input input({4});
  const Tensor h = layers::Dense(4)(input);
  Model model(input, layers::Dense(3, {.activation = "softmax"})(h + input));
  model.compile("sgd", "sparse_categorical_crossentropy", {"accuracy"});
  const Tensor x = random::normal({64, 4}, {.seed = 1});
  Tensor labels = random::randint({64}, 0, 3, int32, {.seed = 2});
  const FitOptions fit{.batch_size = 8, .epochs = 1, .verbose = 0, .shuffle = false};
  model.fit(x, labels, fit);
  ASSERT_TRUE(is_recorded(model)) << model.plan_text();
  labels.set({50}, 3);
  const std::string message = error_text([&] { model.fit(x, labels, fit); });
  EXPECT_NE(message.find("3"), std::string::npos);
  Model eager = clone_model(model);
  eager.compile({.optimizer = "sgd",
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"},
                 .run_eagerly = true});
  EXPECT_EQ(message, error_text([&] { eager.fit(x, labels, fit); }));
  // The step with the bad label has changed nothing.
  const std::vector<Tensor> weights = model.get_weights();
  EXPECT_ANY_THROW(model.train_on_batch(x[{slice(48, 56)}], labels[{slice(48, 56)}]));
  EXPECT_TRUE(array_equal(weights[0], model.get_weights()[0]));
}

/// A model of the user's whose steps are Keras's, and one with a step of its own.
class Plain final : public ModelOf<Plain> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(hidden_(x) + x); }
  int steps() const { return 0; }

 private:
  layers::Dense hidden_ = track(layers::Dense(4, {.activation = "relu"}));
  layers::Dense head_ = track(layers::Dense(1));
};
class Counting final : public ModelOf<Counting> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(x); }
  Logs train_step(const Batch& batch) override {
    ++steps;
    return Model::train_step(batch);
  }
  int steps = 0;

 private:
  layers::Dense head_ = track(layers::Dense(1));
};
class Doubled final : public ModelOf<Doubled> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(x); }
  Tensor compute_loss(const Batch& batch, const Tensors& y_pred) override {
    return ops::mean(ops::square(batch.y[0] - y_pred[0])) * 2;
  }

 private:
  layers::Dense head_ = track(layers::Dense(1, {.kernel_initializer = "zeros"}));
};

class Halving final : public ModelOf<Halving> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(x); }
  Tensors predict_step(const Tensors& x) const override { return {outputs_for(x)[0] * 0.5}; }

 private:
  layers::Dense head_ = track(layers::Dense(1, {.kernel_initializer = "ones"}));
};

TEST(RecordedLimits, LeaveAPredictStepOfTheUsersInItsPlace) {
  const Halving model;
  for (const int64_t batch_size : {1, 32}) {
    const Tensor y = model.predict(ones({2, 4}), {.batch_size = batch_size, .verbose = 0});
    EXPECT_TRUE(array_equal(y, full({2, 1}, 2.0F)));
  }
}

TEST(RecordedLimits, AreThoseOfAClassOfTheUsersUnlessItWritesItsOwn) {
  const Tensor x = random::normal({40, 4}, {.seed = 1}), y = ones({40, 1});
  const FitOptions fit{.batch_size = 8, .epochs = 2, .verbose = 0};
  Plain plain;
  plain.compile("sgd", "mse");
  plain.fit(x, y, fit);
  EXPECT_TRUE(is_recorded(plain)) << plain.plan_text();

  Counting counting;
  counting.compile("sgd", "mse");
  counting.fit(x, y, fit);
  EXPECT_EQ(counting.steps, 10);
  EXPECT_EQ(counting.plan_text(), " Steps: as the class has written them, on the tape\n");

  Doubled doubled;
  doubled.compile({.optimizer = "sgd"});
  EXPECT_NEAR(doubled.evaluate(x, y, {.batch_size = 8, .verbose = 0})["loss"], 2, 1e-6);
  doubled.fit(x, y, fit);
  EXPECT_FALSE(is_recorded(doubled)) << doubled.plan_text();
}

TEST(RecordedLimits, DoNotReplayTrainOnBatch) {
  int calls = 0;
  Input x({4});
  Model model(x, layers::Dense(1)(layers::Lambda([&](const Tensor& z) {
                calls += !z.is_symbolic();
                return z;
              })(x)));
  model.compile("sgd", "mse");
  for (int i = 0; i < 10; ++i) model.train_on_batch(ones({8, 4}), ones({8, 1}));
  EXPECT_EQ(calls, 10);
}

/// Keeps all it is given until somebody asks, as metrics do that need all samples at once.
class Keeping final : public MetricOf<Keeping> {
 public:
  explicit Keeping(MetricOptions options = {}) : MetricOf(std::move(options)) {}
  void update_state(const Tensor& y_true, const Tensor& y_pred, const Tensor&) override {
    kept_.emplace_back(y_true, y_pred);
  }
  double result() const override {
    double worst = 0;
    for (const auto& [y_true, y_pred] : kept_) {
      worst = std::max(worst, ops::max(ops::abs(y_true - y_pred)).item());
    }
    return worst + static_cast<double>(kept_.size());
  }
  void reset_state() override { kept_.clear(); }

 private:
  std::vector<std::pair<Tensor, Tensor>> kept_;
};

TEST(RecordedLimits, CallMetricsForEachBatchThatKeepMoreThanVariables) {
  const Tensor x = random::normal({48, 4}, {.seed = 1}), y = random::normal({48, 1}, {.seed = 2});
  for (const bool is_chain : {true, false}) {
    const auto scores = [&](bool run_eagerly) {
      utils::set_random_seed(4);
      Input input({4});
      const Tensor h = layers::Dense(4)(input);
      Model model(input, layers::Dense(1)(is_chain ? h : h + input));
      model.compile({.optimizer = "sgd",
                     .loss = "mse",
                     .metrics = {Keeping({.name = "keeping"}), "mae"},
                     .run_eagerly = run_eagerly});
      Trained trained;
      trained.history = model.fit(x, y, {.batch_size = 8, .epochs = 3, .verbose = 0});
      trained.scores = model.evaluate(x, y, {.batch_size = 8, .verbose = 0});
      EXPECT_EQ(is_recorded(model), !run_eagerly && !is_chain);
      return trained;
    };
    const Trained eager = scores(true), other = scores(false);
    for (size_t epoch = 0; epoch < 3; ++epoch) {
      EXPECT_NEAR(eager.history.history["keeping"][epoch], other.history.history["keeping"][epoch],
                  1e-5);
    }
    EXPECT_NEAR(eager.scores["keeping"], other.scores["keeping"], 1e-5);
  }
}

TEST(RecordedLimits, KeepTheGradientsOfWeightsThatALossReads) {
  const Tensor x = random::normal({32, 4}, {.seed = 1}), y = ones({32, 1});
  const auto trained = [&](bool in_regularizer, bool run_eagerly) {
    utils::set_random_seed(4);
    layers::Dense first(3), second(1);
    layers::Dense third(2, {.kernel_regularizer = [&](const Tensor&) {
                          return ops::sum(ops::square(first.kernel().value()));
                        }});
    Sequential model = in_regularizer ? Sequential({Input({4}), first, third, second})
                                      : Sequential({Input({4}), first, second});
    model.compile({.optimizer = "sgd",
                   .loss =
                       [&](const Tensor& y_true, const Tensor& y_pred) {
                         const Tensor error = ops::mean(ops::square(y_true - y_pred), {.axis = -1});
                         return in_regularizer
                                    ? error
                                    : error + ops::sum(ops::square(first.kernel().value()));
                       },
                   .run_eagerly = run_eagerly});
    Trained result;
    result.history = model.fit(x, y, {.batch_size = 8, .epochs = 4, .verbose = 0});
    result.weights = model.get_weights();
    return result;
  };
  for (const bool in_regularizer : {false, true}) {
    expect_equal(trained(in_regularizer, true), trained(in_regularizer, false),
                 "weights in a loss");
  }
}

/// What a callback does in the middle of an epoch.
class InBatch final : public callbacks::Callback {
 public:
  explicit InBatch(std::function<void(int64_t)> run) : run_(std::move(run)) {}
  void on_train_batch_end(int64_t batch, const Logs&) override { run_(batch); }
  void on_test_batch_end(int64_t batch, const Logs&) override { run_(batch); }

 private:
  std::function<void(int64_t)> run_;
};

TEST(RecordedLimits, SeeTensorsThatAreWrittenBetweenBatches) {
  const Tensor x = random::normal({64, 4}, {.seed = 1}), y = ones({64, 1});
  const auto train = [&](bool run_eagerly) {
    utils::set_random_seed(1);
    Tensor table = full({4}, 1.0F);
    Input input({4});
    const Tensor h = layers::Lambda([&](const Tensor& z) { return z * table; })(input);
    Model model(input, layers::Dense(1)(h + h));
    model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
    InBatch write([&](int64_t batch) { table.set({0}, static_cast<double>(batch)); });
    Trained trained;
    trained.history =
        model.fit(x, y, {.batch_size = 8, .epochs = 2, .verbose = 0, .callbacks = {write}});
    trained.weights = model.get_weights();
    EXPECT_EQ(is_recorded(model), !run_eagerly) << model.plan_text();
    return trained;
  };
  expect_equal(train(true), train(false), "written between batches");
}

TEST(RecordedLimits, GoOnWhenACallbackCompilesAnew) {
  const Tensor x = random::normal({64, 4}, {.seed = 1}), y = ones({64, 1});
  Sequential model({Input({4}), layers::Dense(1)});
  model.compile("sgd", "mse");
  InBatch compiles([&](int64_t batch) {
    if (batch == 2) model.compile(optimizers::SGD({.learning_rate = 0.01}), "mae");
  });
  const FitOptions fit{.batch_size = 8, .epochs = 1, .verbose = 0, .callbacks = {compiles}};
  model.fit(x, y, fit);
  EXPECT_EQ(model.optimizer().iterations(), 5);
  model.evaluate(x, y, {.batch_size = 8, .verbose = 0, .callbacks = {compiles}});
}

TEST(RecordedLimits, FreezeAtOnce) {
  const Tensor x = random::normal({64, 4}, {.seed = 1}), y = ones({64, 1});
  for (const bool run_eagerly : {true, false}) {
    for (const char* optimizer : {"sgd", "adam"}) {
      layers::Dense first(3), second(1);
      Sequential model({Input({4}), first, second});
      model.compile(
          {.optimizer = AnyOptimizer::named(optimizer), .loss = "mse", .run_eagerly = run_eagerly});
      const FitOptions fit{.batch_size = 8, .epochs = 1, .verbose = 0};
      model.fit(x, y, fit);
      first.set_trainable(false);
      const Tensor frozen = first.get_weights()[0], free = second.get_weights()[0];
      model.fit(x, y, fit);
      EXPECT_TRUE(array_equal(frozen, first.get_weights()[0]));
      EXPECT_FALSE(array_equal(free, second.get_weights()[0]));
    }
  }
}

/// Branches on the number of the step.
class Warm final : public LayerOf<Warm> {
 public:
  Tensor call(const Tensor& x, Call& call) const override {
    return call.training() && call.step() < 5 ? x * 0.1 : x;
  }
};

TEST(RecordedLimits, StayOnTheTapeWhereALayerCountsSteps) {
  Input input({4});
  Model model(input, layers::Dense(1)(Warm()(input)));
  model.compile("sgd", "mse");
  model.fit(ones({64, 4}), ones({64, 1}), {.batch_size = 8, .epochs = 1, .verbose = 0});
  EXPECT_EQ(
      model.plan_text(),
      " Steps of 8 samples, training: on the tape, because the layer warm (Warm) asks for the "
      "number of the step\n");
}

TEST(RecordedLimits, AnOptimizerInsideALayerTakesAllItsSteps) {
  const Tensor x = random::normal({64, 5}, {.seed = 1}), y = ones({64, 1});
  for (const bool run_eagerly : {true, false}) {
    const std::vector<Variable> own = {Variable(ones({5}))};
    optimizers::SGD inner;
    Input input({5});
    const Tensor h = layers::Lambda([&](const Tensor& z) {
      if (z.is_symbolic()) return z;
      inner.apply(gradients(ops::mean(ops::square(z.detach() * own[0])), own), own);
      return z * own[0].value().detach();
    })(input);
    Model model(input, layers::Dense(1)(h));
    model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
    model.fit(x, y, {.batch_size = 8, .epochs = 3, .verbose = 0});
    EXPECT_EQ(inner.iterations(), 24);
  }
}

TEST(RecordedLimits, MasksOfBatchesAreSeen) {
  for (const bool is_chain : {true, false}) {
    double losses[2];
    for (const bool run_eagerly : {true, false}) {
      utils::set_random_seed(7);
      Input input({6, 5});
      const Tensor h = layers::Dense(3)(input);
      Model model(input, layers::Dense(1)(is_chain ? h : layers::Add()({h, h})));
      model.compile({.optimizer = "sgd", .loss = "mse", .run_eagerly = run_eagerly});
      uint64_t seed = 0;
      const auto batches = [&] {
        ++seed;
        const Tensor x = random::normal({4, 6, 5}, {.seed = seed});
        set_mask(x, random::uniform({4, 6}, {.seed = seed + 100}) < 0.5);
        return Batch{.x = x, .y = random::normal({4, 6, 1}, {.seed = seed + 7})};
      };
      losses[run_eagerly] = model.evaluate(batches, {.verbose = 0, .steps = 5})["loss"];
    }
    EXPECT_NEAR(losses[0], losses[1], 1e-5);
  }
}

TEST(RecordedLimits, DataThatACallbackChangesAreReadAfterIt) {
  double losses[2];
  for (const bool run_eagerly : {true, false}) {
    Tensor data = random::normal({64, 5}, {.seed = 1});
    Sequential model({Input({5}), layers::Dense(1, {.kernel_initializer = "ones"})});
    model.compile({.optimizer = optimizers::SGD({.learning_rate = 0.0}),
                   .loss = "mse",
                   .run_eagerly = run_eagerly});
    InBatch clears([&](int64_t batch) {
      if (batch == 3) data.set({}, 0.0F);
    });
    losses[run_eagerly] = model
                              .fit(data, ones({64, 1}),
                                   {.batch_size = 8,
                                    .epochs = 1,
                                    .verbose = 0,
                                    .callbacks = {clears},
                                    .shuffle = false})
                              .history["loss"][0];
  }
  EXPECT_NEAR(losses[0], losses[1], 1e-5);
}

}  // namespace
}  // namespace keratin
