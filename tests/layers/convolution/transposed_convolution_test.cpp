#include "keratin/layers/convolution/transposed_convolution.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer, testing::error_text, testing::expect_near;

TEST(TransposedConvolution, KeepsTheLayerContract) {
  check_layer(layers::Conv1DTranspose(4, 3, {.dtype = float64}),
              {.input = {4, 3}, .output = {6, 4}, .weights = 2});
  check_layer(
      layers::Conv2DTranspose(
          2, {3, 2}, {.strides = 2, .padding = "same", .use_bias = false, .dtype = float64}),
      {.input = {3, 2, 3}, .output = {6, 4, 2}, .weights = 1});
  check_layer(layers::Conv2DTranspose(2, 3,
                                      {.strides = 2,
                                       .output_padding = 1,
                                       .data_format = "channels_first",
                                       .activation = "tanh",
                                       .dtype = float64}),
              {.input = {3, 2, 3}, .output = {2, 6, 8}, .weights = 2});
  check_layer(layers::Conv3DTranspose(2, 2, {.dilation_rate = 2, .dtype = float64}),
              {.input = {2, 1, 2, 2}, .output = {4, 3, 4, 2}, .weights = 2});
}

TEST(TransposedConvolution, EachInputAddsItsWindow) {
  layers::Conv1DTranspose conv(1, 3, {.strides = 2});
  conv.build({{None, 2, 1}});
  conv.set_weights({tensor({1, 2, 3}).astype(float32).reshape({3, 1, 1}), tensor({10.F})});
  const Tensor y = conv(tensor({1.F, 10.F}).reshape({1, 2, 1}));
  expect_near(y.reshape({-1}), tensor({11.F, 12.F, 23.F, 30.F, 40.F}), 1e-6);
}

TEST(TransposedConvolution, LengthsMayBeUnknown) {
  const Input images({None, None, 3});
  EXPECT_EQ(layers::Conv2DTranspose(8, 3, {.strides = 2})(images).shape(),
            (Shape{None, None, None, 8}));
  layers::Conv2DTranspose conv(8, 3, {.strides = 2, .padding = "same"});
  EXPECT_EQ(conv.output_shape({None, 14, None, 3}), (Shape{None, 28, None, 8}));
}

TEST(TransposedConvolution, MixedPrecisionKeepsItsWeights) {
  layers::Conv2DTranspose conv(4, 3, {.dtype = "mixed_bfloat16"});
  EXPECT_EQ(conv(ones({1, 5, 5, 2})).dtype(), bfloat16);
  EXPECT_EQ(conv.kernel().value().dtype(), float32);
  EXPECT_EQ(conv.bias().value().dtype(), float32);
}

TEST(TransposedConvolution, SaysWhatDoesNotFit) {
  const auto said = [](layers::TransposedConvolutionOptions options) {
    return error_text([&] { layers::Conv2DTranspose{options}; });
  };
  EXPECT_EQ(said({.filters = 2, .kernel_size = 3, .strides = {2, 1}, .output_padding = 1}),
            "ValueError: `output_padding` must be strictly less than `strides` for all dimensions. "
            "At dimension 1, `output_padding` is 1 but `strides` is 1. Received: "
            "output_padding=(1, 1), strides=(2, 1)");
  EXPECT_EQ(said({.filters = 2, .kernel_size = 3, .padding = "causal"}),
            "ValueError: The `padding` argument must be one of 'valid', 'same'. Received: causal");
  EXPECT_EQ(said({.filters = 2, .kernel_size = 3, .strides = 2, .dilation_rate = 2}),
            "ValueError: `strides > 1` not supported in conjunction with `dilation_rate > 1`. "
            "Received: strides=(2, 2) and dilation_rate=(2, 2)");
  layers::Conv2DTranspose conv(4, 3, {.name = "up"});
  conv(ones({2, 8, 8, 3}));
  EXPECT_EQ(error_text([&] {
              conv(ones({2, 8, 8, 6}));
            }).substr(0, 67),
            "ShapeError in up (Conv2DTranspose): the input has 6 channels, expec");
}

}  // namespace
}  // namespace keratin
