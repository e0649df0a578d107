#include "keratin/layers/regularization/gaussian.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(GaussianNoise, KeepsTheLayerContract) {
  check_layer(layers::GaussianNoise(0.5, {.dtype = float64}), {.input = {3}, .output = {3}});
}

TEST(GaussianNoise, AddsNormalNumbersInTraining) {
  const Tensor x = full({200, 100}, 3.0);
  layers::GaussianNoise noise(0.5, {.seed = 1});
  expect_near(noise(x), x, 0);
  const Tensor y = noise(x, {.training = true});
  EXPECT_NEAR(y.mean().item(), 3, 0.02);
  EXPECT_NEAR(y.std().item(), 0.5, 0.02);
  expect_near(layers::GaussianNoise(0)(x, {.training = true}), x, 0);
}

TEST(GaussianDropout, KeepsTheLayerContract) {
  check_layer(layers::GaussianDropout(0.5, {.dtype = float64}), {.input = {3}, .output = {3}});
}

TEST(GaussianDropout, MultipliesByNormalNumbersInTraining) {
  const Tensor x = full({200, 100}, 3.0);
  layers::GaussianDropout dropout(0.2, {.seed = 1});
  expect_near(dropout(x), x, 0);
  const Tensor y = dropout(x, {.training = true});
  EXPECT_NEAR(y.mean().item(), 3, 0.05);
  EXPECT_NEAR(y.std().item(), 3 * 0.5, 0.05);  // sqrt(0.2 / 0.8) = 0.5
}

TEST(GaussianDropout, SendsTheGradientThroughTheSameNoise) {
  layers::GaussianDropout dropout(0.2, {.seed = 1});
  const Tensor x = watch(full({5, 4}, 2.0));
  const Tensor y = dropout(x, {.training = true, .step = 3});
  expect_near(gradients(ops::sum(y), {x})[0] * 2, y, 1e-6);
}

TEST(Gaussian, NoiseIsThatOfTheStep) {
  layers::GaussianNoise noise(0.5, {.seed = 1});
  const auto at = [&](uint64_t step) {
    return noise(zeros({64}), {.training = true, .step = step});
  };
  EXPECT_TRUE(array_equal(at(0), at(0)));
  EXPECT_FALSE(array_equal(at(0), at(1)));
}

TEST(Gaussian, NoiseHasTheDtypeThatIsComputedIn) {
  for (const DTypePolicy policy : {DTypePolicy(bfloat16), DTypePolicy("mixed_bfloat16")}) {
    layers::GaussianNoise noise(0.5, {.dtype = policy});
    EXPECT_EQ(noise(ones({2, 3}), {.training = true}).dtype(), bfloat16);
  }
  EXPECT_EQ(layers::GaussianDropout(0.5)(tensor({{1, 2}}), {.training = true}).dtype(), float32);
  EXPECT_EQ(layers::GaussianNoise(0.5)(ones({0, 3}), {.training = true}).shape(), (Shape{0, 3}));
}

TEST(Gaussian, RefusesNumbersOutsideZeroToOne) {
  EXPECT_EQ(testing::error_text([] { layers::GaussianNoise(1.5); }),
            "ValueError: stddev of GaussianNoise lies in [0, 1], but got 1.5");
  EXPECT_THROW(layers::GaussianDropout(-0.1), ValueError);
  layers::GaussianDropout all(1);
  EXPECT_EQ(all(ones({2, 2})).sum().item(), 4);
  EXPECT_THROW(all(ones({2, 2}), {.training = true}), ValueError);
}

TEST(Gaussian, PassesMasks) {
  Tensor x = ones({2, 3});
  set_mask(x, ones({2, 3}, bool_));
  EXPECT_TRUE(mask_of(layers::GaussianNoise(0.5)(x, {.training = true})).defined());
  EXPECT_TRUE(mask_of(layers::GaussianDropout(0.5)(x, {.training = true})).defined());
}

}  // namespace
}  // namespace keratin
