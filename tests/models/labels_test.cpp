// Labels are class numbers whatever their dtype: what is no whole number is said, and never cut.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

const double kNaN = std::nan(""), kInfinity = std::numeric_limits<double>::infinity();

Sequential classifier(bool run_eagerly) {
  Sequential model({Input({2}), layers::Dense(3, {.activation = "softmax"})});
  model.compile({.optimizer = "sgd",
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"},
                 .run_eagerly = run_eagerly});
  return model;
}

TEST(Labels, ThatAreNoWholeNumbersAreRefusedByEveryWayToTrain) {
  const Tensor x = ones({3, 2});
  for (const bool run_eagerly : {false, true}) {
    for (const double bad : {kNaN, 0.5, kInfinity, -kInfinity, 1e19, -0.25}) {
      for (const DType dtype : {float32, float64}) {
        const Tensor y = tensor({0.0, 1.0, bad}).astype(dtype);
        Sequential model = classifier(run_eagerly);
        const std::string fit = error_text([&] { model.fit(x, y, {.verbose = 0}); });
        EXPECT_NE(fit.find("label"), std::string::npos) << bad << ": " << fit;
        const std::string evaluate = error_text([&] { model.evaluate(x, y, {.verbose = 0}); });
        EXPECT_NE(evaluate.find("label"), std::string::npos) << bad << ": " << evaluate;
      }
    }
    // Class numbers beyond int32 do not come round.
    Sequential model = classifier(run_eagerly);
    const Tensor far = tensor(std::vector<int64_t>{0, 1, (int64_t{1} << 32) + 1});
    EXPECT_NE(error_text([&] { model.fit(x, far, {.verbose = 0}); }).find("4294967297"),
              std::string::npos);
  }
}

TEST(Labels, ThatAreWholeFloatsTrainAsIntegersDo) {
  const Tensor x = random::normal({3, 2}, {.seed = 1}), y = tensor({0, 2, 1});
  for (const bool run_eagerly : {false, true}) {
    double losses[3];
    for (const int which : {0, 1, 2}) {
      utils::set_random_seed(1);
      Sequential model = classifier(run_eagerly);
      const Tensor labels = which == 0 ? y : y.astype(which == 1 ? float32 : float64);
      losses[which] = model.fit(x, labels, {.verbose = 0}).history["loss"][0];
    }
    EXPECT_EQ(losses[1], losses[0]);
    EXPECT_EQ(losses[2], losses[0]);
  }
}

TEST(Labels, AreSaidByTheirValueOnceAStepIsRecorded) {
  Input input({2});
  const Tensor h = layers::Dense(2)(input);
  Model model(input, layers::Dense(3, {.activation = "softmax"})(h + input));
  model.compile("sgd", "sparse_categorical_crossentropy");
  const Tensor x = ones({16, 2});
  Tensor y = zeros({16});
  const FitOptions fit{.batch_size = 4, .verbose = 0, .shuffle = false};
  model.fit(x, y, fit);
  const auto before = model.get_weights()[0].to_vector<float>();
  y.set({2}, 0.5F);
  EXPECT_NE(error_text([&] { model.fit(x, y, fit); }).find("label 0.5"), std::string::npos);
  EXPECT_EQ(model.get_weights()[0].to_vector<float>(), before);
}

TEST(Labels, OfMetricsAreComparedAndNotCut) {
  const Tensor scores = tensor({{0.9, 0.1}, {0.9, 0.1}, {0.1, 0.9}});
  // 0.5 and NaN are no class: Keras's sparse accuracy finds them nowhere.
  EXPECT_NEAR(metrics::SparseCategoricalAccuracy()(tensor({0.5, 0.0, kNaN}), scores), 1.0 / 3,
              1e-6);
  EXPECT_NEAR(metrics::SparseCategoricalAccuracy()(tensor({0.0, 0.0, 1.0}), scores), 1, 1e-6);
  const auto top = [&](const Tensor& labels) {
    return error_text([&] { metrics::SparseTopKCategoricalAccuracy({.k = 1})(labels, scores); });
  };
  EXPECT_EQ(top(tensor({0.0, 0.0, 1.0})), "no error");
  EXPECT_NE(top(tensor({0.0, 0.5, 1.0})).find("label 0.5 is no whole number"), std::string::npos)
      << top(tensor({0.0, 0.5, 1.0}));
  EXPECT_NE(top(tensor({0.0, kNaN, 1.0})).find("label nan"), std::string::npos);
}

TEST(Labels, OfClassWeightsAreRoundedAsInKeras) {
  const auto loss = [](double label) {
    Sequential model({Input({1}), layers::Dense(1, {.kernel_initializer = "ones"})});
    model.compile("sgd", "mse");
    return model
        .fit(ones({1, 1}), tensor({label}).reshape({1, 1}),
             {.verbose = 0, .class_weight = {{0, 1.0}, {1, 10.0}}})
        .history["loss"][0];
  };
  EXPECT_NEAR(loss(0.9), 10 * 0.01, 1e-5);
  EXPECT_NEAR(loss(0.2), 0.64, 1e-5);
  EXPECT_NE(error_text([&] { loss(kNaN); }).find("label nan"), std::string::npos);
}

TEST(Labels, OfOneHotRowsAreWholeNumbers) {
  for (const double bad : {kNaN, 0.5, kInfinity, 1e19}) {
    EXPECT_NE(error_text([&] {
                utils::to_categorical(tensor({0.0, bad}));
              }).find("whole number"),
              std::string::npos)
        << bad;
  }
  EXPECT_EQ(utils::to_categorical(tensor({0.0, 2.0})).shape(), (Shape{2, 3}));
}

}  // namespace
}  // namespace keratin
