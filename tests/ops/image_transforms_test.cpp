#include "keratin/ops/image_transforms.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near, testing::Golden, testing::gradient_error;
namespace image = ops::image;

const Golden& golden() {
  static const Golden numbers("image_transforms");
  return numbers;
}

Tensor channels_to_front(const Tensor& x) { return x.transpose({0, 3, 1, 2}); }

TEST(ImageTransforms, ChangeThePerspectiveAsKeras) {
  const Tensor &x = golden()["images"], &start = golden()["start"], &end = golden()["end"];
  const Tensor y = image::perspective_transform(x, start, end);
  expect_near(y, golden()["perspective.bilinear"], 1e-5);  // Keras solves in float32
  expect_near(
      image::perspective_transform(x, start, end, {.interpolation = "nearest", .fill_value = 0.5}),
      golden()["perspective.nearest"], 1e-12);
  expect_near(image::perspective_transform(channels_to_front(x), start, end,
                                           {.data_format = "channels_first"}),
              channels_to_front(y), 1e-12);
  expect_near(image::perspective_transform(x[1], start[1], end[1]), y[1], 1e-12);
  expect_near(image::perspective_transform(x, start, start), x, 1e-4);
  EXPECT_EQ(image::perspective_transform((x * 255).astype(uint8), start, end).dtype(), uint8);
}

TEST(ImageTransforms, HaveTheSlopeOfAPerspective) {
  const Tensor corners = tensor({{0.0, 0.0}, {0.0, 3.0}, {4.0, 0.0}, {4.0, 3.0}});
  const Tensor x = random::uniform({2, 4, 5, 2}, {.dtype = float64, .seed = 1});
  const Tensor moves = random::uniform({2, 2, 4, 2}, {.dtype = float64, .seed = 2}) * 0.7;
  const auto transformed = [&](const std::vector<Tensor>& in) {
    return image::perspective_transform(in[0], corners + in[1], corners - in[2]);
  };
  EXPECT_LT(gradient_error({x, moves[0].copy(), moves[1].copy()}, transformed), 1e-6);
}

TEST(ImageTransforms, BendByBlurredNoise) {
  const Tensor x = random::uniform({2, 9, 10, 3}, {.dtype = float64, .seed = 1});
  const image::ElasticTransformOptions options = {.alpha = 2, .sigma = 0.8, .seed = 5};
  const Tensor y = image::elastic_transform(x, options);
  const Tensor noise = random::normal({2, 9, 10, 1}, {.stddev = 0.8, .dtype = float64, .seed = 5});
  const Tensor moves =
      image::gaussian_blur(noise, {.kernel_size = {5, 5}, .sigma = {0.8, 0.8}}) * 2;
  for (const int i : {0, 1}) {
    const Tensor by = moves[{i, ellipsis, 0}];
    const Tensor places = ops::stack(
        {arange(9).reshape({9, 1}).astype(float64) + by, arange(10).astype(float64) + by});
    for (const int channel : {0, 1, 2}) {
      expect_near(
          y[{i, ellipsis, channel}],
          image::map_coordinates(x[{i, ellipsis, channel}], places, 1, {.fill_mode = "reflect"}),
          1e-12);
    }
  }
  EXPECT_TRUE(array_equal(image::elastic_transform(x, options), y));
  EXPECT_FALSE(array_equal(image::elastic_transform(x), image::elastic_transform(x)));
  expect_near(image::elastic_transform(x, {.alpha = 0}), x, 0);
  expect_near(image::elastic_transform(
                  channels_to_front(x),
                  {.alpha = 2, .sigma = 0.8, .seed = 5, .data_format = "channels_first"}),
              channels_to_front(y), 1e-12);
  EXPECT_EQ(image::elastic_transform(x[0]).shape(), x[0].shape());
  const auto bent = [&](const std::vector<Tensor>& in) {
    return image::elastic_transform(in[0], options);
  };
  EXPECT_LT(gradient_error({x}, bent), 1e-6);
}

// Keras's random numbers are others: how far they move pixels is the same.
TEST(ImageTransforms, BendAsFarAsKeras) {
  const Tensor columns =
      ops::tile(arange(60).astype(float64).reshape({1, 1, 60, 1}), {1, 50, 1, 1});
  double squares = 0;
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const Tensor moved =
        image::elastic_transform(columns, {.alpha = 1.5, .sigma = 2, .seed = seed});
    const Tensor by = (moved - columns)[{0, slice(8, -8), slice(8, -8), 0}];
    squares += ops::mean(ops::square(by)).item<double>() / 8;
  }
  const double expected = golden()["elastic.deviation"].item<double>();
  EXPECT_NEAR(std::sqrt(squares), expected, 0.05 * expected);
  EXPECT_LT(golden()["elastic.columns minus rows"].item<double>(), 1e-12);
}

