// Numbers that mean nothing are refused where they are given: by every constructor, with the name
// of the argument. Keras takes many of them in silence.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

const double kNaN = std::nan(""), kInfinity = std::numeric_limits<double>::infinity();

using Numbers = std::vector<double>;

/// Fails unless make(number) throws a ValueError that names the argument, for each of the numbers.
template <class Make>
void expect_refused(const char* argument, const Numbers& numbers, Make make) {
  for (const double number : numbers) {
    const std::string error = error_text([&] { make(number); });
    EXPECT_TRUE(error.starts_with("ValueError") && error.find(argument) != std::string::npos)
        << argument << " = " << number << ": " << error;
  }
}
/// Fails if it throws for any of them.
template <class Make>
void expect_taken(const Numbers& numbers, Make make) {
  for (const double number : numbers) {
    EXPECT_EQ(error_text([&] { make(number); }), "no error") << number;
  }
}

const Numbers kNegative = {-1, -1e-9, kNaN, kInfinity, -kInfinity};

template <class Optimizer, class Options>
void expect_common_arguments() {
  const auto with = [](auto member) {
    return [member](double x) {
      Options options;
      options.*member = x;
      Optimizer{std::move(options)};
    };
  };
  expect_refused("learning_rate", kNegative, with(&Options::learning_rate));
  expect_refused("weight_decay", kNegative, with(&Options::weight_decay));
  expect_refused("clipnorm", kNegative, with(&Options::clipnorm));
  expect_refused("clipvalue", kNegative, with(&Options::clipvalue));
  expect_refused("global_clipnorm", kNegative, with(&Options::global_clipnorm));
  expect_refused("loss_scale_factor", {-1, 0, kNaN, kInfinity}, with(&Options::loss_scale_factor));
  expect_refused("ema_momentum", {-0.1, 1.5, kNaN}, with(&Options::ema_momentum));
  expect_taken({0, 0.5, 1000}, with(&Options::learning_rate));
  expect_taken({0, 0.5, 2}, with(&Options::weight_decay));
}

TEST(NonsenseNumbers, OfOptimizers) {
  using namespace optimizers;
  expect_common_arguments<SGD, SGDOptions>();
  expect_common_arguments<RMSprop, RMSpropOptions>();
  expect_common_arguments<Adam, AdamOptions>();
  expect_common_arguments<AdamW, AdamWOptions>();
  expect_common_arguments<Adamax, AdamaxOptions>();
  const Numbers shares = {-0.1, 1, 1.5, kNaN};
  expect_refused("momentum", {-0.1, 1.5, kNaN}, [](double x) { SGD({.momentum = x}); });
  expect_taken({0, 0.9, 1}, [](double x) { SGD({.momentum = x}); });
  expect_refused("rho", shares, [](double x) { RMSprop({.rho = x}); });
  expect_refused("momentum", {-0.1, 1.5, kNaN}, [](double x) { RMSprop({.momentum = x}); });
  expect_refused("epsilon", kNegative, [](double x) { RMSprop({.epsilon = x}); });
  expect_refused("beta_1", shares, [](double x) { Adam({.beta_1 = x}); });
  expect_refused("beta_2", shares, [](double x) { AdamW({.beta_2 = x}); });
  expect_refused("beta_2", shares, [](double x) { Adamax({.beta_2 = x}); });
  expect_refused("epsilon", kNegative, [](double x) { Adamax({.epsilon = x}); });
  expect_refused("learning_rate", kNegative, [](double x) { SGD().set_learning_rate(x); });
  expect_refused("ema_overwrite_frequency", {0, -1}, [](double x) {
    SGD({.use_ema = true, .ema_overwrite_frequency = static_cast<int64_t>(x)});
  });
}

