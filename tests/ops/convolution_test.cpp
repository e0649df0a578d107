#include "keratin/ops/convolution.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::expect_near;
using testing::gradient_error;
using testing::uniform_tensor;

/// Whose numbers are 0, 1, 2, ...
Tensor counted(const Shape& shape) { return arange(shape.size()).astype(float32).reshape(shape); }

struct WindowCase {
  const char* what;
  Shape x, kernel;
  ops::ConvOptions options;
};

const WindowCase kCases[] = {
    {"1D", {2, 7, 3}, {3, 3, 4}, {}},
    {"causal", {2, 7, 3}, {3, 3, 4}, {.padding = "causal", .dilation_rate = 2}},
    {"strides", {2, 7, 6, 3}, {3, 2, 3, 4}, {.strides = {2, 3}, .padding = "same"}},
    {"dilation", {1, 7, 6, 2}, {3, 2, 2, 3}, {.padding = "same", .dilation_rate = {2, 1}}},
    {"groups", {2, 5, 5, 6}, {3, 3, 2, 9}, {}},
    {"channels first", {2, 3, 5, 4}, {2, 3, 3, 4}, {.data_format = "channels_first"}},
    {"3D", {1, 4, 3, 5, 2}, {2, 2, 3, 2, 3}, {.strides = {1, 1, 2}, .padding = "same"}},
};

TEST(Conv, GradientsAreThoseOfDifferences) {
  for (const WindowCase& one : kCases) {
    const auto f = [&](const std::vector<Tensor>& in) {
      const Tensor y = ops::conv(in[0], in[1], one.options);
      return ops::sum(y * y);
    };
    EXPECT_LT(
        gradient_error({uniform_tensor(one.x, -1, 1, 1), uniform_tensor(one.kernel, -1, 1, 2)}, f),
        1e-6)
        << one.what;
  }
}

TEST(Conv, OfOtherKindsHasGradients) {
  const auto depthwise = [](const std::vector<Tensor>& in) {
    return ops::sum(ops::square(ops::depthwise_conv(in[0], in[1], {.padding = "same"})));
  };
  EXPECT_LT(gradient_error(
                {uniform_tensor({2, 5, 4, 3}, -1, 1, 1), uniform_tensor({3, 2, 3, 2}, -1, 1, 2)},
                depthwise),
            1e-6);
  const auto transposed = [](const std::vector<Tensor>& in) {
    return ops::sum(
        ops::square(ops::conv_transpose(in[0], in[1], {.strides = 2, .padding = "same"})));
  };
  EXPECT_LT(gradient_error(
                {uniform_tensor({2, 3, 4, 3}, -1, 1, 1), uniform_tensor({3, 2, 2, 3}, -1, 1, 2)},
                transposed),
            1e-6);
}

TEST(Conv, AChannelsFirstInputGivesTheSameNumbers) {
  const Tensor x = uniform_tensor({2, 5, 4, 3}, -1, 1, 1),
               kernel = uniform_tensor({2, 2, 3, 4}, -1, 1, 2);
  const Tensor first = ops::conv(x.transpose({0, 3, 1, 2}), kernel,
                                 {.strides = {1, 2}, .data_format = "channels_first"});
  expect_near(first.transpose({0, 2, 3, 1}), ops::conv(x, kernel, {.strides = {1, 2}}), 1e-12);
}

// What keras.ops.conv_transpose gave for them (Keras 3.15 on JAX).
TEST(Conv, TransposedIsKerass) {
  const Tensor x = counted({1, 3, 1}), kernel = counted({3, 1, 1});
  const auto numbers = [&](const ops::ConvTransposeOptions& options) {
    return ops::conv_transpose(x, kernel, options).to_vector<double>();
  };
  EXPECT_EQ(numbers({.strides = 2, .padding = "same"}), (std::vector<double>{0, 0, 0, 1, 2, 2}));
  EXPECT_EQ(numbers({.strides = 2}), (std::vector<double>{0, 0, 0, 1, 2, 2, 4}));
  EXPECT_EQ(numbers({.strides = 3, .padding = "same", .output_padding = 1}),
            (std::vector<double>{0, 0, 0, 0, 1, 2, 0, 2}));
  EXPECT_EQ(numbers({.padding = "same", .dilation_rate = 2}), (std::vector<double>{0, 1, 2}));
}

TEST(Conv, SaysWhatDoesNotFit) {
  EXPECT_EQ(
      error_text([] {
        ops::conv(ones({2, 5, 4}), ones({3, 3, 2}));
      }),
      "ShapeError: conv: the input has 4 channels, and the kernel sees 3 of them for 2 units\n"
      "  x       float32 (2, 5, 4)\n"
      "  kernel  float32 (3, 3, 2)");
  EXPECT_EQ(error_text([] {
              ops::conv(ones({2, 2, 4}), ones({3, 4, 2}));
            }),
            "ShapeError: conv: the window reaches over 3 elements of axis 0, and there are 2\n"
            "  lengths  (2,)\n"
            "  window   (3,)\n"
            "  hint     padding = \"same\" pads the input");
  EXPECT_EQ(error_text([] {
              ops::conv(ones({2, 5, 4}), ones({3, 4, 2}), {.padding = "full"});
            }),
            "ValueError: conv: The `padding` argument must be one of 'valid', 'same', 'causal'. "
            "Received: full");
  EXPECT_EQ(error_text([] {
              ops::conv(ones({2, 5, 4}), ones({3, 4, 2}), {.strides = {1, 2}});
            }),
            "ValueError: The `strides` argument must be a tuple of 1 integers. Received "
            "strides=(1, 2)");
  EXPECT_EQ(error_text([] {
              ops::conv(ones({2, 5, 4}), ones({3, 4, 2}), {.data_format = "NHWC"});
            }),
            "ValueError: conv: The `data_format` argument must be one of ('channels_first', "
            "'channels_last'). Received: NHWC");
  EXPECT_EQ(error_text([] {
              ops::conv(ones({2, 5, 4}), ones({3, 4, 2}, int32));
            }),
            "DTypeError: conv: the kernel must be floating\n  kernel  int32 (3, 4, 2)");
}

TEST(Conv, OfNoSamplesIsEmpty) {
  EXPECT_EQ(ops::conv(ones({0, 5, 4}), ones({3, 4, 2})).shape(), (Shape{0, 3, 2}));
  EXPECT_EQ(ops::conv_transpose(ones({0, 5, 4}), ones({3, 2, 4})).shape(), (Shape{0, 7, 2}));
}

}  // namespace
}  // namespace keratin
