// What compile was told stands in a model's JSON as real Keras writes it, and comes back.
#include "keratin/keratin.h"
#include "keratin/models/model_config.h"
#include "tests/support/error_text.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

using testing::golden_json_lines;

Model model_with(const ConfigValue::List& outputs) {
  Input x({3});
  Tensors y;
  for (const ConfigValue& name : outputs) {
    y.push_back(layers::Dense(2, {.name = name.as_string()})(x));
  }
  return {x, y};
}

void expect_equal(const Config& ours, const Config& expected) {
  EXPECT_TRUE(ours == expected) << "\n  ours      " << ours.to_string() << "\n  expected  "
                                << expected.to_string();
  std::vector<std::string> names, expected_names;
  for (const auto& [name, value] : ours) names.push_back(name);
  for (const auto& [name, value] : expected) expected_names.push_back(name);
  EXPECT_EQ(names, expected_names);
}

TEST(GoldenCompileConfigs, EqualKeras) {
  size_t count = 0;
  for (const Config& line : golden_json_lines("configs.jsonl.gz")) {
    if (line["family"].as_string() != "compile") continue;
    SCOPED_TRACE(line["given"].to_string());
    clear_session();
    const Config& expected = line["compile_config"].as_config();
    Model model = model_with(line["outputs"].as_list());
    model.compile_from_config(line["given"].as_config());
    expect_equal(model.get_compile_config(), expected);
    const Model again = model_from_json(model.to_json());
    ASSERT_TRUE(again.is_compiled());
    expect_equal(again.get_compile_config(), expected);
    EXPECT_EQ(again.to_json(), model.to_json());
    ++count;
  }
  EXPECT_EQ(count, 16U);
}

// The same, but written in C++.
TEST(GoldenCompileConfigs, OfEveryFormOfArguments) {
  std::vector<Config> lines;
  for (const Config& line : golden_json_lines("configs.jsonl.gz")) {
    if (line["family"].as_string() == "compile") lines.push_back(line);
  }
  size_t i = 0;
  const auto expect_next = [&](CompileOptions options) {
    SCOPED_TRACE(i);
    clear_session();
    Model model = model_with(lines[i]["outputs"].as_list());
    model.compile(std::move(options));
    expect_equal(model.get_compile_config(), lines[i]["compile_config"].as_config());
    ++i;
  };
  expect_next({});
  expect_next({.loss = "mse"});
  expect_next({.optimizer = "adam", .loss = "mean_squared_error", .metrics = {"mae"}});
  expect_next({.optimizer = optimizers::SGD({.learning_rate = 0.05, .momentum = 0.9}),
               .loss = losses::Huber()});  // Keras does not write its delta
  expect_next(
      {.optimizer = "RMSprop", .loss = "CategoricalCrossentropy", .metrics = {"accuracy", "acc"}});
  expect_next({.optimizer = "sgd",
               .loss = losses::CategoricalCrossentropy({.label_smoothing = 0.1}),
               .metrics = {metrics::TopKCategoricalAccuracy({.k = 2}), "mse"},
               .weighted_metrics = {"mae"}});
  i = 8;  // a schedule with random arguments, and a function of Keras's
  expect_next(
      {.optimizer = "adam", .loss = "mse", .metrics = {metrics::Mean()}, .jit_compile = false});
  i = 10;  // a list in a list
  expect_next({.optimizer = "adam", .loss = "mse", .loss_weights = 2.0, .auto_scale_loss = false});
  expect_next({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  i = 13;  // a metric without a list
  expect_next({.optimizer = "sgd", .loss = {"mse", AnyLoss()}, .loss_weights = {1.0, 0.0}});
  expect_next({.optimizer = "sgd",
               .loss = {losses::Poisson({.name = "p"}), "hinge"},
               .metrics = std::vector<std::vector<AnyMetric>>{{"mae"}, {metrics::Hinge()}},
               .weighted_metrics = {{"b", {"mse"}}}});
  expect_next({.loss = {{"b", "mse"}}});
}

TEST(CompileConfig, IsEmptyBeforeCompile) {
  const Model model = model_with({"a"});
  EXPECT_TRUE(model.get_compile_config().empty());
  const Model again = model_from_json(model.to_json());
  EXPECT_FALSE(again.is_compiled());
}

TEST(CompileConfig, CanBeLeftOut) {
  Sequential model({Input({3}), layers::Dense(2)});
  model.compile({.optimizer = "sgd", .loss = "mse"});
  EXPECT_TRUE(model_from_json(model.to_json()).is_compiled());
  EXPECT_FALSE(model_from_json(model.to_json(), {.compile = false}).is_compiled());
  EXPECT_FALSE(clone_model(model).is_compiled());
}

TEST(CompileConfig, HasTheLearningRateOfNow) {
  Sequential model({Input({3}), layers::Dense(2)});
  model.compile({.optimizer = "sgd", .loss = "mse"});
  model.set_learning_rate(0.25);
  EXPECT_EQ(model_from_json(model.to_json()).learning_rate(), 0.25);
}

TEST(CompileConfig, OfFunctionsIsTheirRegisteredNames) {
  register_keras_serializable<Loss>("compile_config", "third",
                                    [](const Tensor& t, const Tensor& y) {
                                      return ops::mean(ops::abs(t - y), {.axis = -1}) / 3;
                                    });
  register_keras_serializable<Metric>(
      "compile_config", "worst",
      [](const Tensor& t, const Tensor& y) { return ops::max(ops::abs(t - y), {.axis = -1}); });
  Sequential model({Input({3}), layers::Dense(2)});
  model.compile({.optimizer = "sgd",
                 .loss = AnyLoss::named("third"),
                 .metrics = {AnyMetric::named("worst")}});
  const Config told = model.get_compile_config();
  EXPECT_EQ(told["loss"], ConfigValue(function_record("compile_config>third")));
  EXPECT_EQ(told["metrics"].as_list()[0], ConfigValue(function_record("compile_config>worst")));
  const Model again = model_from_json(model.to_json());
  EXPECT_EQ(again.get_compile_config(), told);
}

TEST(CompileConfig, OfAFunctionWithoutANameIsLeftOut) {
  Sequential model({Input({3}), layers::Dense(2)});
  model.compile({.optimizer = "sgd",
                 .loss = [](const Tensor& t, const Tensor& y) { return ops::abs(t - y); }});
  EXPECT_NE(testing::error_text([&] { model.get_compile_config(); }).find("has no name"),
            std::string::npos);
  ::testing::internal::CaptureStderr();
  EXPECT_FALSE(model_from_json(model.to_json()).is_compiled());
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("is not written down"),
            std::string::npos);
}

TEST(CompileConfig, ErrorsSayWhere) {
  Sequential model({Input({3}), layers::Dense(2)});
  model.compile({.optimizer = "sgd", .loss = "mse"});
  std::string json = model.to_json();
  json.replace(json.find("\"mse\""), 5, "\"mes\"");
  const std::string error = testing::error_text([&] { model_from_json(json); });
  EXPECT_NE(error.find("compile_config > loss"), std::string::npos) << error;
}

}  // namespace
}  // namespace keratin
