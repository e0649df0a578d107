#include "keratin/layers/normalization/layer_normalization.h"

#include <gtest/gtest.h>

#include "keratin/base/text.h"
#include "keratin/layers/core/input.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using layers::LayerNormalization;
using testing::check_layer, testing::error_text, testing::expect_near;

TEST(LayerNormalization, KeepsTheLayerContract) {
  check_layer(LayerNormalization({.dtype = float64}),
              {.input = {2, 4}, .output = {2, 4}, .weights = 2});
  check_layer(LayerNormalization({1, 2}, {.scale = false, .dtype = float64}),
              {.input = {2, 4}, .output = {2, 4}, .weights = 1});
}

TEST(LayerNormalization, CentersAndScalesEachSample) {
  const Tensor x = {{1.0, 2.0, 6.0}, {0.0, 0.0, 3.0}};
  LayerNormalization layer({.epsilon = 0.01});
  layer.build({None, 3});
  layer.set_weights({tensor({2.0, 1.0, 0.5}), tensor({0.0, 1.0, -1.0})});
  expect_near(layer(x),
              tensor({{-1.8496594, 0.5375851, -0.3063778}, {-1.4106913, 0.2946544, -0.2946544}}),
              1e-6);
  LayerNormalization scaled({.epsilon = 0.01, .rms_scaling = true});
  scaled.build({None, 3});
  scaled.set_weights({tensor({2.0, 1.0, 0.5})});
  expect_near(scaled(x), tensor({{0.9248297, 0.9248297, 1.3872446}, {0.0, 0.0, 1.0580184}}), 1e-6);
}

// Keras sorts the axes before it counts from the end: gamma has the lengths of axes -1 and 1.
TEST(LayerNormalization, LaysWeightsAlongAxesAsTheyAreWritten) {
  LayerNormalization layer({1, -1});
  layer.build({None, 2, 3});
  EXPECT_EQ(layer.gamma().shape(), (Shape{3, 2}));
  layer.set_weights({tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}}), zeros({3, 2})});
  expect_near(layer(tensor({{{0.0, 1.0, 4.0}, {9.0, 16.0, 25.0}}})),
              tensor({{{-1.0304188, -1.8360189, -1.7423444}, {-0.0749397, 3.840651, 10.6788845}}}),
              1e-6);
  EXPECT_EQ(layer.get_config()["axis"], ConfigValue(ConfigValue::List{-1, 1}));
}

TEST(LayerNormalization, ReadsItsInputAsItIs) {
  LayerNormalization layer({.dtype = bfloat16});
  const Tensor y = layer(tensor({{1000.0, 1001.0}}));  // one number in bfloat16
  EXPECT_EQ(y.dtype(), bfloat16);
  expect_near(y.astype(float32), tensor({{-1.0, 1.0}}), 1e-2);
}

TEST(LayerNormalization, PassesTheMask) {
  const Tensor x = ones({1, 2, 3}), mask = tensor({{1, 0}}).astype(bool_);
  set_mask(x, mask);
  EXPECT_TRUE(array_equal(mask_of(LayerNormalization()(x)), mask));
}

TEST(LayerNormalization, TellsAxesFromOptions) {
  const auto options = [](const LayerNormalization& layer) {
    return text(to_value(layer.options().axis).to_string(), " ", layer.options().epsilon);
  };
  EXPECT_EQ(options(LayerNormalization({1, 2})), "[1, 2] 0.001");
  EXPECT_EQ(options(LayerNormalization(1)), "1 0.001");
  EXPECT_EQ(options(LayerNormalization({.epsilon = 1})), "-1 1");
  EXPECT_EQ(options(LayerNormalization({.axis = {1, 2}})), "[1, 2] 0.001");
  EXPECT_EQ(options(LayerNormalization({.axis = 1, .epsilon = 2.5})), "1 2.5");
  EXPECT_EQ(options(LayerNormalization({2, 1}, {.epsilon = 3})), "[2, 1] 3");
}

TEST(LayerNormalization, KnowsShapesBeforeValues) {
  EXPECT_EQ(LayerNormalization()(Input({None, 4})).shape(), (Shape{None, None, 4}));
}

TEST(LayerNormalization, RefusesOtherShapes) {
  LayerNormalization layer({.name = "ln"});
  layer.build({None, 3});
  EXPECT_EQ(error_text([&] {
              layer(ones({2, 1}));
            }),
            "ShapeError in ln (LayerNormalization): the input has other lengths than the layer was "
            "built for\n"
            "  input  float32 (2, 1)\n"
            "  gamma  float32 (3,)");
  EXPECT_THROW(LayerNormalization(3)(ones({2, 2})), ShapeError);
  EXPECT_THROW(LayerNormalization()(Input({None})), ShapeError);
  EXPECT_THROW(LayerNormalization({.axis = Axes{}}), ValueError);
}

}  // namespace
}  // namespace keratin
