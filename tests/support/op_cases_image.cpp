#include "keratin/ops/arithmetic.h"
#include "keratin/ops/image.h"
#include "keratin/ops/image_filters.h"
#include "keratin/ops/image_transforms.h"
#include "keratin/tensor/creation.h"
#include "tests/support/op_case_table.h"

namespace keratin::testing {

namespace {

void add_image_transforms(OpCaseTable& table) {
  namespace image = ops::image;
  const Tensor corners = tensor({{0.0F, 0.0F}, {0.0F, 3.0F}, {4.0F, 0.0F}, {4.0F, 3.0F}});
  table.add("perspective_transform",
            {positive({2, 3, 4, 2}), positive({2, 4, 2}, 2), positive({2, 4, 2}, 3)},
            [corners](const Inputs& in) {
              const Tensor start = corners + in[1], end = corners - in[2];
              return Outputs{image::perspective_transform(in[0], start, end),
                             image::perspective_transform(in[0], end, start,
                                                          {.interpolation = "nearest",
                                                           .fill_value = 2,
                                                           .data_format = "channels_first"})};
            });
  table.add("elastic_transform", {positive({2, 5, 6, 3})}, [](const Inputs& in) {
    return Outputs{image::elastic_transform(in[0], {.alpha = 3, .sigma = 0.7, .seed = 1}),
                   image::elastic_transform(in[0], {.sigma = 0.4,
                                                    .interpolation = "nearest",
                                                    .fill_mode = "wrap",
                                                    .seed = 2,
                                                    .data_format = "channels_first"})};
  });
  table.add("scale_and_translate", {positive({2, 3, 4}), positive({2}, 2), positive({2}, 3)},
            [](const Inputs& in) {
              return Outputs{
                  image::scale_and_translate(in[0], {2, 5, 4}, in[1], in[2], {0, 1}, "linear"),
                  image::scale_and_translate(in[0], {2, 3, 6}, in[1] + 1, in[2], {-2, 2}, "cubic",
                                             false)};
            });
}

}  // namespace

void add_image_cases(OpCaseTable& table) {
  namespace image = ops::image;
  table.add("resize", {positive({2, 3, 4, 2})}, [](const Inputs& in) {
    return Outputs{image::resize(in[0], {5, 2}),
                   image::resize(in[0], {2, 7}, {.interpolation = "nearest"}),
                   image::resize(in[0], {2, 2}, {.interpolation = "bicubic", .antialias = true}),
                   image::resize(in[0], {4, 4}, {.pad_to_aspect_ratio = true}),
                   image::resize(in[0], {4, 4},
                                 {.crop_to_aspect_ratio = true, .data_format = "channels_first"})};
  });
  table.add("pad_images", {positive({3, 4, 2})}, [](const Inputs& in) {
    return image::pad_images(
        in[0], {.top_padding = 1, .left_padding = 0, .right_padding = 2, .target_height = 6});
  });
  table.add("crop_images", {positive({2, 3, 4, 2})}, [](const Inputs& in) {
    return image::crop_images(
        in[0], {.top_cropping = 1, .left_cropping = 0, .right_cropping = 2, .target_height = 2});
  });
  table.add("rgb_to_grayscale", {positive({4, 4, 3})},
            [](const Inputs& in) { return image::rgb_to_grayscale(in[0]); });
  table.add("rgb_to_hsv", {positive({2, 4, 4, 3})},
            [](const Inputs& in) { return image::rgb_to_hsv(in[0]); });
  table.add("hsv_to_rgb", {positive({2, 3, 4, 4})},
            [](const Inputs& in) { return image::hsv_to_rgb(in[0], "channels_first"); });
  table.add("map_coordinates", {positive({3, 4}), positive({2, 5}, 2)}, [](const Inputs& in) {
    return Outputs{image::map_coordinates(in[0], in[1], 1),
                   image::map_coordinates(in[0], in[1], 0, {.fill_mode = "reflect"})};
  });
  add_image_transforms(table);
  const Inputs pair = {positive({2, 5, 6, 3}), positive({2, 5, 6, 3}, 2)};
  table.add("gaussian_blur", pair, [](const Inputs& in) {
    return Outputs{image::gaussian_blur(in[0]), image::sobel_edges(in[1])};
  });
  table.add("sobel_edges", pair,
            [](const Inputs& in) { return image::sobel_edges(in[0] + in[1]); });
  table.add("ssim", pair,
            [](const Inputs& in) { return image::ssim(in[0], in[1], {.filter_size = 3}); });
  table.add("extract_patches", {positive({2, 5, 6, 3})},
            [](const Inputs& in) { return image::extract_patches(in[0], 2); });
  table.add("extract_patches_3d", {positive({2, 4, 5, 6, 3})},
            [](const Inputs& in) { return image::extract_patches_3d(in[0], 2); });
  table.add("affine_transform", {positive({2, 3, 4, 2}), positive({2, 8}, 2)},
            [](const Inputs& in) {
              return Outputs{image::affine_transform(in[0], in[1]),
                             image::affine_transform(in[0], in[1],
                                                     {.interpolation = "nearest",
                                                      .fill_mode = "wrap",
                                                      .data_format = "channels_first"})};
            });
}

}  // namespace keratin::testing
