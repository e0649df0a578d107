#include "keratin/layers/normalization/group_normalization.h"

#include <gtest/gtest.h>

#include "keratin/layers/core/input.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using layers::GroupNormalization;
using testing::check_layer, testing::error_text, testing::expect_near;

TEST(GroupNormalization, KeepsTheLayerContract) {
  check_layer(GroupNormalization(2, {.dtype = float64}),
              {.input = {3, 4}, .output = {3, 4}, .weights = 2});
  check_layer(GroupNormalization(2, {.axis = 1, .center = false, .dtype = float64}),
              {.input = {4, 3}, .output = {4, 3}, .weights = 1});
}

TEST(GroupNormalization, NormalizesNeighbouringChannels) {
  GroupNormalization layer(2, {.epsilon = 0.01});
  layer.build({None, 4});
  layer.set_weights({tensor({1.0, 2.0, 1.0, 0.5}), tensor({0.0, 1.0, 0.0, -1.0})});
  expect_near(layer(tensor({{1.0, 3.0, 2.0, 6.0}})),
              tensor({{-0.9950372, 2.9900746, -0.9987524, -0.5006238}}), 1e-6);
}

TEST(GroupNormalization, TakesAllPositionsOfAGroup) {
  GroupNormalization layer(2, {.axis = 1, .epsilon = 0.01});
  expect_near(layer(tensor({{{1.0, 3.0}, {2.0, 6.0}, {0.0, 4.0}, {8.0, 8.0}}})),
              tensor({{{-1.0675209, 0.0},
                       {-0.5337604, 1.6012814},
                       {-1.5068719, -0.3013744},
                       {0.9041231, 0.9041231}}}),
              1e-6);
}

TEST(GroupNormalization, OfMinusOneHasAGroupForEachChannel) {
  GroupNormalization layer(-1);
  EXPECT_EQ(layer.get_config()["groups"], ConfigValue(-1));
  expect_near(layer(tensor({{{1.0, 5.0}, {3.0, 5.0}}})),
              tensor({{{-0.9995004, 0.0}, {0.9995004, 0.0}}}), 1e-6);
  EXPECT_EQ(layer.get_config()["groups"], ConfigValue(2));
}

TEST(GroupNormalization, ReadsItsInputAsItIs) {
  GroupNormalization layer(1, {.dtype = bfloat16});
  const Tensor y = layer(tensor({{1000.0, 1001.0}}));  // one number in bfloat16
  EXPECT_EQ(y.dtype(), bfloat16);
  expect_near(y.astype(float32), tensor({{-1.0, 1.0}}), 1e-2);
}

TEST(GroupNormalization, KnowsShapesBeforeValues) {
  EXPECT_EQ(GroupNormalization(2)(Input({None, None, 4})).shape(), (Shape{None, None, None, 4}));
}

TEST(GroupNormalization, RefusesGroupsThatDoNotComeOutEven) {
  EXPECT_EQ(error_text([] {
              GroupNormalization(3, {.name = "gn"})(ones({2, 4}));
            }),
            "ValueError in gn (GroupNormalization): Number of groups (3) must be a multiple of the "
            "number of channels (4).");
  EXPECT_EQ(error_text([] {
              GroupNormalization({.name = "gn"})(ones({2, 4}));
            }),
            "ValueError in gn (GroupNormalization): Number of groups (32) cannot be more than the "
            "number of channels (4).");
  EXPECT_THROW(GroupNormalization(0), ValueError);
  EXPECT_THROW(GroupNormalization(-2), ValueError);
}

TEST(GroupNormalization, RefusesOtherShapes) {
  GroupNormalization layer(1, {.name = "gn"});
  layer.build({None, 3});
  EXPECT_EQ(error_text([&] {
              layer(ones({2, 1}));
            }),
            "ShapeError in gn (GroupNormalization): axis -1 of the input needs 3 channels\n"
            "  input  float32 (2, 1)\n"
            "  gamma  float32 (3,)");
  EXPECT_THROW(GroupNormalization(1)(ones({2})), ShapeError);
  EXPECT_THROW(GroupNormalization(1, {.axis = 0})(ones({2, 2})), ShapeError);
  EXPECT_THROW(GroupNormalization(1, {.axis = 1})(Input({None, 3})), ShapeError);
}

}  // namespace
}  // namespace keratin
