#include "keratin/layers/normalization/batch_normalization.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/initializers/constant.h"
#include "keratin/layers/core/input.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using layers::BatchNormalization, layers::BatchNormalizationOptions;
using testing::check_layer, testing::error_text, testing::expect_near;

const Tensor kBatch = {{1.0, 2.0}, {3.0, 5.0}, {5.0, 12.0}};

/// Built for two channels, with gamma, beta, moving_mean and moving_variance.
BatchNormalization with_weights(BatchNormalizationOptions options) {
  options.momentum = 0.9;
  options.epsilon = 0.01;
  BatchNormalization layer(options);
  layer.build({None, 2});
  std::vector<Tensor> weights = {tensor({2.0, 0.5}), tensor({1.0, -1.0}), tensor({1.0, 2.0}),
                                 tensor({4.0, 9.0})};
  if (options.renorm) {
    for (const Tensor& more : {tensor({2.0, 3.0}), tensor({2.0, 4.0}), tensor({1.5, 2.0})}) {
      weights.push_back(more);
    }
  }
  layer.set_weights(weights);
  return layer;
}

TEST(BatchNormalization, KeepsTheLayerContract) {
  // An epsilon above the negative variances that are drawn for the weights.
  check_layer(BatchNormalization({.epsilon = 1.5, .dtype = float64}),
              {.input = {4, 3}, .output = {4, 3}, .weights = 4});
  check_layer(BatchNormalization(1, {.epsilon = 1.5, .center = false, .dtype = float64}),
              {.input = {4, 3}, .output = {4, 3}, .weights = 3});
}

TEST(BatchNormalization, UsesTheMovingStatistics) {
  expect_near(with_weights({})(kBatch),
              tensor({{1.0, -1.0}, {2.9975047, -0.5002775}, {4.9950094, 0.6657416}}), 1e-6);
}

TEST(BatchNormalization, UsesAndMovesTowardsTheBatchInTraining) {
  const BatchNormalization layer = with_weights({});
  expect_near(layer(kBatch, {.training = true}),
              tensor({{-1.4449096, -1.5169649}, {1.0, -1.1590661}, {3.4449098, -0.3239688}}), 1e-6);
  expect_near(layer.moving_mean(), tensor({1.2, 2.4333334}), 1e-6);
  expect_near(layer.moving_variance(), tensor({3.8666666, 9.855555}), 1e-6);
  layer(kBatch, {.training = true});
  expect_near(layer.moving_mean(), tensor({1.38, 2.8233335}), 1e-6);
  expect_near(layer.moving_variance(), tensor({3.7466664, 10.625554}), 1e-6);
}

TEST(BatchNormalization, SendsTheGradientThroughTheStatisticsOfTheBatch) {
  const BatchNormalization layer = with_weights({});
  const Tensor x = watch(kBatch);
  const Tensor y = layer(x, {.training = true});
  // The sum of each channel is 3 beta, whatever x is.
  expect_near(gradients(ops::sum(y), {x})[0], zeros({3, 2}), 1e-6);
  expect_near(gradients(ops::sum(y), layer.trainable_weights())[1], tensor({3.0, 3.0}), 1e-6);
}

TEST(BatchNormalization, CountsWhatTheMaskLeaves) {
  const Tensor x = {{{1.0, 2.0}, {3.0, 5.0}}, {{5.0, 12.0}, {100.0, -100.0}}};
  const Tensor mask = tensor({{1, 1}, {1, 0}}).astype(bool_);
  BatchNormalization layer({.momentum = 0.9, .epsilon = 0.01});
  const Tensor y = layer(x, {.training = true, .mask = mask});
  expect_near(y,
              tensor({{{-1.2224548, -1.0339301}, {0.0, -0.3181323}},
                      {{1.2224549, 1.3520623}, {59.289055, -25.371054}}}),
              1e-5);
  expect_near(layer.moving_mean(), tensor({0.3, 0.6333334}), 1e-6);
  expect_near(layer.moving_variance(), tensor({1.1666666, 2.6555555}), 1e-6);
  set_mask(x, mask);
  EXPECT_TRUE(array_equal(mask_of(layer(x)), mask));
}

TEST(BatchNormalization, RefusesAMaskOfAnotherRank) {
  BatchNormalization layer({.name = "bn"});
  EXPECT_EQ(error_text([&] {
              layer(kBatch, {.mask = ones({3, 2}, bool_)});
            }),
            "ShapeError in bn (BatchNormalization): the mask should have one axis less than the "
            "input\n"
            "  input  float32 (3, 2)\n"
            "  mask   bool (3, 2)");
}

