#include "apps/keratin/digit_picture.h"

#include <gtest/gtest.h>
#include <keratin/keratin.h>

#include <cmath>

namespace keratin::command {
namespace {

/// Grey pixels as a picture, each as a square of `times` pixels with a margin of paper around.
Picture picture_of(const Tensor& pixels, int64_t times, int64_t margin, bool is_dark_ink) {
  const int64_t side = 28 * times + 2 * margin;
  Picture picture{side, side, {}};
  const auto* values = pixels.data<uint8_t>();
  for (int64_t y = 0; y < side; ++y) {
    for (int64_t x = 0; x < side; ++x) {
      const int64_t row = y - margin, column = x - margin;
      const bool is_inside = std::min(row, column) >= 0 && std::max(row, column) < 28 * times;
      const uint8_t ink = is_inside ? values[row / times * 28 + column / times] : uint8_t{0};
      const uint8_t value = is_dark_ink ? static_cast<uint8_t>(255 - ink) : ink;
      picture.rgb.insert(picture.rgb.end(), 3, value);
    }
  }
  return picture;
}

Tensor some_digits() {
  return datasets::digits::load_data({.train = 10, .test = 0, .seed = 4}).train.x;
}

Picture blank(int64_t width, int64_t height, uint8_t value) {
  return {width, height, std::vector<uint8_t>(static_cast<size_t>(3 * width * height), value)};
}

void set_pixel(Picture& picture, int64_t x, int64_t y, uint8_t value) {
  std::fill_n(picture.rgb.begin() + 3 * (y * picture.width + x), 3, value);
}

/// The mean position of the ink along an axis.
double centre(const Tensor& x, int axis) {
  const Tensor weights = x.sum(1 - axis);
  return double((weights * (arange(28).astype(float32) + 0.5)).sum()) / double(x.sum());
}

double seen_at(const Tensor& x, int64_t channel) {
  const Tensor value = x[{2, 2, channel}];
  return value.item<double>();
}

TEST(DigitPicture, KeepsWhatIsAsMnistHasIt) {
  for (const Tensor digit : some_digits()) {
    for (const bool is_dark : {false, true}) {
      const Tensor seen = digit_picture(picture_of(digit.copy(), 1, 0, is_dark));
      EXPECT_EQ(double((seen - digit.astype(float32)).abs().max()), 0);
    }
  }
}

/// How far two pictures agree: 1 for the same, whatever their brightness.
double likeness(const Tensor& a, const Tensor& b) {
  return double((a * b).sum()) / std::sqrt(double((a * a).sum()) * double((b * b).sum()));
}

TEST(DigitPicture, FindsADigitInALargePictureOfEitherInk) {
  for (const Tensor digit : some_digits()) {
    const Tensor light = digit_picture(picture_of(digit.copy(), 3, 20, false));
    EXPECT_EQ(double((light - digit_picture(picture_of(digit.copy(), 3, 20, true))).abs().max()),
              0);
    ASSERT_EQ(light.shape(), Shape({28, 28}));
    EXPECT_GT(likeness(light, digit.astype(float32)), 0.85);
    EXPECT_NEAR(centre(light, 0), 14.5, 0.51);
    EXPECT_NEAR(centre(light, 1), 14.5, 0.51);
  }
}

TEST(DigitPicture, ScalesInkInto20Pixels) {
  Picture picture = blank(300, 200, 255);
  for (int64_t y = 20; y < 120; ++y) {
    for (int64_t x = 250; x < 260; ++x) set_pixel(picture, x, y, 0);
  }
  const Tensor seen = digit_picture(picture);
  EXPECT_EQ(int((seen > 0).any(1).astype(int32).sum()), 20);
  EXPECT_EQ(int((seen > 0).any(0).astype(int32).sum()), 2);
  const Tensor stroke = seen[{slice(5, 25), slice(14, 16)}];
  EXPECT_EQ(double((stroke - 255).abs().max()), 0);
}

TEST(DigitPicture, SaysThatAnEmptyPictureIsEmpty) {
  for (const uint8_t paper : std::vector<uint8_t>{0, 128, 255}) {
    try {
      digit_picture(blank(40, 30, paper));
      FAIL() << "an empty picture passed";
    } catch (const ValueError& error) {
      EXPECT_EQ(error.rule(),
                "the picture of 40 x 30 pixels is empty: nothing stands out from its border");
    }
  }
}

TEST(DigitPicture, TakesOnePixelOfInk) {
  Picture picture = blank(3, 3, 255);
  set_pixel(picture, 1, 1, 0);
  const Tensor seen = digit_picture(picture);
  const Tensor square = seen[{slice(5, 25), slice(5, 25)}];
  EXPECT_EQ(double(square.min()), 255);
  EXPECT_EQ(double(seen.sum()), 400 * 255);
}

TEST(Resized, IsTheMeanOfWhatAPixelCovers) {
  const Plane plane{4, 2, {0, 2, 4, 6, 8, 10, 12, 14}};
  EXPECT_EQ(resized(plane, 2, 1).values, (std::vector<float>{5, 9}));
  EXPECT_EQ(resized(plane, 4, 2).values, plane.values);
  const Plane larger = resized(plane, 8, 4);
  EXPECT_EQ(larger.at(0, 0), 0);
  EXPECT_EQ(larger.at(7, 3), 14);
  EXPECT_NEAR(resized(plane, 3, 1).at(0, 0), (0 + 8 + (2 + 10) / 3.0) / (8 / 3.0), 1e-5);
}

TEST(ScaledPicture, KeepsColours) {
  Picture picture = blank(10, 20, 0);
  for (size_t i = 0; i < picture.rgb.size(); i += 3) picture.rgb[i] = 200;
  const Tensor seen = scaled_picture(picture, 5, 4, 3);
  ASSERT_EQ(seen.shape(), Shape({5, 4, 3}));
  EXPECT_NEAR(seen_at(seen, 0), 200, 1e-3);
  EXPECT_EQ(seen_at(seen, 1), 0);
  EXPECT_NEAR(double(scaled_picture(picture, 5, 4, 1).mean()), 0.299 * 200, 1e-3);
}

}  // namespace
}  // namespace keratin::command
