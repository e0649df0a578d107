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

TEST(ImageCoordinates, TakePlacesBetweenPixels) {
  const Tensor x = arange(6).astype(float32).reshape({2, 3});
  const Tensor at = tensor({{0.5, 1.2, -3.4}, {0.5, 5.0, -1.3}});
  const auto of = [&](const char* mode, int order, double value = 0) {
    return image::map_coordinates(x, at, order, {.fill_mode = mode, .fill_value = value});
  };
  expect_near(of("constant", 1), tensor({2.0, 0.0, 0.0}), 1e-6);
  expect_near(of("constant", 0, 7), tensor({4.0, 7.0, 7.0}), 0);
  expect_near(of("nearest", 1), tensor({2.0, 5.0, 0.0}), 1e-6);
  expect_near(of("nearest", 0), tensor({4.0, 5.0, 0.0}), 0);
  expect_near(of("wrap", 1), tensor({2.0, 4.4, 3.5}), 1e-6);
  expect_near(of("wrap", 0), tensor({4.0, 5.0, 5.0}), 0);
  expect_near(of("mirror", 1), tensor({2.0, 3.4, 3.1}), 1e-6);
  expect_near(of("mirror", 0), tensor({4.0, 4.0, 4.0}), 0);
  expect_near(of("reflect", 1), tensor({2.0, 3.0, 2.1}), 1e-6);
  expect_near(of("reflect", 0), tensor({4.0, 3.0, 3.0}), 0);
  expect_near(image::map_coordinates(x.astype(int32), at, 1), tensor({2, 0, 0}), 0);
}

TEST(ImageCoordinates, TransformImages) {
  const Tensor x = arange(12).astype(float32).reshape({1, 3, 4, 1});
  const Tensor transform = tensor({1.0, 0.2, 0.5, 0.1, 1.0, 0.0, 0.0, 0.0});
  expect_near(image::affine_transform(x, transform).reshape({3, 4}),
              tensor({{0.5, 1.9, 3.3, 2.1}, {4.7, 6.1, 7.5, 2.46}, {8.9, 8.91, 8.72, 0.77}}), 1e-5);
  expect_near(image::affine_transform(x, transform.expand_dims(0),
                                      {.interpolation = "nearest", .fill_mode = "reflect"})
                  .reshape({3, 4}),
              tensor({{1, 2, 3, 3}, {5, 6, 7, 7}, {9, 10, 11, 11}}), 0);
  const Tensor y = random::normal({2, 3, 4, 2}, {.seed = 1});
  expect_near(image::affine_transform(y.transpose({0, 3, 1, 2}), transform,
                                      {.data_format = "channels_first"}),
              image::affine_transform(y, transform).transpose({0, 3, 1, 2}), 1e-6);
  expect_near(image::affine_transform(y[0], transform), image::affine_transform(y, transform)[0],
              1e-6);
}

TEST(ImageCoordinates, AreDifferentiable) {
  const Tensor x = random::normal({3, 4}, {.dtype = float64, .seed = 1});
  const Tensor at =
      random::uniform({2, 6}, {.minval = 0.1, .maxval = 1.9, .dtype = float64, .seed = 2});
  for (const char* mode : {"constant", "reflect"}) {
    const auto f = [&](const auto& in) {
      return image::map_coordinates(in[0], in[1], 1, {.fill_mode = mode});
    };
    EXPECT_LT(testing::gradient_error({x, at}, f), 1e-5) << mode;
  }
}

TEST(ImageCoordinates, SayWhatIsWrong) {
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  const Tensor x = zeros({3, 4});
  says([&] { image::map_coordinates(x, zeros({3, 2}), 1); }, "the rank of `inputs`");
  says([&] { image::map_coordinates(x, zeros({2, 2}), 3); }, "order=3");
  says(
      [&] {
        image::map_coordinates(x, zeros({2, 2}), 1, {.fill_mode = "none"});
      },
      "fill_mode=none");
  says([&] { image::affine_transform(zeros({3, 4, 1}), zeros({6})); }, "must be (8,)");
}

}  // namespace
}  // namespace keratin
