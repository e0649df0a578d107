// One optimizer trains the variables that it was built for: what else asks it is told so.
#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

Sequential one_layer(layers::Layer* shared = nullptr) {
  Sequential model({Input({2})});
  if (shared) {
    model.add(AnyLayer(shared->share()));
  } else {
    model.add(layers::Dense(1, {.kernel_initializer = "ones"}));
  }
  return model;
}

std::vector<double> weights_of(const Model& model) {
  std::vector<double> all;
  for (const Tensor& weight : model.get_weights()) {
    for (const double value : weight.to_vector<double>()) all.push_back(value);
  }
  return all;
}

const Tensor kX = ones({4, 2}), kY = ones({4, 1});
const FitOptions kQuiet{.verbose = 0};

class OptimizerSharing : public ::testing::TestWithParam<bool> {
 protected:
  void compile(Model& model, AnyOptimizer optimizer) const {
    model.compile({.optimizer = std::move(optimizer), .loss = "mse", .run_eagerly = GetParam()});
  }
  static std::string error_of_fit(Model& model) {
    return error_text([&] { model.fit(kX, kY, kQuiet); });
  }
};
std::string name_of_steps(const ::testing::TestParamInfo<bool>& steps) {
  return steps.param ? "Eager" : "Compiled";
}
INSTANTIATE_TEST_SUITE_P(Steps, OptimizerSharing, ::testing::Bool(), name_of_steps);

TEST_P(OptimizerSharing, IsRefusedForAnotherModel) {
  const auto optimizer = std::make_shared<optimizers::SGD>();
  Sequential first = one_layer(), second = one_layer();
  compile(first, optimizer);
  compile(second, optimizer);
  first.fit(kX, kY, kQuiet);
  const auto before = weights_of(first), start = weights_of(second);
  EXPECT_NE(error_of_fit(second).find("was built for other variables"), std::string::npos)
      << error_of_fit(second);
  EXPECT_NE(error_text([&] { second.train_on_batch(kX, kY); }).find("other variables"),
            std::string::npos);
  EXPECT_EQ(weights_of(first), before);
  EXPECT_EQ(weights_of(second), start);
  // Testing asks no optimizer.
  EXPECT_NEAR(second.evaluate(kX, kY, {.verbose = 0})["loss"], 1, 1e-6);
  compile(second, "sgd");
  second.fit(kX, kY, kQuiet);
  EXPECT_NE(weights_of(second), start);
}

TEST_P(OptimizerSharing, WorksForModelsOfTheSameVariables) {
  const auto optimizer = std::make_shared<optimizers::SGD>();
  layers::Dense dense(1, {.kernel_initializer = "ones"});
  Sequential first = one_layer(&dense), second = one_layer(&dense);
  compile(first, optimizer);
  compile(second, optimizer);
  first.fit(kX, kY, kQuiet);
  const auto before = weights_of(first);
  second.fit(kX, kY, kQuiet);
  EXPECT_NE(weights_of(first), before);
  EXPECT_EQ(optimizer->iterations(), 2);
}

TEST_P(OptimizerSharing, IsToldWhenLayersComeOrGo) {
  for (const bool comes : {true, false}) {
    Sequential model = one_layer();
    if (!comes) model.add(layers::Dense(1));
    const auto optimizer = std::make_shared<optimizers::Adam>();
    compile(model, optimizer);
    model.fit(kX, kY, kQuiet);
    comes ? model.add(layers::Dense(1)) : model.pop();
    EXPECT_NE(error_of_fit(model).find("compile again"), std::string::npos) << error_of_fit(model);
    model.evaluate(kX, kY, {.verbose = 0});
    compile(model, optimizer);  // the same one
    EXPECT_NE(error_of_fit(model).find("compile again"), std::string::npos) << error_of_fit(model);
    compile(model, "adam");
    const auto before = weights_of(model);
    model.fit(kX, kY, kQuiet);
    const auto after = weights_of(model);
    for (size_t i = 0; i < after.size(); ++i) EXPECT_NE(after[i], before[i]) << i;
  }
}

TEST_P(OptimizerSharing, TrainsWhatWasAddedBeforeTheFirstStep) {
  Sequential model = one_layer();
  compile(model, "sgd");
  model.add(layers::Dense(1, {.kernel_initializer = "ones"}));
  model.fit(kX, kY, kQuiet);
  EXPECT_NE(model.get_weights()[2].item(), 1);
}

TEST_P(OptimizerSharing, IsToldWhenALayerThaws) {
  Sequential model = one_layer();
  model.add(layers::Dense(1));
  model.get_layer(0).set_trainable(false);
  compile(model, "sgd");
  model.fit(kX, kY, kQuiet);
  model.get_layer(0).set_trainable(true);
  EXPECT_NE(error_of_fit(model).find("compile again"), std::string::npos) << error_of_fit(model);
  compile(model, "sgd");
  const auto before = weights_of(model);
  model.fit(kX, kY, kQuiet);
  EXPECT_NE(weights_of(model)[0], before[0]);
}

TEST_P(OptimizerSharing, LeavesWhatIsFrozenAndThawsItAgain) {
  Sequential model = one_layer();
  model.add(layers::Dense(1));
  compile(model, optimizers::SGD({.momentum = 0.9, .weight_decay = 0.1}));
  model.fit(kX, kY, kQuiet);
  model.get_layer(0).set_trainable(false);
  const auto frozen = weights_of(model);
  model.fit(kX, kY, kQuiet);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(weights_of(model)[i], frozen[i]);
  EXPECT_NE(weights_of(model)[3], frozen[3]);
  model.get_layer(0).set_trainable(true);  // the optimizer has known it all the time
  model.fit(kX, kY, kQuiet);
  EXPECT_NE(weights_of(model)[0], frozen[0]);
}

}  // namespace
}  // namespace keratin
