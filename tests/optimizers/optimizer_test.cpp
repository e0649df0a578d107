// What the base of all optimizers does with its arguments, and optimizers of the user's.
#include "keratin/optimizers/optimizer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "keratin/autodiff/flat_buffer_internal.h"
#include "keratin/backend/backend.h"
#include "keratin/backend/redirection_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/optimizers/all.h"
#include "keratin/optimizers/steps_by_variable_internal.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using namespace optimizers;
using testing::error_text;
using testing::expect_near;

struct SignOptions {
  LearningRate learning_rate = 0.001;
  std::string name = {};
};
class Sign final : public OptimizerOf<Sign, SignOptions> {  // w -= learning_rate * sign(gradient)
 public:
  explicit Sign(SignOptions options = {}) : OptimizerOf(std::move(options)) {}

 protected:
  std::vector<std::string_view> slots() const override { return {"direction", "rate"}; }
  void update(Backend& backend, const View& weight, const ConstView& gradient, Slots slots,
              float learning_rate) override {
    backend.run(UnaryCall{.f = Unary::sign, .x = gradient, .y = slots[0]});
    backend.run(FillCall{.value = learning_rate, .y = slots[1]});
    backend.run(BinaryCall{.f = Binary::multiply, .a = slots[0], .b = slots[1], .y = slots[0]});
    backend.run(BinaryCall{.f = Binary::subtract, .a = weight, .b = slots[0], .y = weight});
  }
};

TEST(Optimizer, OfTheUserIsItsArgumentsItsSlotsAndItsStep) {
  Sign sign({.learning_rate = 0.5});
  const std::vector<Variable> weights = {Variable(tensor({1.0, 2.0, 3.0}))};
  const std::vector<Tensor> gradients = {tensor({-7.0, 0.0, 0.1})};
  sign.apply(gradients, weights);
  expect_near(weights[0].value(), tensor({1.5, 2.0, 2.5}), 1e-6);
  EXPECT_EQ(sign.name(), "sign");
  EXPECT_FALSE(sign.next_rule().has_value());
  register_keras_serializable<Sign>("mine");
  EXPECT_TRUE(*deserialize<Optimizer>(serialize(sign)) == sign);
  EXPECT_EQ(AnyOptimizer::named("Sign").make()->learning_rate(), 0.001);
}

/// w -= learning_rate * gradient, and counts the steps of each variable.
class Counting final : public OptimizerOf<Counting>, public StepsByVariable {
 public:
  explicit Counting(OptimizerOptions options = {}) : OptimizerOf(std::move(options)) {}
  void build_for(std::span<const Variable> variables) override {
    for (size_t i = 0; i < variables.size(); ++i) counts.emplace_back(zeros({}));
    known.assign(variables.begin(), variables.end());
  }
  std::vector<Variable> own_variables() const override { return counts; }
  void step_variable(const Variable& variable, const Tensor& gradient,
                     float learning_rate) override {
    const auto i = std::find(known.begin(), known.end(), variable) - known.begin();
    counts[static_cast<size_t>(i)].assign_add(ones({}));
    known[static_cast<size_t>(i)].assign_sub(gradient * learning_rate);
  }

  std::vector<Variable> counts, known;

 protected:
  std::vector<std::string_view> slots() const override { return {}; }
};

TEST(Optimizer, MayStepVariableByVariableWithAStateOfItsOwn) {
  Counting counting({.learning_rate = 0.5, .weight_decay = 0.5, .clipvalue = 2.0});
  const std::vector<Variable> weights = {Variable(tensor({{4.0, 8.0}})), Variable(tensor({1.0}))};
  counting.apply(std::vector<Tensor>{tensor({{1.0, 9.0}}), Tensor()}, weights);
  counting.apply(std::vector<Tensor>{tensor({{0.0, 0.0}}), tensor({1.0})}, weights);
  expect_near(weights[0].value(), tensor({{1.875, 3.75}}), 1e-6);  // decay, then the clipped step
  expect_near(weights[1].value(), tensor({0.25}), 1e-6);
  const std::vector<Tensor> state = counting.state();
  ASSERT_EQ(state.size(), 4U);  // iteration, learning rate, and its own
  EXPECT_EQ(state[2].item(), 2);
  EXPECT_EQ(state[3].item(), 1);
  EXPECT_EQ(counting.variables().size(), 2U);
  Counting again;
  again.build(weights);
  again.set_state(state);
  EXPECT_EQ(again.counts[0].value().item(), 2);
  EXPECT_EQ(again.iterations(), 2);
}

