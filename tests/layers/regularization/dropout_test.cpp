#include "keratin/layers/regularization/dropout.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(Dropout, DoesNothingOutsideTraining) {
  layers::Dropout dropout(0.5);
  const Tensor x = ones({10, 10});
  expect_near(dropout(x), x, 0);
}

TEST(Dropout, ZeroesThePartAndScalesTheRest) {
  layers::Dropout dropout(0.25, {.seed = 7});
  const auto y = dropout(ones({100, 100}), {.training = true}).to_vector<double>();
  int zeros = 0;
  for (const double value : y) {
    if (value == 0) {
      ++zeros;
    } else {
      EXPECT_NEAR(value, 1 / 0.75, 1e-6);
    }
  }
  EXPECT_NEAR(zeros, 2500, 200);
}

TEST(Dropout, DrawsAnotherMaskAtEachStepAndTheSameAgain) {
  const auto masks = [] {
    layers::Dropout dropout(0.5, {.seed = 3});
    std::vector<std::vector<double>> drawn;
    for (const uint64_t step : {0, 1}) {
      drawn.push_back(dropout(ones({64}), {.training = true, .step = step}).to_vector<double>());
    }
    return drawn;
  };
  EXPECT_NE(masks()[0], masks()[1]);
  EXPECT_EQ(masks(), masks());
}

TEST(Dropout, KeepsTheLayerContract) {
  check_layer(layers::Dropout(0.5, {.dtype = float64}), {.input = {3, 2}, .output = {3, 2}});
}

TEST(Dropout, RefusesARateOutsideZeroToOne) {
  EXPECT_THROW(layers::Dropout(-0.1), ValueError);
  EXPECT_THROW(layers::Dropout(1.5), ValueError);
}

}  // namespace
}  // namespace keratin
