// Images: sizes, borders, colours, places between pixels; Keras: keras.ops.image.
// images [height, width, channels] or [batch, height, width, channels]; with data_format
// "channels_first" the channels stand in front of the height. Each throws ShapeError for another
// number of axes and ValueError for another data_format.
#pragma once
#include <optional>
#include <string>

#include "keratin/tensor/tensor.h"

namespace keratin::ops::image {

struct ResizeOptions {
  std::string interpolation = "bilinear";  // "nearest", "bicubic", "lanczos3", "lanczos5"
  bool antialias = false;                  // whether a smaller image is smoothed first
  bool crop_to_aspect_ratio = false;       // keeps the ratio: the middle of the image is resized
  bool pad_to_aspect_ratio = false;        // keeps it with fill_value around the image
  std::string fill_mode = "constant";
  double fill_value = 0;
  std::string data_format = {};
};
/// Images of size (height, width). Pixel i of the result lies at (i + 1/2) * before / after - 1/2;
/// its neighbours count by a triangle, Keys's cubic (a = -1/2) or Lanczos's window, and those
/// outside not at all (jax.image.resize). Whole numbers are computed in float32, rounded and kept
/// in their range. Throws ValueError for another interpolation or fill_mode, sizes below 1, and
/// crop beside pad.
Tensor resize(const Tensor& images, const Shape& size, const ResizeOptions& options = {});

struct PadImagesOptions {
  std::optional<int64_t> top_padding = {}, left_padding = {}, bottom_padding = {};
  std::optional<int64_t> right_padding = {}, target_height = {}, target_width = {};
  std::string data_format = {};
};
/// Images with zeros around them. Throws ValueError unless two of top, bottom and target height are
/// given, and two of left, right and target width, and for a negative one.
Tensor pad_images(const Tensor& images, const PadImagesOptions& options);

struct CropImagesOptions {
  std::optional<int64_t> top_cropping = {}, left_cropping = {}, bottom_cropping = {};
  std::optional<int64_t> right_cropping = {}, target_height = {}, target_width = {};
  std::string data_format = {};
};
/// A part of the images. Throws as pad_images.
Tensor crop_images(const Tensor& images, const CropImagesOptions& options);

/// 0.2989 red + 0.5870 green + 0.1140 blue, in images' dtype; one channel stays as it is. Throws
/// ShapeError for other channels.
Tensor rgb_to_grayscale(const Tensor& images, const std::string& data_format = {});
/// Hue, saturation and value, all in [0, 1], and back. Throw DTypeError for whole numbers.
Tensor rgb_to_hsv(const Tensor& images, const std::string& data_format = {});
Tensor hsv_to_rgb(const Tensor& images, const std::string& data_format = {});

struct MapCoordinatesOptions {
  std::string fill_mode = "constant";  // "nearest", "wrap", "mirror", "reflect": what lies outside
  double fill_value = 0;
};
/// inputs at places between its elements: order 0 takes the nearest, 1 weighs the neighbours.
/// inputs of n axes, coordinates [n, ...] -> y [...], in inputs' dtype, whole numbers rounded.
/// Differentiable by both. Throws ShapeError for other coordinates, ValueError for another order or
/// fill_mode.
Tensor map_coordinates(const Tensor& inputs, const Tensor& coordinates, int order,
                       const MapCoordinatesOptions& options = {});

struct AffineTransformOptions {
  std::string interpolation = "bilinear";  // or "nearest"
  std::string fill_mode = "constant";      // as MapCoordinatesOptions
  double fill_value = 0;
  std::string data_format = {};
};
/// Pixel (x, y) of the result is that of images at (a0 x + a1 y + a2, b0 x + b1 y + b2); transform
/// [8] or [batch, 8] = a0, a1, a2, b0, b1, b2, c0, c1, of which the last two are 0 for an affine
/// one (Keras on JAX, and so here, multiplies them by the channel's number).
Tensor affine_transform(const Tensor& images, const Tensor& transform,
                        const AffineTransformOptions& options = {});

}  // namespace keratin::ops::image
