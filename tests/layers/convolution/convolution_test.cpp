#include "keratin/layers/convolution/convolution.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::error_text;

TEST(Convolution, KeepsTheLayerContract) {
  check_layer(layers::Conv1D(4, 3, {.dtype = float64}),
              {.input = {6, 3}, .output = {4, 4}, .weights = 2});
  check_layer(layers::Conv1D(2, 2, {.padding = "causal", .dilation_rate = 2, .dtype = float64}),
              {.input = {5, 3}, .output = {5, 2}, .weights = 2});
  check_layer(
      layers::Conv2D(
          4, {3, 2},
          {.strides = 2, .padding = "same", .groups = 2, .use_bias = false, .dtype = float64}),
      {.input = {5, 4, 2}, .output = {3, 2, 4}, .weights = 1});
  check_layer(layers::Conv2D(
                  2, 2, {.data_format = "channels_first", .activation = "tanh", .dtype = float64}),
              {.input = {3, 4, 5}, .output = {2, 3, 4}, .weights = 2});
  check_layer(layers::Conv3D(2, {2, 1, 2}, {.dtype = float64}),
              {.input = {3, 2, 3, 2}, .output = {2, 2, 2, 2}, .weights = 2});
}

TEST(Convolution, LengthsMayBeUnknown) {
  const Input images({None, None, 3});
  EXPECT_EQ(layers::Conv2D(8, 3)(images).shape(), (Shape{None, None, None, 8}));
  EXPECT_EQ(layers::Conv2D(8, 3, {.padding = "same"})(images).shape(),
            (Shape{None, None, None, 8}));
  layers::Conv2D strided(8, 3, {.strides = 2});
  EXPECT_EQ(strided.output_shape({None, 28, None, 3}), (Shape{None, 13, None, 8}));
}

TEST(Convolution, ANetworkOfItLearns) {
  utils::set_random_seed(1);
  // Is the bright spot in the upper or the lower half?
  Tensor x = zeros({64, 8, 8, 1});
  std::vector<int64_t> labels;
  for (int64_t i = 0; i < 64; ++i) {
    const int64_t row = i * 5 % 8, column = i * 3 % 8;
    x[{i, row, column, 0}] = 1;
    labels.push_back(row < 4 ? 0 : 1);
  }
  Sequential model(
      {Input({8, 8, 1}), layers::Conv2D(8, 3, {.padding = "same", .activation = "relu"}),
       layers::MaxPooling2D(2), layers::Flatten(), layers::Dense(2, {.activation = "softmax"})});
  model.compile({.optimizer = optimizers::Adam(0.01),
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"}});
  const History history = model.fit(x, tensor(labels), {.epochs = 30, .verbose = 0});
  EXPECT_GT(history["accuracy"].back(), 0.97);
}

TEST(Convolution, MixedPrecisionKeepsItsWeights) {
  layers::Conv2D conv(4, 3, {.dtype = "mixed_bfloat16"});
  const Tensor y = conv(ones({1, 5, 5, 2}));
  EXPECT_EQ(y.dtype(), bfloat16);
  EXPECT_EQ(conv.kernel().value().dtype(), float32);
}

TEST(Convolution, SaysWhatDoesNotFit) {
  const auto said = [](layers::ConvolutionOptions options) {
    return error_text([&] { layers::Conv2D{options}; });
  };
  EXPECT_EQ(said({.filters = 0, .kernel_size = 3}),
            "ValueError: Invalid value for argument `filters`. Expected a strictly positive value. "
            "Received filters=0.");
  EXPECT_EQ(said({.filters = 4, .kernel_size = {3, 3, 3}}),
            "ValueError: The `kernel_size` argument must be a tuple of 2 integers. Received "
            "kernel_size=(3, 3, 3)");
  EXPECT_EQ(said({.filters = 4, .kernel_size = {3, 0}}),
            "ValueError: The `kernel_size` argument must be a tuple of 2 integers. Received "
            "kernel_size=(3, 0), including values below 1");
  EXPECT_EQ(said({.filters = 4, .kernel_size = 3, .padding = "causal"}),
            "ValueError: The `padding` argument must be one of 'valid', 'same'. Received: causal");
  EXPECT_EQ(said({.filters = 4, .kernel_size = 3, .strides = 2, .dilation_rate = 2}),
            "ValueError: `strides > 1` not supported in conjunction with `dilation_rate > 1`. "
            "Received: strides=(2, 2) and dilation_rate=(2, 2)");
  EXPECT_EQ(said({.filters = 4, .kernel_size = 3, .groups = 3}),
            "ValueError: The number of filters must be evenly divisible by the number of groups. "
            "Received: groups=3, filters=4.");
  layers::Conv2D conv(4, 3, {.groups = 2, .name = "edges"});
  EXPECT_EQ(
      error_text([&] {
        conv(ones({2, 8, 8, 3}));
      }),
      "ValueError in edges (Conv2D): The number of input channels must be evenly divisible by "
      "the number of groups. Received groups=2, but the input has 3 channels (full input "
      "shape is (2, 8, 8, 3)).");
  EXPECT_EQ(error_text([&] {
              conv(ones({2, 8, 8}));
            }),
            "ShapeError in edges (Conv2D): the input needs 4 axes, (batch, lengths..., channels), "
            "received (2, 8, 8)\n"
            "  hint  x.expand_dims(-1) makes an axis of one channel");
  conv(ones({2, 8, 8, 4}));
  EXPECT_EQ(error_text([&] {
              conv(ones({2, 8, 8, 6}));
            }).substr(0, 66),
            "ShapeError in edges (Conv2D): the input has 6 channels, expected 4");
}

}  // namespace
}  // namespace keratin