TEST(Optimizer, TellsTheLearningRateThatItHas) {
  Adam adam;
  EXPECT_EQ(adam.get_config()["learning_rate"].as_number(), 0.0010000000474974513);
  adam.set_learning_rate(0.5);
  EXPECT_EQ(adam.get_config()["learning_rate"].as_number(), 0.5);
  EXPECT_FALSE(adam == Adam());
  EXPECT_TRUE(Adam() == Adam());
  const SGD falling({.learning_rate = schedules::ExponentialDecay(0.1, 10, 0.5)});
  EXPECT_EQ(falling.get_config()["learning_rate"].as_config()["class_name"].as_string(),
            "ExponentialDecay");
}

TEST(Optimizer, NamesAreFoundInAnyCapitals) {
  EXPECT_EQ(Optimizer::get("rmsPROP")->class_name(), "RMSprop");
  EXPECT_EQ(Optimizer::get("ADAMW")->class_name(), "AdamW");
  EXPECT_NE(error_text([] { Optimizer::get("adam_w"); }), "no error");  // as Keras
}

TEST(Optimizer, AdamWIsNoAdam) {
  static_assert(!std::derived_from<AdamW, Adam>);
  EXPECT_EQ(AdamW().options().weight_decay, 0.004);
  EXPECT_TRUE(AdamW().get_config().contains("weight_decay"));
}

TEST(Optimizer, RefusesWrongNumbers) {
  const auto text_of = [](auto make) {
    clear_session();  // the first sgd
    return error_text(make);
  };
  EXPECT_EQ(text_of([] { SGD({.learning_rate = -0.1}); }),
            "ValueError: learning_rate of sgd is a number >= 0, but got -0.1");
  EXPECT_EQ(text_of([] { SGD().set_learning_rate(-1); }),
            "ValueError: learning_rate of sgd is a number >= 0, but got -1");
  EXPECT_EQ(text_of([] { SGD({.momentum = 1.5}); }),
            "ValueError: momentum of SGD lies in [0, 1], but got 1.5");
  EXPECT_EQ(text_of([] { Adam({.beta_1 = 1}); }),
            "ValueError: beta_1 of Adam lies in [0, 1), but got 1");
  EXPECT_EQ(text_of([] { AdamW({.beta_2 = -0.1}); }),
            "ValueError: beta_2 of AdamW lies in [0, 1), but got -0.1");
  EXPECT_EQ(text_of([] { Adamax({.beta_1 = 1}); }),
            "ValueError: beta_1 of Adamax lies in [0, 1), but got 1");
  EXPECT_EQ(text_of([] { Adam({.epsilon = -1}); }),
            "ValueError: epsilon of Adam is a number >= 0, but got -1");
  EXPECT_EQ(text_of([] { RMSprop({.rho = 2}); }),
            "ValueError: rho of RMSprop lies in [0, 1), but got 2");
  EXPECT_EQ(text_of([] { SGD({.clipnorm = -1}); }),
            "ValueError: clipnorm of sgd is a number >= 0, but got -1");
  EXPECT_EQ(text_of([] { SGD({.clipvalue = -1}); }),
            "ValueError: clipvalue of sgd is a number >= 0, but got -1");
  EXPECT_EQ(text_of([] { SGD({.clipnorm = 1, .clipvalue = 1}); }),
            "ValueError: at most one of clipnorm, clipvalue and global_clipnorm can be set");
  EXPECT_EQ(text_of([] { SGD({.loss_scale_factor = 0}); }),
            "ValueError: loss_scale_factor is not 0");
  EXPECT_EQ(text_of([] { SGD({.gradient_accumulation_steps = 1}); }),
            "ValueError: gradient_accumulation_steps is at least 2, but got 1");
  EXPECT_EQ(text_of([] { SGD({.use_ema = true, .ema_momentum = 2}); }),
            "ValueError: ema_momentum of sgd lies in [0, 1], but got 2");
}

