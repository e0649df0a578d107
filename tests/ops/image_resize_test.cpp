#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;
namespace image = ops::image;

// The numbers are what Keras 3.15 gives on JAX.

/// 0 to 11 in three rows, resized to two rows of three.
Tensor smaller(const char* interpolation, bool antialias = false) {
  const Tensor x = arange(12).astype(float32).reshape({1, 3, 4, 1});
  return image::resize(x, {2, 3}, {.interpolation = interpolation, .antialias = antialias})
      .reshape({2, 3});
}

TEST(ImageResize, WeighsNeighbours) {
  expect_near(smaller("bilinear"),
              tensor({{1.1666667, 2.5, 3.8333333}, {7.1666667, 8.5, 9.8333333}}), 1e-6);
  expect_near(smaller("bilinear", true), tensor({{1.8, 3.0, 4.2}, {6.8, 8.0, 9.2}}), 1e-6);
  expect_near(smaller("nearest"), tensor({{0, 2, 3}, {8, 10, 11}}), 0);
  expect_near(smaller("bicubic"),
              tensor({{0.7743772, 2.1715329, 3.5686884}, {7.4313121, 8.8284674, 10.2256231}}),
              1e-6);
  expect_near(smaller("bicubic", true),
              tensor({{1.4290962, 2.7391646, 4.0492334}, {6.9507661, 8.2608347, 9.5709026}}), 1e-6);
  expect_near(smaller("lanczos3"),
              tensor({{0.5786511, 1.9928564, 3.4070621}, {7.5929379, 9.0071430, 10.4213495}}),
              1e-6);
  expect_near(smaller("lanczos3", true),
              tensor({{1.2551951, 2.5958021, 3.9364095}, {7.0635910, 8.4041967, 9.7448053}}), 1e-6);
}

TEST(ImageResize, RoundsWholeNumbers) {
  const Tensor x = arange(12).reshape({3, 4, 1});
  const Tensor y = image::resize(x.astype(uint8), {5, 2});
  EXPECT_EQ(y.dtype(), uint8);
  expect_near(y.reshape({5, 2}), tensor({{0, 2}, {2, 4}, {4, 6}, {7, 9}, {8, 10}}), 0);
  const Tensor nearest = image::resize(x, {2, 2}, {.interpolation = "nearest"});
  EXPECT_EQ(nearest.dtype(), int32);
  expect_near(nearest.reshape({2, 2}), tensor({{1, 3}, {9, 11}}), 0);
  const Tensor edge = tensor({{0, 255}, {255, 0}}).astype(uint8).reshape({2, 2, 1});
  const Tensor z = image::resize(edge, {6, 6}, {.interpolation = "bicubic"});
  EXPECT_LE(ops::max(z.astype(int32)).item<int>(), 255);
  EXPECT_EQ(image::resize(x.astype(float16), {5, 2}).dtype(), float16);
}

TEST(ImageResize, KeepsTheRatioWhenAsked) {
  const Tensor x = arange(12).astype(float32).reshape({3, 4, 1});
  expect_near(image::resize(x, {3, 3}, {.crop_to_aspect_ratio = true}).reshape({3, 3}),
              tensor({{0, 1, 2}, {4, 5, 6}, {8, 9, 10}}), 0);
  expect_near(
      image::resize(x, {4, 4}, {.pad_to_aspect_ratio = true, .fill_value = 9}).reshape({4, 4}),
      tensor({{0.0, 1.0, 2.0, 3.0},
              {2.5, 3.5, 4.5, 5.5},
              {5.5, 6.5, 7.5, 8.5},
              {8.0, 9.0, 10.0, 11.0}}),
      1e-6);
}

TEST(ImageResize, TakesChannelsFirstAndNoImages) {
  const Tensor x = random::normal({2, 3, 4, 5}, {.seed = 1});
  const Tensor first = image::resize(x, {7, 2}, {.data_format = "channels_first"});
  const Tensor last = image::resize(x.transpose({0, 2, 3, 1}), {7, 2});
  expect_near(first, last.transpose({0, 3, 1, 2}), 1e-6);
  EXPECT_EQ(image::resize(zeros({0, 3, 4, 1}), {2, 2}).shape(), (Shape{0, 2, 2, 1}));
  EXPECT_EQ(image::resize(Input({None, None, 3}), {2, 6}).shape(), (Shape{None, 2, 6, 3}));
}

TEST(ImageResize, IsDifferentiable) {
  const Tensor x = random::normal({3, 4, 2}, {.dtype = float64, .seed = 1});
  for (const char* name : {"bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"}) {
    const auto f = [&](const auto& in) {
      return image::resize(in[0], {5, 3}, {.interpolation = name, .antialias = true});
    };
    EXPECT_LT(testing::gradient_error({x}, f), 1e-6) << name;
  }
}

TEST(ImageResize, SaysWhatIsWrong) {
  const auto says = [](const Tensor& x, const Shape& size, const image::ResizeOptions& options,
                       const char* expected) {
    const std::string error = error_text([&] { image::resize(x, size, options); });
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  const Tensor x = zeros({3, 4, 1});
  says(x, {0, 2}, {}, "must have positive height and width");
  says(x, {2}, {}, "a tuple of 2 integers");
  says(x, {2, 2}, {.interpolation = "foo"}, "interpolation=foo");
  says(x, {2, 2}, {.fill_mode = "nearest"}, "Only `'constant'`");
  says(x, {2, 2}, {.crop_to_aspect_ratio = true, .pad_to_aspect_ratio = true}, "Only one of");
  says(zeros({3, 4}), {2, 2}, {}, "Invalid images rank");
  says(x, {2, 2}, {.data_format = "last"}, "data_format is channels_last");
}

}  // namespace
}  // namespace keratin
