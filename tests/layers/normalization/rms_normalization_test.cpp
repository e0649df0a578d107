#include "keratin/layers/normalization/rms_normalization.h"

#include <gtest/gtest.h>

#include "keratin/base/text.h"
#include "keratin/layers/core/input.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using layers::RMSNormalization;
using testing::check_layer, testing::error_text, testing::expect_near;

TEST(RMSNormalization, KeepsTheLayerContract) {
  check_layer(RMSNormalization({.dtype = float64}),
              {.input = {2, 4}, .output = {2, 4}, .weights = 1});
  check_layer(RMSNormalization({1, 2}, {.dtype = float64}),
              {.input = {2, 4}, .output = {2, 4}, .weights = 1});
}

TEST(RMSNormalization, DividesByTheRootOfTheMeanSquare) {
  RMSNormalization layer({.epsilon = 0.01});
  layer.build({None, 3});
  layer.set_weights({tensor({2.0, 1.0, 0.5})});
  expect_near(layer(tensor({{1.0, 2.0, 6.0}, {0.0, 0.0, 3.0}})),
              tensor({{0.540804, 0.540804, 0.811206}, {0.0, 0.0, 0.8645856}}), 1e-6);
}

// As in Keras, whose scale of another axis stands along the last one.
TEST(RMSNormalization, BroadcastsScaleAgainstTheLastAxes) {
  RMSNormalization layer(1, {.epsilon = 0.01});
  layer.build({None, 2, 2});
  layer.set_weights({tensor({2.0, 1.0})});
  expect_near(layer(tensor({{{1.0, 2.0}, {3.0, 4.0}}})),
              tensor({{{0.8935341, 0.6321395}, {2.680602, 1.264279}}}), 1e-6);
  EXPECT_THROW(RMSNormalization(1)(ones({2, 3, 4})), ShapeError);
  EXPECT_THROW(RMSNormalization(1)(ones({2, 3, 1})), ShapeError);
}

TEST(RMSNormalization, WritesItsAxesAsKerasDoesOnceItIsBuilt) {
  RMSNormalization layer({2, 1});
  layer(ones({1, 2, 3}));
  EXPECT_EQ(layer.get_config()["axis"].to_string(), "[1, 2]");
}

TEST(RMSNormalization, TellsAxesFromOptions) {
  const auto options = [](const RMSNormalization& layer) {
    return text(to_value(layer.options().axis).to_string(), " ", layer.options().epsilon);
  };
  EXPECT_EQ(options(RMSNormalization({1, 2})), "[1, 2] 1e-06");
  EXPECT_EQ(options(RMSNormalization(1)), "1 1e-06");
  EXPECT_EQ(options(RMSNormalization({.epsilon = 1})), "-1 1");
  EXPECT_EQ(options(RMSNormalization({.axis = {1, 2}})), "[1, 2] 1e-06");
  EXPECT_EQ(options(RMSNormalization({.axis = 1, .epsilon = 2.5})), "1 2.5");
  EXPECT_EQ(options(RMSNormalization({2, 1}, {.epsilon = 3})), "[2, 1] 3");
}

TEST(RMSNormalization, KnowsShapesBeforeValues) {
  EXPECT_EQ(RMSNormalization()(Input({None, 4})).shape(), (Shape{None, None, 4}));
}

TEST(RMSNormalization, RefusesOtherShapes) {
  RMSNormalization layer({.name = "rms"});
  layer.build({None, 3});
  EXPECT_EQ(error_text([&] {
              layer(ones({2, 1}));
            }),
            "ShapeError in rms (RMSNormalization): the input has other lengths than the layer was "
            "built for\n"
            "  input  float32 (2, 1)\n"
            "  scale  float32 (3,)");
  EXPECT_THROW(RMSNormalization(2)(ones({2, 2})), ShapeError);
  EXPECT_THROW(RMSNormalization({.axis = Axes{}}), ValueError);
}

}  // namespace
}  // namespace keratin
