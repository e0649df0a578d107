#include "keratin/layers/regularization/alpha_dropout.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/random.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(AlphaDropout, KeepsTheLayerContract) {
  check_layer(layers::AlphaDropout(0.5, {.dtype = float64}), {.input = {3}, .output = {3}});
}

TEST(AlphaDropout, GivesTheTwoValuesOfKeras) {
  layers::AlphaDropout dropout(0.3, {.seed = 1});
  const auto y = dropout(full({100, 50}, 2.0), {.training = true}).to_vector<double>();
  int dropped = 0;
  for (const double value : y) {
    if (value < 0) {
      ++dropped;
      EXPECT_NEAR(value, -1.0595481, 1e-6);
    } else {
      EXPECT_NEAR(value, 2.1759973, 1e-6);
    }
  }
  EXPECT_NEAR(dropped, 1500, 150);
}

TEST(AlphaDropout, KeepsMeanAndVariance) {
  const Tensor x = random::normal({200, 100}, {.seed = 5});
  layers::AlphaDropout dropout(0.4, {.seed = 1});
  expect_near(dropout(x), x, 0);
  const Tensor y = dropout(x, {.training = true});
  EXPECT_NEAR(y.mean().item(), 0, 0.03);
  EXPECT_NEAR(y.std().item(), 1, 0.03);
}

TEST(AlphaDropout, SendsTheGradientWhereNothingWasDropped) {
  layers::AlphaDropout dropout(0.3, {.seed = 1});
  const Tensor x = watch(full({5, 4}, 2.0));
  const Tensor y = dropout(x, {.training = true, .step = 3});
  const auto slopes = gradients(ops::sum(y), {x})[0].to_vector<double>();
  const auto values = y.to_vector<double>();
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(slopes[i], values[i] < 0 ? 0 : 0.8609526, 1e-6);
  }
}

TEST(AlphaDropout, SharesItsMaskAlongAxesOfLengthOne) {
  layers::AlphaDropout dropout(0.5, {.noise_shape = {None, 1, 4}, .seed = 2});
  const Tensor y = dropout(ones({8, 3, 4}), {.training = true});
  const Tensor first = y[{slice(), 0}], last = y[{slice(), 2}];
  EXPECT_TRUE(array_equal(first, last));
  EXPECT_GT(first.std().item(), 0.5);
  EXPECT_THROW(dropout(ones({8, 3}), {.training = true}), ShapeError);
  EXPECT_THROW(dropout(ones({8, 3, 5}), {.training = true}), ShapeError);
}

TEST(AlphaDropout, RefusesARateOutsideZeroToOne) {
  EXPECT_THROW(layers::AlphaDropout(1.5), ValueError);
  EXPECT_THROW(layers::AlphaDropout(1)(ones({2, 2}), {.training = true}), ValueError);
}

TEST(AlphaDropout, PassesMasks) {
  Tensor x = ones({2, 3});
  set_mask(x, ones({2, 3}, bool_));
  EXPECT_TRUE(mask_of(layers::AlphaDropout(0.5)(x, {.training = true})).defined());
}

}  // namespace
}  // namespace keratin