struct Scaled {
  const char* name;
  Shape shape;
  Axes dims;
  const char* method;
  bool antialias;
};
const std::vector<Scaled>& scaled_cases() {
  static const std::vector<Scaled> cases = {{"linear", {2, 4, 8, 3}, {1}, "linear", true},
                                            {"linear, sharp", {2, 4, 8, 3}, {1}, "bilinear", false},
                                            {"cubic", {2, 5, 14, 3}, {1, 2}, "bicubic", true},
                                            {"lanczos3", {2, 9, 3, 3}, {-3, 2}, "lanczos3", true},
                                            {"lanczos5", {2, 9, 3, 3}, {1, 2}, "lanczos5", false}};
  return cases;
}

TEST(ImageTransforms, ScaleAndTranslateAsKeras) {
  for (const auto& [name, shape, dims, method, antialias] : scaled_cases()) {
    SCOPED_TRACE(name);
    const std::string key = text("scaled.", name);
    const Tensor x = watch(golden()["images"]), scale = watch(golden()["scale"]),
                 translation = watch(golden()["translation"]);
    const int64_t count = dims.list.rank();
    const Tensor y = image::scale_and_translate(
        x, shape, scale[slice(0, count)], translation[slice(0, count)], dims, method, antialias);
    expect_near(y, golden()[key], 1e-12, "value");
    const auto slopes = gradients(ops::sum(ops::square(y)), {x, scale, translation});
    expect_near(slopes[0], golden()[key + ".gradient.images"], 1e-11, "by images");
    expect_near(slopes[1], golden()[key + ".gradient.scale"], 1e-10, "by scale");
    expect_near(slopes[2], golden()[key + ".gradient.translation"], 1e-10, "by translation");
  }
}

TEST(ImageTransforms, ScaleWholeNumbersToFloats) {
  const Tensor x = arange(9).reshape({3, 3});  // the example of Keras's text
  const Tensor scale = tensor({2.0F, 2.0F});
  const Tensor y =
      image::scale_and_translate(x, {5, 5}, scale, -(scale / 2 - 0.5F), {0, 1}, "linear");
  EXPECT_EQ(y.dtype(), float32);
  const Tensor rows = arange(5).astype(float32).reshape({5, 1});
  expect_near(y, rows * 1.5F + arange(5).astype(float32) * 0.5F, 1e-6);
}

TEST(ImageTransforms, RefuseWhatDoesNotFit) {
  const Tensor x = zeros({2, 4, 5, 3}), points = zeros({2, 4, 2});
  EXPECT_EQ(error_text([&] {
              image::perspective_transform(x, zeros({3, 2}), points);
            }),
            "ShapeError: perspective_transform: Invalid start_points shape: expected (4,2) for a "
            "single image or (N,4,2) for a batch. Received shape: (3, 2)");
  EXPECT_EQ(error_text([&] { image::perspective_transform(x, points, points[0]); }),
            "ShapeError: perspective_transform: start_points and end_points must have the same "
            "shape\n"
            "  start_points  float32 (2, 4, 2)\n"
            "  end_points    float32 (4, 2)");
  EXPECT_EQ(error_text([&] { image::perspective_transform(x, points[0], points[0]); }),
            "ShapeError: perspective_transform: there must be four points for each image\n"
            "  images        float32 (2, 4, 5, 3)\n"
            "  start_points  float32 (4, 2)");
  EXPECT_EQ(error_text([&] {
              image::perspective_transform(x, points, points, {.interpolation = "bicubic"});
            }),
            "ValueError: perspective_transform: interpolation is 'bilinear' or 'nearest', received "
            "bicubic");
  EXPECT_THROW(image::elastic_transform(x.astype(uint8)), DTypeError);
  EXPECT_EQ(error_text([&] { image::elastic_transform(x, {.sigma = 0}); }),
            "ValueError: elastic_transform: sigma must be positive, received 0");
  EXPECT_THROW(image::elastic_transform(x, {.fill_mode = "edge"}), ValueError);
  EXPECT_THROW(image::elastic_transform(zeros({4, 5})), ShapeError);
  const Tensor one = ones({1});
  EXPECT_EQ(error_text([&] {
              image::scale_and_translate(x, {2, 6, 5, 4}, one, one, {1}, "linear");
            }),
            "ShapeError: scale_and_translate: output_shape must have images' axes, and their "
            "lengths beside spatial_dims\n"
            "  images        float32 (2, 4, 5, 3)\n"
            "  output_shape  (2, 6, 5, 4)");
  EXPECT_EQ(error_text([&] {
              image::scale_and_translate(x, {2, 6, 6, 3}, one, one, {1, 2}, "linear");
            }),
            "ShapeError: scale_and_translate: scale and translation must have a number for each of "
            "spatial_dims\n"
            "  scale         float32 (1,)\n"
            "  translation   float32 (1,)\n"
            "  spatial_dims  (1, 2)");
  EXPECT_THROW(image::scale_and_translate(x, {2, 6, 5, 3}, one, one, {1}, "nearest"), ValueError);
}

}  // namespace
}  // namespace keratin
