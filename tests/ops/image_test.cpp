#include "keratin/ops/image.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;
namespace image = ops::image;

TEST(Image, GetsAndLosesBorders) {
  const Tensor x = arange(12).reshape({3, 4, 1});
  const Tensor y = image::pad_images(
      x, {.top_padding = 1, .left_padding = 1, .target_height = 5, .target_width = 6});
  EXPECT_EQ(y.shape(), (Shape{5, 6, 1}));
  expect_near(y.reshape({5, 6})[2], tensor({0, 4, 5, 6, 7, 0}), 0);
  const Tensor back = image::crop_images(
      y, {.top_cropping = 1, .left_cropping = 1, .bottom_cropping = 1, .target_width = 4});
  expect_near(back, x, 0);
  const Tensor first = image::crop_images(x.reshape({1, 3, 4}), {.left_cropping = 1,
                                                                 .bottom_cropping = 1,
                                                                 .target_height = 1,
                                                                 .target_width = 2,
                                                                 .data_format = "channels_first"});
  expect_near(first, tensor({{{5, 6}}}), 0);
}

TEST(Image, SaysWhatIsWrong) {
  const Tensor x = zeros({3, 4, 1});
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  says([&] { image::pad_images(x, {.top_padding = 1, .left_padding = 1}); },
       "Must specify exactly two of top_padding, bottom_padding, target_height. Received: "
       "top_padding=1, bottom_padding=None, target_height=None");
  says(
      [&] {
        image::pad_images(
            x, {.top_padding = 1, .left_padding = 1, .right_padding = 0, .target_height = 3});
      },
      "bottom_padding must be >= 0. Received: bottom_padding=-1");
  says(
      [&] {
        image::crop_images(
            x, {.top_cropping = 3, .left_cropping = 0, .bottom_cropping = 1, .right_cropping = 0});
      },
      "target_height must be >= 0");
  says(
      [&] {
        image::crop_images(
            x, {.top_cropping = 2, .left_cropping = 0, .right_cropping = 0, .target_height = 2});
      },
      "are more than the 3");
  says([&] { image::rgb_to_grayscale(zeros({2, 2, 2})); }, "expected 3 (RGB) or 1");
  says([&] { image::rgb_to_hsv(ones({2, 2, 3}, uint8)); }, "expected float dtype");
  says([&] { image::hsv_to_rgb(ones({2, 2, 4})); }, "3 channels");
}

TEST(Image, ChangesColours) {
  expect_near(image::rgb_to_grayscale(full({2, 2, 3}, 100, uint8)), full({2, 2, 1}, 99, uint8), 0);
  expect_near(image::rgb_to_hsv(tensor({{{0.5, 0.25, 0.75}}})), tensor({{{0.75, 0.6666667, 0.75}}}),
              1e-6);
  const Tensor x = random::uniform({2, 5, 4, 3}, {.dtype = float64, .seed = 1});
  expect_near(image::hsv_to_rgb(image::rgb_to_hsv(x)), x, 1e-12);
  const Tensor first = x.transpose({0, 3, 1, 2});
  expect_near(image::rgb_to_hsv(first, "channels_first"),
              image::rgb_to_hsv(x).transpose({0, 3, 1, 2}), 0);
  expect_near(image::rgb_to_hsv(zeros({1, 1, 3})), zeros({1, 1, 3}), 0);
  const Tensor small = x[0][slice(0, 2)];
  EXPECT_LT(
      testing::gradient_error({small}, [](const auto& in) { return image::rgb_to_hsv(in[0]); }),
      1e-5);
  EXPECT_LT(
      testing::gradient_error({small}, [](const auto& in) { return image::hsv_to_rgb(in[0]); }),
      1e-5);
}

}  // namespace
}  // namespace keratin
