// The ops on images and their windows that a file's graph may hold.
#include "keratin/models/graph_arguments_internal.h"
#include "keratin/ops/ctc.h"
#include "keratin/ops/image.h"
#include "keratin/ops/image_filters.h"
#include "keratin/ops/image_transforms.h"
#include "keratin/ops/norm.h"
#include "keratin/ops/patches.h"

namespace keratin::models {
namespace {

Tensors call_resize(const Arguments& a) {
  return ops::image::resize(a.tensor(), a.lengths("size"),
                            {.interpolation = a.word("interpolation", "bilinear"),
                             .antialias = a.flag("antialias"),
                             .crop_to_aspect_ratio = a.flag("crop_to_aspect_ratio"),
                             .pad_to_aspect_ratio = a.flag("pad_to_aspect_ratio"),
                             .fill_mode = a.word("fill_mode", "constant"),
                             .fill_value = a.number("fill_value", 0),
                             .data_format = a.word("data_format", "")});
}
Tensors call_pad_images(const Arguments& a) {
  return ops::image::pad_images(a.tensor(), {.top_padding = a.amount("top_padding"),
                                             .left_padding = a.amount("left_padding"),
                                             .bottom_padding = a.amount("bottom_padding"),
                                             .right_padding = a.amount("right_padding"),
                                             .target_height = a.amount("target_height"),
                                             .target_width = a.amount("target_width"),
                                             .data_format = a.word("data_format", "")});
}
Tensors call_crop_images(const Arguments& a) {
  return ops::image::crop_images(a.tensor(), {.top_cropping = a.amount("top_cropping"),
                                              .left_cropping = a.amount("left_cropping"),
                                              .bottom_cropping = a.amount("bottom_cropping"),
                                              .right_cropping = a.amount("right_cropping"),
                                              .target_height = a.amount("target_height"),
                                              .target_width = a.amount("target_width"),
                                              .data_format = a.word("data_format", "")});
}
Tensors call_map_coordinates(const Arguments& a) {
  return ops::image::map_coordinates(
      a.tensor(0), a.tensor(1), static_cast<int>(a.whole("order")),
      {.fill_mode = a.word("fill_mode", "constant"), .fill_value = a.number("fill_value", 0)});
}
Tensors call_affine_transform(const Arguments& a) {
  return ops::image::affine_transform(a.tensor(0), a.tensor(1),
                                      {.interpolation = a.word("interpolation", "bilinear"),
                                       .fill_mode = a.word("fill_mode", "constant"),
                                       .fill_value = a.number("fill_value", 0),
                                       .data_format = a.word("data_format", "")});
}

ops::WindowOptions windows_of(const Arguments& a) {
  return {
      .dilation = a.sizes("dilation"), .padding = a.sizes("padding"), .stride = a.sizes("stride")};
}
Tensors call_rearrange(const Arguments& a) {
  ops::AxesLengths lengths;
  for (const auto& [name, value] : a.named()) {
    if (value.is_integer()) lengths.emplace_back(name, value.as_integer());
  }
  return ops::rearrange(a.tensor(), a.value(1).as_string(), lengths);
}

Tensors call_ctc_decode(const Arguments& a) {
  ops::CtcDecodeOptions options = {.strategy = a.word("strategy", "greedy"),
                                   .beam_width = a.whole("beam_width"),
                                   .top_paths = a.whole("top_paths"),
                                   .merge_repeated = a.flag("merge_repeated"),
                                   .mask_index = a.amount("mask_index")};
  const auto [paths, scores] = ops::ctc_decode(a.tensor(0), a.tensor(1), options);
  return {paths, scores};
}

Tensors call_perspective_transform(const Arguments& a) {
  return ops::image::perspective_transform(a.tensor(0), a.tensor(1), a.tensor(2),
                                           {.interpolation = a.word("interpolation", "bilinear"),
                                            .fill_value = a.number("fill_value", 0),
                                            .data_format = a.word("data_format", "")});
}
Tensors call_elastic_transform(const Arguments& a) {
  ops::image::ElasticTransformOptions options = {
      .alpha = a.number("alpha", 20),
      .sigma = a.number("sigma", 5),
      .interpolation = a.word("interpolation", "bilinear"),
      .fill_mode = a.word("fill_mode", "reflect"),
      .fill_value = a.number("fill_value", 0),
      .data_format = a.word("data_format", "")};
  if (const auto seed = a.amount("seed")) options.seed = static_cast<uint64_t>(*seed);
  return ops::image::elastic_transform(a.tensor(), options);
}
Tensors call_scale_and_translate(const Arguments& a) {
  Axes shape, dims;
  from_value(a.value(1), shape);
  from_value(a.at("spatial_dims"), dims);
  constexpr int64_t longest = 1 << 20;
  for (int i = 0; i < shape.list.rank(); ++i) {
    if (shape.list[i] <= longest) continue;
    throw_value_error(text("ScaleAndTranslate: an image of ", shape.list, " is too large"));
  }
  return ops::image::scale_and_translate(a.tensor(0), shape.list, a.tensor(2), a.tensor(3), dims,
                                         a.word("method", ""), !a.is_false("antialias"));
}

Tensors call_gaussian_blur(const Arguments& a) {
  std::vector<int64_t> size;
  std::vector<double> sigma;
  from_value(a.at("kernel_size"), size);
  from_value(a.at("sigma"), sigma);
  if (size.size() != 2 || sigma.size() != 2) throw_value_error("GaussianBlur: needs two sizes");
  return ops::image::gaussian_blur(a.tensor(), {.kernel_size = {size[0], size[1]},
                                                .sigma = {sigma[0], sigma[1]},
                                                .data_format = a.word("data_format", "")});
}
Tensors call_ssim(const Arguments& a) {
  return ops::image::ssim(a.tensor(0), a.tensor(1),
                          {.max_val = a.number("max_val", 1),
                           .filter_size = a.whole("filter_size"),
                           .filter_sigma = a.number("filter_sigma", 1.5),
                           .k1 = a.number("k1", 0.01),
                           .k2 = a.number("k2", 0.03),
                           .data_format = a.word("data_format", "")});
}
Tensors call_extract_patches(const Arguments& a) {
  return ops::image::extract_patches(a.tensor(), a.sizes("size"),
                                     {.strides = a.sizes("strides"),
                                      .dilation_rate = a.sizes("dilation_rate"),
                                      .padding = a.word("padding", "valid"),
                                      .data_format = a.word("data_format", "")});
}

struct ImageOpEntry {
  std::string_view name;
  Tensors (*call)(const Arguments&);
};
constexpr ImageOpEntry kImageOps[] = {
    {"CTCDecode", call_ctc_decode},
    {"CTCLoss",
     [](const Arguments& a) -> Tensors {
       return ops::ctc_loss(a.tensor(0), a.tensor(1), a.tensor(2), a.tensor(3),
                            a.whole("mask_index"));
     }},
    {"CDist", [](const Arguments& a) -> Tensors { return ops::cdist(a.tensor(0), a.tensor(1)); }},
    {"Fold",
     [](const Arguments& a) -> Tensors {
       return ops::fold(a.tensor(), a.sizes("output_size"), a.sizes("kernel_size"), windows_of(a));
     }},
    {"Unfold",
     [](const Arguments& a) -> Tensors {
       return ops::unfold(a.tensor(), a.sizes("kernel_size"), windows_of(a));
     }},
    {"Rearrange", call_rearrange},
    {"GaussianBlur", call_gaussian_blur},
    {"SSIM", call_ssim},
    {"ExtractPatches", call_extract_patches},
    {"SobelEdges",
     [](const Arguments& a) -> Tensors {
       return ops::image::sobel_edges(a.tensor(), a.word("data_format", ""));
     }},
    {"Resize", call_resize},
    {"PadImages", call_pad_images},
    {"CropImages", call_crop_images},
    {"MapCoordinates", call_map_coordinates},
    {"AffineTransform", call_affine_transform},
    {"ElasticTransform", call_elastic_transform},
    {"PerspectiveTransform", call_perspective_transform},
    {"ScaleAndTranslate", call_scale_and_translate},
    {"RGBToGrayscale",
     [](const Arguments& a) -> Tensors {
       return ops::image::rgb_to_grayscale(a.tensor(), a.word("data_format", ""));
     }},
    {"RGBToHSV",
     [](const Arguments& a) -> Tensors {
       return ops::image::rgb_to_hsv(a.tensor(), a.word("data_format", ""));
     }},
    {"HSVToRGB",
     [](const Arguments& a) -> Tensors {
       return ops::image::hsv_to_rgb(a.tensor(), a.word("data_format", ""));
     }},
};

}  // namespace

std::optional<Tensors> called_image_op(const std::string& class_name, const Arguments& arguments) {
  for (const ImageOpEntry& entry : kImageOps) {
    if (entry.name == class_name) return entry.call(arguments);
  }
  return {};
}

}  // namespace keratin::models