/// The weights after three steps on gradients that are `factor` times as large.
Tensor after_steps(Optimizer&& optimizer, double factor) {
  const std::vector<Variable> weights = {Variable(tensor({1.0, 2.0, 3.0}))};
  for (int i = 1; i <= 4; ++i) {
    const std::vector<Tensor> gradients = {tensor({0.5 * i * factor, -2.0 * factor, 3.0 * factor})};
    optimizer.apply(gradients, weights);
  }
  return weights[0].value();
}

/// The plain backend, which counts the update calls.
class Counter final : public EveryCall<Counter> {
 public:
  const char* name() const override { return "counter"; }
  template <class Call>
  void every(const Call& call) {
    updates += std::is_same_v<Call, UpdateCall>;
    reference_backend().run(call);
  }
  void upload(const void* from, const View& y) override { reference_backend().upload(from, y); }
  void download(const ConstView& x, void* to) override { reference_backend().download(x, to); }

  size_t updates = 0;
};

/// How many update calls a step along these gradients makes.
size_t updates_of_a_step(Optimizer& optimizer, std::span<const Tensor> gradients) {
  Counter counter;
  const Redirection redirection({}, counter, allocator_of({}));
  optimizer.apply(gradients);
  return counter.updates;
}

TEST(Optimizer, UpdatesAFlatBufferInOneCall) {
  const auto variables_of = [] {
    std::vector<Variable> variables;
    for (const int64_t length : {5, 16, 33}) {
      variables.emplace_back(ones({length}), VariableOptions{.name = length == 16 ? "bias" : "w"});
    }
    lay_flat(variables);
    return variables;
  };
  std::vector<Variable> slopes;
  for (const int64_t length : {5, 16, 33}) slopes.emplace_back(full({length}, 0.5F));
  std::vector<Tensor> apart;
  for (const Variable& slope : slopes) apart.push_back(slope.value());
  lay_flat(slopes);
  std::vector<Tensor> flat;
  for (const Variable& slope : slopes) flat.push_back(slope.value());

  const std::vector<Variable> one = variables_of(), many = variables_of();
  optimizers::Adam for_one, for_many;
  for_one.build(one);
  for_many.build(many);
  EXPECT_EQ(updates_of_a_step(for_one, flat), 1U);
  EXPECT_EQ(updates_of_a_step(for_many, apart), 3U);
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].value().to_vector<float>(), many[i].value().to_vector<float>());
  }
  flat[1] = Tensor();
  EXPECT_EQ(updates_of_a_step(for_one, flat), 2U);

  const std::vector<Variable> decaying = variables_of();
  optimizers::AdamW with_decay;
  with_decay.exclude_from_weight_decay({"bias"});
  with_decay.build(decaying);
  flat[1] = slopes[1].value();
  EXPECT_EQ(updates_of_a_step(with_decay, flat), 3U);
}

/// The names of those variables that decay.
std::string decaying_of(SGD&& optimizer) {
  std::vector<Variable> variables;
  std::vector<Tensor> gradients;
  for (const char* name : {"kernel", "bias", "bias_scale", "recurrent_kernel"}) {
    variables.emplace_back(ones({2}), VariableOptions{.name = name});
    gradients.push_back(zeros({2}));
  }
  optimizer.apply(gradients, variables);
  std::string names;
  for (const Variable& variable : variables) {
    if (variable.value()[0].item() != 1) names += variable.name() + " ";
  }
  return names;
}