TEST(NonsenseNumbers, OfSchedules) {
  using namespace optimizers::schedules;
  expect_refused("initial_learning_rate", kNegative, [](double x) {
    ExponentialDecay({.initial_learning_rate = x, .decay_steps = 10, .decay_rate = 0.5});
  });
  expect_refused("decay_rate", kNegative, [](double x) {
    ExponentialDecay({.initial_learning_rate = 1, .decay_steps = 10, .decay_rate = x});
  });
  expect_taken({0, 0.5, 1, 1.5}, [](double x) {
    ExponentialDecay({.initial_learning_rate = 1, .decay_steps = 10, .decay_rate = x});
  });
  expect_refused("initial_learning_rate", kNegative, [](double x) {
    InverseTimeDecay({.initial_learning_rate = x, .decay_steps = 10, .decay_rate = 0.5});
  });
  expect_refused("decay_rate", kNegative, [](double x) {
    InverseTimeDecay({.initial_learning_rate = 1, .decay_steps = 10, .decay_rate = x});
  });
  expect_refused("end_learning_rate", kNegative, [](double x) {
    PolynomialDecay({.initial_learning_rate = 1, .decay_steps = 10, .end_learning_rate = x});
  });
  expect_refused("power", kNegative, [](double x) {
    PolynomialDecay({.initial_learning_rate = 1, .decay_steps = 10, .power = x});
  });
  expect_refused("alpha", kNegative, [](double x) {
    CosineDecay({.initial_learning_rate = 1, .decay_steps = 10, .alpha = x});
  });
  expect_refused("warmup_target", kNegative, [](double x) {
    CosineDecay({.initial_learning_rate = 1, .decay_steps = 10, .warmup_target = x});
  });
  expect_refused("warmup_steps", {-1}, [](double x) {
    CosineDecay({.initial_learning_rate = 1,
                 .decay_steps = 10,
                 .warmup_target = 2,
                 .warmup_steps = static_cast<int64_t>(x)});
  });
  expect_refused("alpha", kNegative, [](double x) {
    CosineDecayRestarts({.initial_learning_rate = 1, .first_decay_steps = 10, .alpha = x});
  });
  expect_refused("t_mul", {0, -1, kNaN, kInfinity}, [](double x) {
    CosineDecayRestarts({.initial_learning_rate = 1, .first_decay_steps = 10, .t_mul = x});
  });
  expect_refused("m_mul", kNegative, [](double x) {
    CosineDecayRestarts({.initial_learning_rate = 1, .first_decay_steps = 10, .m_mul = x});
  });
  expect_refused("values", kNegative, [](double x) {
    PiecewiseConstantDecay({.boundaries = {10}, .values = {1, x}});
  });
  EXPECT_NE(error_text([] {
              PiecewiseConstantDecay({.boundaries = {10, 5}, .values = {3, 2, 1}});
            }).find("boundaries"),
            std::string::npos);
}

TEST(NonsenseNumbers, OfLayers) {
  expect_refused("rate", {-0.1, 1.5, kNaN}, [](double x) { layers::Dropout{x}; });
  expect_refused("max_value", {-1, kNaN}, [](double x) { layers::ReLU({.max_value = x}); });
  expect_refused("negative_slope", kNegative,
                 [](double x) { layers::ReLU({.negative_slope = x}); });
  expect_refused("threshold", kNegative, [](double x) { layers::ReLU({.threshold = x}); });
  expect_refused("negative_slope", kNegative,
                 [](double x) { layers::LeakyReLU({.negative_slope = x}); });
  expect_refused("scale", {kNaN, kInfinity}, [](double x) { layers::Rescaling{x}; });
  expect_refused("offset", {kNaN, kInfinity},
                 [](double x) { layers::Rescaling(1, {.offset = x}); });
  expect_refused("units", {0, -1}, [](double x) { layers::Dense(static_cast<int64_t>(x)); });
}

TEST(NonsenseNumbers, OfLosses) {
  using namespace losses;
  const Numbers outside = {-0.5, 1.5, kNaN};
  expect_refused("label_smoothing", outside,
                 [](double x) { BinaryCrossentropy({.label_smoothing = x}); });
  expect_refused("label_smoothing", outside,
                 [](double x) { CategoricalCrossentropy({.label_smoothing = x}); });
  expect_refused("label_smoothing", outside,
                 [](double x) { CategoricalFocalCrossentropy({.label_smoothing = x}); });
  expect_refused("gamma", kNegative, [](double x) { CategoricalFocalCrossentropy({.gamma = x}); });
  expect_refused("alpha", kNegative, [](double x) { CategoricalFocalCrossentropy({.alpha = x}); });
  expect_refused("alpha", kNegative, [](double x) {
    CategoricalFocalCrossentropy({.alpha = {0.5, x}});
  });
  expect_refused("delta", {0, -1, kNaN, kInfinity}, [](double x) { Huber({.delta = x}); });
}

