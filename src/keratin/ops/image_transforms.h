// Images that are moved, stretched and bent; Keras: keras.ops.image. Shapes and errors are those of
// image.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "keratin/tensor/tensor.h"

namespace keratin::ops::image {

struct PerspectiveTransformOptions {
  std::string interpolation = "bilinear";  // or "nearest"
  double fill_value = 0;                   // of what lies outside
  std::string data_format = {};
};
/// Images whose pixels at the four end_points are those that were at the start_points: pixel (x, y)
/// is that of images at ((a x + b y + c) / (g x + h y + 1), (d x + e y + f) / (g x + h y + 1)),
/// where a to h solve the eight equations of the points (Heckbert, "Fundamentals of texture mapping
/// and image warping", 1989). Points [4, 2] of one image, or [batch, 4, 2], x before y. In images'
/// dtype. Differentiable by all three. Throws ShapeError for other points, ValueError for another
/// interpolation.
Tensor perspective_transform(const Tensor& images, const Tensor& start_points,
                             const Tensor& end_points,
                             const PerspectiveTransformOptions& options = {});

struct ElasticTransformOptions {
  double alpha = 20;  // how far pixels move
  double sigma = 5;   // of the blur that makes neighbours move alike
  std::string interpolation = "bilinear";
  std::string fill_mode = "reflect";  // as MapCoordinatesOptions
  double fill_value = 0;
  std::optional<uint64_t> seed = {};
  std::string data_format = {};
};
/// Images as on rubber: pixel (x, y) is that of images at (x + alpha d, y + alpha d), where d are
/// normal numbers of deviation sigma for each place of each image, blurred by a Gaussian of sigma
/// over 6 sigma pixels (Simard et al., 2003). As in Keras on JAX, one d serves both axes. Its
/// numbers are not JAX's; a seed gives the same ones each time. Throws DTypeError for whole
/// numbers, ValueError for another interpolation or fill_mode and for a sigma that is not positive.
Tensor elastic_transform(const Tensor& images, const ElasticTransformOptions& options = {});

/// images of any number of axes, whose axes spatial_dims [k] become as long as output_shape says:
/// what is at place x along the axis comes to x * scale + translation, where pixel i has its middle
/// at i + 1/2. scale [k], translation [k]. Neighbours count by `method`: "linear" ("bilinear",
/// "trilinear"), "cubic" ("bicubic", "tricubic"), "lanczos3", "lanczos5"; their window
/// is as wide as a pixel of the result where that is smaller, if antialias. What comes from outside
/// is 0. Whole numbers become float32. Differentiable by images, scale and translation
/// (jax.image.scale_and_translate). Throws ShapeError for an output_shape of another number of axes
/// or with other lengths beside spatial_dims, and unless there is a number for each of these;
/// ValueError for another method.
Tensor scale_and_translate(const Tensor& images, const Shape& output_shape, const Tensor& scale,
                           const Tensor& translation, const Axes& spatial_dims,
                           const std::string& method, bool antialias = true);

}  // namespace keratin::ops::image
