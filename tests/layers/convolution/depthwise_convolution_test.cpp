#include "keratin/layers/convolution/depthwise_convolution.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer, testing::error_text, testing::expect_near;

TEST(DepthwiseConvolution, KeepsTheLayerContract) {
  check_layer(layers::DepthwiseConv1D(3, {.depth_multiplier = 2, .dtype = float64}),
              {.input = {6, 3}, .output = {4, 6}, .weights = 2});
  check_layer(layers::DepthwiseConv2D(
                  {3, 2}, {.strides = 2, .padding = "same", .use_bias = false, .dtype = float64}),
              {.input = {5, 4, 2}, .output = {3, 2, 2}, .weights = 1});
  check_layer(layers::DepthwiseConv2D({.kernel_size = 2,
                                       .depth_multiplier = 2,
                                       .data_format = "channels_first",
                                       .activation = "tanh",
                                       .dtype = float64}),
              {.input = {3, 3, 4}, .output = {6, 2, 3}, .weights = 2});
}

TEST(DepthwiseConvolution, OutputsOfAChannelStandTogether) {
  layers::DepthwiseConv1D conv(1, {.depth_multiplier = 2, .use_bias = false});
  conv.build({{None, None, 2}});
  conv.set_weights({tensor({1.F, 2.F, 3.F, 4.F}).reshape({1, 2, 2})});
  expect_near(conv(tensor({1.F, 10.F}).reshape({1, 1, 2})).reshape({-1}),
              tensor({1.F, 2.F, 30.F, 40.F}), 1e-6);
}

TEST(DepthwiseConvolution, StridesMayStandBesideADilation) {
  layers::DepthwiseConv2D conv(2, {.strides = 2, .dilation_rate = 2});
  EXPECT_EQ(conv(ones({1, 7, 7, 3})).shape(), (Shape{1, 3, 3, 3}));
}

TEST(DepthwiseConvolution, ReadsWhatKeras2Wrote) {
  const auto layer = layers::DepthwiseConv2D::from_config(
      {{"kernel_size", ConfigValue::List{3, 3}}, {"groups", 1}, {"depth_multiplier", 2}});
  EXPECT_EQ(layer->output_shape({None, 5, 5, 3}), (Shape{None, 3, 3, 6}));
}

TEST(DepthwiseConvolution, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] { layers::DepthwiseConv2D({.kernel_size = 3, .depth_multiplier = 0}); }),
            "ValueError: Invalid value for argument `depth_multiplier`. Expected a strictly "
            "positive value. Received depth_multiplier=0.");
  EXPECT_EQ(error_text([] {
              layers::DepthwiseConv1D({.kernel_size = {3, 3}});
            }),
            "ValueError: The `kernel_size` argument must be a tuple of 1 integers. Received "
            "kernel_size=(3, 3)");
  layers::DepthwiseConv1D conv(4, {.name = "d"});
  EXPECT_EQ(error_text([&] {
              conv(ones({2, 3, 3}));
            }),
            "ShapeError in d (DepthwiseConv1D): depthwise_conv: the window reaches over 4 elements "
            "of axis 0, and there are 3\n"
            "  lengths  (3,)\n"
            "  window   (4,)\n"
            "  hint     padding = \"same\" pads the input");
}

}  // namespace
}  // namespace keratin
