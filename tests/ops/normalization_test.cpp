#include "keratin/ops/normalization.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near, testing::gradient_error, testing::uniform_tensor;

TEST(NormalizationOps, MomentsAreKerass) {
  const Tensor x = tensor({{1.0F, 2.0F}, {3.0F, 5.0F}});
  expect_near(ops::moments(x, 0).mean, tensor({2.0F, 3.5F}), 0);
  expect_near(ops::moments(x, 0).variance, tensor({1.0F, 2.25F}), 1e-6);
  const auto [mean, variance] = ops::moments(x.as_dtype(float16), {0, 1}, true);
  EXPECT_EQ(variance.dtype(), float16);
  EXPECT_EQ(variance.shape(), (Shape{1, 1}));
  EXPECT_EQ(variance.item(), 2.1875);
  EXPECT_EQ(mean.item(), 2.75);
  EXPECT_EQ(ops::moments(tensor({{1, 2}, {3, 5}}), 0).variance.dtype(), float32);
  // In float16 the squares would be infinite.
  const Tensor large = tensor({-60000.0F, 60000.0F}).as_dtype(float16);
  EXPECT_EQ(ops::moments(large, 0).variance.item(), 65504);
}

TEST(NormalizationOps, NormalizeIsKerass) {
  const Tensor x = tensor({{3.0F, 4.0F}});
  expect_near(ops::normalize(x), tensor({{0.6F, 0.8F}}), 1e-6);
  expect_near(ops::normalize(x, {.order = 1}), tensor({{3.0F / 7, 4.0F / 7}}), 1e-6);
  expect_near(ops::normalize(x, {.axis = 0}), ones({1, 2}), 1e-6);
  expect_near(ops::normalize(zeros({1, 2})), zeros({1, 2}), 0);
  EXPECT_NE(error_text([&] {
              ops::normalize(x, {.order = 0});
            }).find("Argument `order` must be an int >= 1. Received: order=0"),
            std::string::npos);
}

TEST(NormalizationOps, OfLayersAreKerass) {
  const Tensor x = tensor({{1.0F, 2.0F, 6.0F}});
  expect_near(ops::layer_normalization(x), tensor({{-0.9258201F, -0.4629101F, 1.3887302F}}), 1e-6);
  expect_near(ops::rms_normalization(x, {.scale = tensor(2.0F)}),
              tensor({{0.5410018F, 1.0820036F, 3.2460108F}}), 1e-6);
  expect_near(ops::batch_normalization(tensor({{1.0F, 2.0F}}), tensor({1.0F, 1.0F}),
                                       tensor({4.0F, 4.0F}), -1, {.offset = tensor({1.0F, 0.0F})}),
              tensor({{1.0F, 0.49993753F}}), 1e-6);
  const Tensor half = ops::layer_normalization(
      x.as_dtype(float16), {.gamma = tensor({1.0F, 2.0F, 3.0F}), .rms_scaling = true});
  EXPECT_EQ(half.dtype(), float16);
  expect_near(half.as_dtype(float32), tensor({{0.46289062F, 1.8515625F, 8.3359375F}}), 1e-2);
  EXPECT_NE(error_text([&] {
              ops::batch_normalization(x, ones({2}), ones({3}), -1);
            }).find("Arguments `mean` must be a vector of length `x.shape[axis]`"),
            std::string::npos);
  EXPECT_NE(error_text([&] {
              ops::layer_normalization(x, {.gamma = ones({2})});
            }).find("weights have the lengths of the axes"),
            std::string::npos);
}

// The layers compute in one pass over x.
TEST(NormalizationOps, GiveWhatTheLayersGive) {
  const Tensor x = random::normal({4, 3, 5}, {.seed = 1});
  const Tensor gamma = random::uniform({3, 5}, {.seed = 2}),
               beta = random::normal({3, 5}, {.seed = 3});
  layers::LayerNormalization layer({.axis = {1, 2}});
  layer.ensure_built({{4, 3, 5}});
  layer.set_weights({gamma, beta});
  expect_near(
      ops::layer_normalization(x, {.gamma = gamma, .beta = beta, .axis = {1, 2}, .epsilon = 1e-3}),
      layer(x), 1e-5);
  layers::RMSNormalization rms;
  expect_near(ops::rms_normalization(x, {.epsilon = 1e-6}), rms(x), 1e-5);
}

TEST(NormalizationOps, HaveTheGradientsOfDifferences) {
  const Tensor x = uniform_tensor({3, 4}, -1, 2, 1), a = uniform_tensor({4}, 0.5, 1.5, 2),
               b = uniform_tensor({4}, 0.5, 1.5, 3), c = uniform_tensor({4}, -1, 1, 4),
               d = uniform_tensor({4}, -1, 1, 5);
  EXPECT_LT(gradient_error({x, a, c},
                           [](const std::vector<Tensor>& in) {
                             return ops::layer_normalization(in[0],
                                                             {.gamma = in[1], .beta = in[2]});
                           }),
            1e-6);
  EXPECT_LT(gradient_error({x, a},
                           [](const std::vector<Tensor>& in) {
                             return ops::rms_normalization(in[0], {.scale = in[1]});
                           }),
            1e-6);
  EXPECT_LT(gradient_error({x, c, a, d, b},
                           [](const std::vector<Tensor>& in) {
                             return ops::batch_normalization(in[0], in[1], in[2], -1,
                                                             {.offset = in[3], .scale = in[4]});
                           }),
            1e-6);
  for (const int64_t order : {2, 3}) {
    EXPECT_LT(gradient_error({x},
                             [order](const std::vector<Tensor>& in) {
                               return ops::normalize(in[0], {.order = order});
                             }),
              1e-6)
        << order;
  }
}

}  // namespace
}  // namespace keratin
