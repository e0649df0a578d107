// A hundred steps of each optimizer against real Keras: plain, and with each argument of the base.
#include <gtest/gtest.h>

#include "keratin/autodiff/variable.h"
#include "keratin/ops/index.h"
#include "keratin/optimizers/all.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::Golden;
using namespace optimizers;

void expect_golden(const std::string& key, optimizers::Optimizer&& optimizer) {
  const Golden golden("optimizers");
  const std::vector<Variable> weights = {Variable(golden["start.0"].copy()),
                                         Variable(golden["start.1"].copy())};
  optimizer.build(weights);
  const int64_t steps = golden["gradients.0"].len();
  ASSERT_EQ(steps, 100);
  for (int64_t i = 0; i < steps; ++i) {
    const std::vector<Tensor> gradients = {golden["gradients.0"][Index(i)],
                                           golden["gradients.1"][Index(i)]};
    optimizer.apply(gradients);
  }
  expect_near(weights[0].value(), golden[key + ".0"], 1e-5, key + ".0");
  expect_near(weights[1].value(), golden[key + ".1"], 1e-5, key + ".1");
  optimizer.finalize_variable_values();
  expect_near(weights[0].value(), golden[key + ".final.0"], 1e-5, key + ".final.0");
  expect_near(weights[1].value(), golden[key + ".final.1"], 1e-5, key + ".final.1");
}

TEST(GoldenOptimizers, Sgd) {
  expect_golden("sgd", SGD());
  expect_golden("sgd_momentum", SGD({.learning_rate = 0.05, .momentum = 0.9}));
  expect_golden("sgd_nesterov", SGD({.learning_rate = 0.05, .momentum = 0.9, .nesterov = true}));
}

TEST(GoldenOptimizers, Rmsprop) {
  expect_golden("rmsprop", RMSprop());
  expect_golden("rmsprop_momentum",
                RMSprop({.learning_rate = 0.005, .rho = 0.95, .momentum = 0.8}));
  expect_golden("rmsprop_centered",
                RMSprop({.learning_rate = 0.005, .momentum = 0.5, .centered = true}));
}

TEST(GoldenOptimizers, AdamAndAdamW) {
  expect_golden("adam", Adam());
  expect_golden("adam_amsgrad",
                Adam({.learning_rate = 0.01, .beta_1 = 0.8, .beta_2 = 0.99, .amsgrad = true}));
  expect_golden("adamw", AdamW({.learning_rate = 0.01}));
  expect_golden("adamw_decay", AdamW({.learning_rate = 0.01, .weight_decay = 0.1}));
}

TEST(GoldenOptimizers, Clipping) {
  expect_golden("clipnorm", SGD({.learning_rate = 0.05, .clipnorm = 1.0}));
  expect_golden("clipvalue", SGD({.learning_rate = 0.05, .clipvalue = 0.3}));
  expect_golden("global_clipnorm", Adam({.learning_rate = 0.01, .global_clipnorm = 2.0}));
}

TEST(GoldenOptimizers, WeightDecay) {
  expect_golden("weight_decay", RMSprop({.learning_rate = 0.01, .weight_decay = 0.05}));
}

TEST(GoldenOptimizers, MovingAverage) {
  expect_golden("ema", SGD({.learning_rate = 0.05, .use_ema = true, .ema_momentum = 0.9}));
  expect_golden("ema_overwrite", Adam({.learning_rate = 0.01,
                                       .use_ema = true,
                                       .ema_momentum = 0.8,
                                       .ema_overwrite_frequency = 7}));
}

TEST(GoldenOptimizers, Accumulation) {
  expect_golden("accumulation", Adam({.learning_rate = 0.01, .gradient_accumulation_steps = 4}));
}

}  // namespace
}  // namespace keratin