TEST(BatchNormalization, CorrectsTowardsSlowerStatisticsWithRenorm) {
  const BatchNormalization layer = with_weights(
      {.renorm = true,
       .renorm_clipping = layers::RenormClipping{.rmax = 1.5, .rmin = 0.5, .dmax = 1.0},
       .renorm_momentum = 0.5});
  expect_near(layer(kBatch, {.training = true}),
              tensor({{-0.333333, -1.2754476}, {2.3333335, -0.7385993}, {5.0, 0.5140468}}), 1e-6);
  const std::vector<Tensor> expected = {tensor({2.0, 0.5}),
                                        tensor({1.0, -1.0}),
                                        tensor({1.2, 2.4333334}),
                                        tensor({3.8457453, 9.718864}),
                                        tensor({1.9636052, 3.1191127}),
                                        tensor({2.5, 5.166667}),
                                        tensor({1.5680261, 3.0955641})};
  const std::vector<Variable> weights = layer.weights();
  ASSERT_EQ(weights.size(), expected.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    expect_near(weights[i], expected[i], 1e-6, weights[i].name());
  }
  expect_near(layer(kBatch, {.training = true}),
              tensor({{-0.9132333, -1.5114846}, {1.6377444, -1.0269203}, {4.188722, 0.10373}}),
              1e-6);
}

TEST(BatchNormalization, BeginsRenormWithTheRootOfTheVariance) {
  BatchNormalization layer(
      {.moving_variance_initializer = initializers::Constant(4), .renorm = true});
  layer.build({None, 2});
  const std::vector<Variable> weights = layer.weights();
  ASSERT_EQ(weights.size(), 7U);
  EXPECT_EQ(weights[4].name(), "moving_stddev");
  expect_near(weights[4], tensor({2.0, 2.0}), 0);
  EXPECT_EQ(weights[6].name(), "renorm_stddev");
  expect_near(weights[6], tensor({2.0, 2.0}), 0);
  EXPECT_EQ(layer.trainable_weights().size(), 2U);
}

TEST(BatchNormalization, InfersWhileItIsFrozen) {
  BatchNormalization layer = with_weights({});
  layer.set_trainable(false);
  const std::vector<Tensor> before = layer.get_weights();
  expect_near(layer(kBatch, {.training = true}), layer(kBatch), 0);
  for (size_t i = 0; i < before.size(); ++i) expect_near(layer.weights()[i], before[i], 0);
}

TEST(BatchNormalization, ComputesHalvesInFloat32) {
  BatchNormalization layer({.dtype = float16});
  const Tensor x = tensor({{300.0}, {500.0}}).astype(float16);  // the squares are infinite there
  const Tensor y = layer(x, {.training = true});
  EXPECT_EQ(y.dtype(), float16);
  expect_near(y.astype(float32), tensor({{-1.0}, {1.0}}), 1e-3);
}

TEST(BatchNormalization, KnowsShapesBeforeValues) {
  EXPECT_EQ(BatchNormalization()(Input({None, 4})).shape(), (Shape{None, None, 4}));
}

TEST(BatchNormalization, RefusesOtherShapes) {
  BatchNormalization layer({.name = "bn"});
  layer.build({None, 2});
  EXPECT_EQ(error_text([&] {
              layer(ones({3, 1}));
            }),
            "ShapeError in bn (BatchNormalization): axis -1 of the input needs 2 channels\n"
            "  input        float32 (3, 1)\n"
            "  moving_mean  float32 (2,)");
  EXPECT_THROW(BatchNormalization()(ones({3})), ShapeError);
  EXPECT_THROW(BatchNormalization(2)(ones({3, 2})), ShapeError);
  EXPECT_THROW(BatchNormalization()(Input({None})), ShapeError);
}

TEST(BatchNormalization, RefusesImpossibleArguments) {
  EXPECT_THROW(BatchNormalization({.synchronized = true}), ValueError);
  EXPECT_THROW(
      BatchNormalization(
          {.renorm = true, .renorm_clipping = layers::RenormClipping{.rmax = 1, .rmin = 2}}),
      ValueError);
  EXPECT_THROW(
      BatchNormalization({.renorm = true, .renorm_clipping = layers::RenormClipping{.dmax = -1}}),
      ValueError);
  const Config unknown = {{"renorm", true}, {"renorm_clipping", Config{{"smax", 1.0}}}};
  EXPECT_NE(error_text([&] { BatchNormalization::from_config(unknown); }).find("['rmax', 'rmin'"),
            std::string::npos);
}

TEST(BatchNormalization, ReadsTheAxisAsOlderFilesHaveIt) {
  const auto layer = BatchNormalization::from_config(
      {{"axis", ConfigValue::List{3}}, {"mode", 0}, {"gamma_init", "zeros"}});
  EXPECT_EQ(layer->get_config()["axis"], ConfigValue(3));
  EXPECT_THROW(BatchNormalization::from_config({{"axis", ConfigValue::List{1, 2}}}), ValueError);
  EXPECT_THROW(BatchNormalization::from_config({{"mode", 1}}), ValueError);
}

}  // namespace
}  // namespace keratin