TEST(Optimizer, ExcludesFromWeightDecayByPatterns) {
  const auto decaying = [](const std::vector<std::string>& patterns) {
    SGD optimizer({.weight_decay = 0.5});
    optimizer.exclude_from_weight_decay(patterns);
    return decaying_of(std::move(optimizer));
  };
  EXPECT_EQ(decaying({}), "kernel bias bias_scale recurrent_kernel ");
  EXPECT_EQ(decaying({"bias"}), "kernel recurrent_kernel ");
  EXPECT_EQ(decaying({"^bias$"}), "kernel bias_scale recurrent_kernel ");
  EXPECT_EQ(decaying({"^kernel", "scale$"}), "bias recurrent_kernel ");
  EXPECT_EQ(decaying({"b.as|rec"}), "kernel ");
  EXPECT_EQ(decaying({"Bias"}), "kernel bias bias_scale recurrent_kernel ");
  EXPECT_EQ(decaying({""}), "");
  for (const char* bad : {"(", "[a", "*", "a{2,1}"}) {
    const std::string error = error_text([&] { SGD().exclude_from_weight_decay({bad}); });
    EXPECT_NE(error.find(std::string("'") + bad + "' is no pattern"), std::string::npos) << error;
  }
}

TEST(Optimizer, ExcludesVariablesFromWeightDecay) {
  const Variable first(ones({2}), {.name = "kernel"}), second(ones({2}), {.name = "kernel"});
  SGD optimizer({.weight_decay = 0.5});
  optimizer.exclude_from_weight_decay(std::vector<Variable>{first});
  const std::vector<Tensor> gradients = {zeros({2}), zeros({2})};
  optimizer.apply(gradients, std::vector<Variable>{first, second});
  EXPECT_EQ(first.value()[0].item(), 1);
  EXPECT_NE(second.value()[0].item(), 1);
}

TEST(Optimizer, CountsEveryCallForSchedulesWhereGradientsAccumulate) {
  SGD optimizer({.learning_rate = schedules::ExponentialDecay(
                     {.initial_learning_rate = 1, .decay_steps = 1, .decay_rate = 0.5}),
                 .gradient_accumulation_steps = 2});
  const std::vector<Variable> weights = {Variable(zeros({1}))};
  const std::vector<Tensor> gradients = {ones({1})};
  optimizer.apply(gradients, weights);
  EXPECT_EQ(optimizer.learning_rate(), 0.5);
  optimizer.apply(gradients, weights);  // the first step, by the rate of the second call
  EXPECT_EQ(weights[0].value().item(), -0.5);
  EXPECT_EQ(optimizer.iterations(), 1);
  EXPECT_EQ(optimizer.learning_rate(), 0.25);
}

TEST(Optimizer, DividesByTheScaleOfTheLoss) {
  EXPECT_EQ(SGD({.loss_scale_factor = 128}).scale_loss(tensor(2.0F)).item(), 256);
  EXPECT_EQ(SGD().scale_loss(tensor(2.0F)).item(), 2);
  EXPECT_FALSE(SGD({.loss_scale_factor = 2}).next_rule().has_value());
  expect_near(after_steps(SGD({.loss_scale_factor = 128}), 128), after_steps(SGD(), 1), 1e-6,
              "sgd");
  expect_near(after_steps(Adam({.clipnorm = 1, .loss_scale_factor = 64}), 64),
              after_steps(Adam({.clipnorm = 1}), 1), 1e-6, "clipnorm");
  expect_near(after_steps(SGD({.clipvalue = 1, .loss_scale_factor = 64}), 64),
              after_steps(SGD({.clipvalue = 1}), 1), 1e-6, "clipvalue");
  expect_near(after_steps(SGD({.global_clipnorm = 1, .loss_scale_factor = 64}), 64),
              after_steps(SGD({.global_clipnorm = 1}), 1), 1e-6, "global_clipnorm");
  expect_near(after_steps(SGD({.loss_scale_factor = 64, .gradient_accumulation_steps = 2}), 64),
              after_steps(SGD({.gradient_accumulation_steps = 2}), 1), 1e-6, "accumulation");
}

}  // namespace
}  // namespace keratin
