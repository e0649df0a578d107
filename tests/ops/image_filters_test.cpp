#include "keratin/ops/image_filters.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near, testing::Golden, testing::gradient_error;
namespace image = ops::image;

const Golden& golden() {
  static const Golden numbers("image_filters");
  return numbers;
}

constexpr double kNear = 1e-12;
// Keras makes its filters in float32 there.
constexpr double kNearFilter = 1e-6;

TEST(ImageFilters, BlurAsKeras) {
  const Tensor& x = golden()["images"];
  expect_near(image::gaussian_blur(x), golden()["blur.default"], kNearFilter);
  const image::GaussianBlurOptions uneven = {.kernel_size = {5, 2}, .sigma = {0.7, 2}};
  expect_near(image::gaussian_blur(x, uneven), golden()["blur.uneven"], kNearFilter);
  expect_near(image::gaussian_blur(x.transpose({0, 3, 1, 2}), {.data_format = "channels_first"}),
              image::gaussian_blur(x).transpose({0, 3, 1, 2}), 1e-14);
  expect_near(image::gaussian_blur(x[0]), image::gaussian_blur(x)[0], 1e-14);
}

TEST(ImageFilters, FindEdgesAsKeras) {
  const Tensor& x = golden()["images"];
  expect_near(image::sobel_edges(x), golden()["sobel"], kNear);
  expect_near(image::sobel_edges(x.transpose({0, 3, 1, 2}), "channels_first"),
              image::sobel_edges(x).transpose({0, 3, 1, 2, 4}), 0);
  const Tensor step = ops::tile(tensor({0, 0, 5, 5}).reshape({1, 1, 4, 1}), {1, 3, 1, 1});
  const Tensor edges = image::sobel_edges(step);
  EXPECT_EQ(edges.dtype(), int32);
  const auto along = [&](int which) {
    return edges[{0, 1, slice(), 0, which}].to_vector<int32_t>();
  };
  const std::vector<int32_t> right = {0, 20, 20, -20}, down = {0, 0, 0, 0};
  EXPECT_EQ(along(1), right);
  EXPECT_EQ(along(0), down);
}

TEST(ImageFilters, CompareAsKeras) {
  const Tensor &a = golden()["images"], &b = golden()["others"];
  expect_near(image::ssim(a, b), golden()["ssim.default"], kNearFilter);
  const image::SsimOptions small = {
      .max_val = 255, .filter_size = 4, .filter_sigma = 0.9, .k1 = 0.02, .k2 = 0.05};
  expect_near(image::ssim(a * 200, b * 200, small), golden()["ssim.small"], kNearFilter);
  expect_near(image::ssim(a[1], b[1]), golden()["ssim.default"][1], kNearFilter);
  EXPECT_NEAR(image::ssim(a[0], a[0]).item<double>(), 1, 1e-12);
}

TEST(ImageFilters, ExtractPatchesAsKeras) {
  const Tensor &x = golden()["images"], &v = golden()["volumes"];
  const auto check = [&](const char* name, const Sizes& size,
                         const image::ExtractPatchesOptions& options) {
    expect_near(image::extract_patches(x, size, options), golden()[std::string("patches.") + name],
                0, name);
    image::ExtractPatchesOptions first = options;
    first.data_format = "channels_first";
    expect_near(image::extract_patches(x.transpose({0, 3, 1, 2}), size, first),
                image::extract_patches(x, size, options).transpose({0, 3, 1, 2}), 0, name);
  };
  check("beside", {3, 4}, {});
  check("strided", 3, {.strides = {2, 1}});
  check("same", {3, 2}, {.strides = 2, .padding = "same"});
  check("dilated", 2, {.strides = 1, .dilation_rate = {2, 3}, .padding = "same"});
  const Sizes uneven = {2, 3, 2};
  const image::ExtractPatchesOptions same = {.strides = {1, 2, 3}, .padding = "same"};
  expect_near(image::extract_patches_3d(v, 2), golden()["volumes.beside"], 0);
  expect_near(image::extract_patches_3d(v, uneven, same), golden()["volumes.same"], 0);
  expect_near(image::extract_patches(v, uneven, same), golden()["volumes.same"], 0);
  expect_near(image::extract_patches_3d(v[0], 2), golden()["volumes.beside"][0], 0);
}

TEST(ImageFilters, AreDifferentiable) {
  const Tensor x = random::uniform({1, 5, 6, 2}, {.dtype = float64, .seed = 1});
  const Tensor y = random::uniform({1, 5, 6, 2}, {.dtype = float64, .seed = 2});
  EXPECT_LT(gradient_error({x}, [](const auto& in) { return image::gaussian_blur(in[0]); }), 1e-7);
  EXPECT_LT(gradient_error({x}, [](const auto& in) { return image::sobel_edges(in[0]); }), 1e-7);
  EXPECT_LT(
      gradient_error({x, y},
                     [](const auto& in) { return image::ssim(in[0], in[1], {.filter_size = 3}); }),
      1e-6);
  EXPECT_LT(gradient_error({x},
                           [](const auto& in) {
                             return ops::square(image::extract_patches(
                                 in[0], 2, {.strides = 1, .padding = "same"}));
                           }),
            1e-6);
}

TEST(ImageFilters, SayWhatIsWrong) {
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  const Tensor x = zeros({4, 5, 3});
  says([&] { image::gaussian_blur(x.astype(uint8)); }, "DTypeError: gaussian_blur");
  says([&] { image::gaussian_blur(x, {.kernel_size = {0, 3}}); }, "received 0");
  says([&] { image::gaussian_blur(zeros({4, 5})); }, "Invalid images rank");
  says([&] { image::sobel_edges(x); },
       "ShapeError: sobel_edges: Invalid images rank: expected rank 4 (batch of images). Received: "
       "images.shape=(4, 5, 3)");
  says([&] { image::ssim(x, zeros({4, 6, 3})); }, "ssim: the images must have one shape");
  EXPECT_THROW(image::ssim(x, x), ShapeError);  // smaller than the filter
  says([&] { image::extract_patches(x, 6); }, "a patch of 6 does not fit into 4 pixels");
  says([&] { image::extract_patches(zeros({4, 5}), 2); }, "needs 3 axes, or 4 with a batch");
  says([&] { image::extract_patches(x, 2, {.padding = "causal"}); }, "'valid' or 'same'");
  says([&] { image::extract_patches(x, 2, {.data_format = "last"}); }, "received last");
  EXPECT_THROW(image::extract_patches(x, {1, 2, 3, 4}), ValueError);
}

}  // namespace
}  // namespace keratin