TEST(NonsenseNumbers, OfMetrics) {
  using namespace metrics;
  expect_refused("threshold", {kNaN, kInfinity},
                 [](double x) { BinaryAccuracy({.threshold = x}); });
  expect_refused("label_smoothing", {-0.5, 1.5, kNaN},
                 [](double x) { BinaryCrossentropy({.label_smoothing = x}); });
  expect_refused("label_smoothing", {-0.5, 1.5, kNaN},
                 [](double x) { CategoricalCrossentropy({.label_smoothing = x}); });
  for (const int64_t k : {0, -1}) {
    EXPECT_NE(error_text([&] { TopKCategoricalAccuracy{k}; }).find("k of "), std::string::npos);
    EXPECT_NE(error_text([&] { SparseTopKCategoricalAccuracy{k}; }).find("k of "),
              std::string::npos);
  }
}

TEST(NonsenseNumbers, OfRegularizersConstraintsAndInitializers) {
  expect_refused("l1", kNegative, [](double x) { regularizers::L1{x}; });
  expect_refused("l2", kNegative, [](double x) { regularizers::L2{x}; });
  expect_refused("l2", kNegative, [](double x) { regularizers::L1L2({.l1 = 0, .l2 = x}); });
  expect_refused("factor", kNegative,
                 [](double x) { regularizers::OrthogonalRegularizer({.factor = x}); });
  expect_refused("max_value", kNegative, [](double x) { constraints::MaxNorm({.max_value = x}); });
  expect_refused("min_value", kNegative,
                 [](double x) { constraints::MinMaxNorm({.min_value = x}); });
  expect_refused("min_value", {2},
                 [](double x) { constraints::MinMaxNorm({.min_value = x, .max_value = 1}); });
  expect_refused("rate", {-0.1, 1.5, kNaN}, [](double x) { constraints::MinMaxNorm({.rate = x}); });
  expect_refused("stddev", kNegative, [](double x) { initializers::RandomNormal({.stddev = x}); });
  expect_refused("mean", {kNaN, kInfinity},
                 [](double x) { initializers::RandomNormal({.mean = x}); });
  expect_refused("stddev", kNegative,
                 [](double x) { initializers::TruncatedNormal({.stddev = x}); });
  expect_refused("minval", {2, kNaN},
                 [](double x) { initializers::RandomUniform({.minval = x, .maxval = 1}); });
  expect_refused("scale", {0, -1, kNaN, kInfinity},
                 [](double x) { initializers::VarianceScaling({.scale = x}); });
  expect_refused("gain", {kNaN, kInfinity},
                 [](double x) { initializers::Orthogonal({.gain = x}); });
}

TEST(NonsenseNumbers, OfCallbacksAndTraining) {
  using callbacks::EarlyStopping;
  expect_refused("patience", {-1},
                 [](double x) { EarlyStopping({.patience = static_cast<int64_t>(x)}); });
  expect_refused("min_delta", {kNaN, kInfinity}, [](double x) { EarlyStopping({.min_delta = x}); });
  expect_refused("baseline", {kNaN}, [](double x) { EarlyStopping({.baseline = x}); });
  expect_refused("start_from_epoch", {-1},
                 [](double x) { EarlyStopping({.start_from_epoch = static_cast<int64_t>(x)}); });
  Sequential model({Input({1}), layers::Dense(1)});
  expect_refused("loss_weights", {kNaN, kInfinity}, [&](double x) {
    model.compile({.optimizer = "sgd", .loss = "mse", .loss_weights = x});
  });
  model.compile("sgd", "mse");
  const Tensor x = ones({4, 1});
  expect_refused("validation_split", {-0.1, 1, kNaN},
                 [&](double split) { model.fit(x, x, {.verbose = 0, .validation_split = split}); });
  expect_refused("class_weight", {kNaN, kInfinity}, [&](double weight) {
    model.fit(x, x, {.verbose = 0, .class_weight = {{1, weight}}});
  });
}

}  // namespace
}  // namespace keratin
