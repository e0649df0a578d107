#include "keratin/layers/convolution/separable_convolution.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer, testing::error_text, testing::expect_near;

TEST(SeparableConvolution, KeepsTheLayerContract) {
  check_layer(layers::SeparableConv1D(4, 3, {.depth_multiplier = 2, .dtype = float64}),
              {.input = {6, 3}, .output = {4, 4}, .weights = 3});
  check_layer(
      layers::SeparableConv2D(
          3, {3, 2}, {.strides = 2, .padding = "same", .use_bias = false, .dtype = float64}),
      {.input = {5, 4, 2}, .output = {3, 2, 3}, .weights = 2});
  check_layer(layers::SeparableConv2D(
                  2, 2, {.data_format = "channels_first", .activation = "tanh", .dtype = float64}),
              {.input = {3, 3, 4}, .output = {2, 2, 3}, .weights = 3});
}

TEST(SeparableConvolution, MixesWhatEachChannelGives) {
  layers::SeparableConv1D conv(1, 1);
  conv.build({{None, None, 2}});
  conv.set_weights({tensor({2.F, 3.F}).reshape({1, 2, 1}), tensor({1.F, 10.F}).reshape({1, 2, 1}),
                    tensor({100.F})});
  expect_near(conv(tensor({1.F, 2.F}).reshape({1, 1, 2})).reshape({-1}), tensor({162.F}), 1e-6);
}

TEST(SeparableConvolution, NamesItsWeightsAsKeras) {
  layers::SeparableConv2D conv(4, 3);
  conv(ones({1, 5, 5, 2}));
  std::string names;
  for (const Variable& weight : conv.weights()) names += weight.name() + " ";
  EXPECT_EQ(names, "depthwise_kernel pointwise_kernel bias ");
  EXPECT_EQ(conv.pointwise_kernel().shape(), (Shape{1, 1, 2, 4}));
}

TEST(SeparableConvolution, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] { layers::SeparableConv2D(0, 3); }),
            "ValueError: Invalid value for argument `filters`. Expected a strictly positive value. "
            "Received filters=0.");
  EXPECT_EQ(error_text([] { layers::SeparableConv2D(2, 3, {.depth_multiplier = -1}); }),
            "ValueError: Invalid value for argument `depth_multiplier`. Expected a strictly "
            "positive value. Received depth_multiplier=-1.");
  layers::SeparableConv1D conv(2, 2, {.name = "s"});
  conv(ones({2, 4, 3}));
  EXPECT_EQ(error_text([&] {
              conv(ones({2, 4, 5}));
            }).substr(0, 66),
            "ShapeError in s (SeparableConv1D): the input has 5 channels, expec");
}

}  // namespace
}  // namespace keratin
