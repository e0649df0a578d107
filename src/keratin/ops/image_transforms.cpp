#include "keratin/ops/image_transforms.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/image_axes_internal.h"
#include "keratin/ops/image_filters.h"
#include "keratin/ops/image_sampling_internal.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/linear_algebra.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/ops/random.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops::image {
namespace {

/// 0, 1, 2, ... along an axis of `like`, in its dtype; all other axes are 1.
Tensor numbers_along(int axis, int64_t length, const Tensor& like) {
  Shape shape = {1, 1, 1};
  shape[axis] = length;
  return reshape(arange(0, length, 1, like.dtype()).to(like.device()), shape);
}

/// Each image at the places [batch, height, width] of its rows and columns, all channels alike.
Tensor channels_sampled(const Tensor& images, const ImageAxes& axes, const Tensor& rows,
                        const Tensor& columns, int order, const std::string& mode, double fill) {
  const bool is_single = images.ndim() == 3;
  const int shift = is_single ? 1 : 0;
  const Tensor x = moveaxis(is_single ? images.expand_dims(0) : images, axes.channels + shift, 1);
  const Shape shape = x.shape();  // [batch, channels, height, width]
  const Shape planes = {shape[0] * shape[1], shape[2], shape[3]};
  const auto for_each_channel = [&](const Tensor& places) {
    return reshape(broadcast_to(expand_dims(places, 1), shape), planes);
  };
  const Tensor y = sampled(reshape(x, planes), {for_each_channel(rows), for_each_channel(columns)},
                           order, mode, fill);
  const Tensor moved = moveaxis(reshape(y, shape), 1, axes.channels + shift);
  return is_single ? squeeze(moved, 0) : moved;
}

// --- perspective ---

void check_points(const char* name, const Tensor& points) {
  const int rank = points.ndim();
  if ((rank == 2 || rank == 3) && points.shape()[rank - 2] == 4 && points.shape()[rank - 1] == 2) {
    return;
  }
  throw_shape_error(text("perspective_transform: Invalid ", name,
                         " shape: expected (4,2) for a single image or (N,4,2) for a batch. "
                         "Received shape: ",
                         points.shape()));
}

/// The eight numbers of each transform, [batch, 8].
Tensor homography(const Tensor& start, const Tensor& end) {
  const auto at = [](const Tensor& points, int64_t i) {
    return indexed(points, {ellipsis, Index(i)});
  };
  const Tensor start_x = at(start, 0), start_y = at(start, 1), x = at(end, 0), y = at(end, 1);
  const Tensor zero = x * 0, one = zero + 1;
  const Tensor of_x = stack({x, y, one, zero, zero, zero, -start_x * x, -start_x * y}, -1);
  const Tensor of_y = stack({zero, zero, zero, x, y, one, -start_y * x, -start_y * y}, -1);
  const Tensor wanted = expand_dims(concatenate({start_x, start_y}, -1), -1);
  return squeeze(solve(concatenate({of_x, of_y}, 1), wanted), -1);
}

}  // namespace

Tensor perspective_transform(const Tensor& images, const Tensor& start_points,
                             const Tensor& end_points, const PerspectiveTransformOptions& options) {
  constexpr const char* name = "perspective_transform";
  const int order = order_of(name, options.interpolation);
  const ImageAxes axes = axes_of(name, images.shape(), options.data_format);
  check_points("start_points", start_points);
  check_points("end_points", end_points);
  if (start_points.shape() != end_points.shape()) {
    throw_shape_error(
        text(name, ": start_points and end_points must have the same shape"),
        {{"start_points", describe(start_points)}, {"end_points", describe(end_points)}});
  }
  if (is_any_symbolic({images, start_points, end_points})) {
    return symbolic_op({.class_name = "PerspectiveTransform",
                        .module = "image",
                        .arguments = {{}, {}, {}},
                        .config = {{"interpolation", options.interpolation},
                                   {"fill_value", fill_number(options.fill_value)},
                                   {"data_format", data_format_value(options.data_format)}}},
                       {images, start_points, end_points}, [options](const Tensors& in) {
                         return perspective_transform(in[0], in[1], in[2], options);
                       });
  }
  const int64_t batch = images.ndim() == 4 ? images.len() : 1;
  const int64_t transforms = start_points.ndim() == 3 ? start_points.len() : 1;
  if (batch != transforms) {
    throw_shape_error(text(name, ": there must be four points for each image"),
                      {{"images", describe(images)}, {"start_points", describe(start_points)}});
  }
  const auto ready = [](const Tensor& points) {
    return as_places(points.ndim() == 2 ? points.expand_dims(0) : points);
  };
  const Tensor numbers = homography(ready(start_points), ready(end_points));
  const auto number = [&](int64_t i) {
    return reshape(indexed(numbers, {slice(), Index(i)}), {transforms, 1, 1});
  };
  const Tensor y = numbers_along(1, images.shape()[axes.height], numbers);
  const Tensor x = numbers_along(2, images.shape()[axes.width], numbers);
  const Tensor depth = number(6) * x + number(7) * y + 1;
  const Tensor columns = (number(0) * x + number(1) * y + number(2)) / depth;
  const Tensor rows = (number(3) * x + number(4) * y + number(5)) / depth;
  return channels_sampled(images, axes, rows, columns, order, "constant", options.fill_value);
}

// --- rubber ---

namespace {

Config config_of(const ElasticTransformOptions& options) {
  const ConfigValue seed =
      options.seed ? ConfigValue(static_cast<int64_t>(*options.seed)) : ConfigValue();
  return {{"alpha", options.alpha},
          {"sigma", options.sigma},
          {"interpolation", options.interpolation},
          {"fill_mode", options.fill_mode},
          {"fill_value", options.fill_value},
          {"seed", seed},
          {"data_format", data_format_value(options.data_format)}};
}

/// How far each pixel moves, [batch, height, width].
Tensor bends(const Tensor& images, const ImageAxes& axes, const ElasticTransformOptions& options) {
  const Shape& shape = images.shape();
  const int64_t batch = images.ndim() == 4 ? shape[0] : 1;
  const Tensor like({batch, shape[axes.height], shape[axes.width], 1}, images.dtype(),
                    images.device());
  RandomKey key;
  if (!images.is_symbolic()) {
    key = options.seed ? RandomKey{.seed = *options.seed}
                       : RandomKey{.seed = random_seed(), .stream = next_random_stream()};
  }
  const int64_t size = static_cast<int64_t>(6 * options.sigma) | 1;
  const Tensor blurred = gaussian_blur(random::normal_like(like, 0, options.sigma, key),
                                       {.kernel_size = {size, size},
                                        .sigma = {options.sigma, options.sigma},
                                        .data_format = "channels_last"});
  return squeeze(blurred, -1) * options.alpha;
}

}  // namespace

Tensor elastic_transform(const Tensor& images, const ElasticTransformOptions& options) {
  constexpr const char* name = "elastic_transform";
  const int order = order_of(name, options.interpolation);
  check_fill_mode(name, options.fill_mode);
  const ImageAxes axes = axes_of(name, images.shape(), options.data_format);
  if (!is_floating(images.dtype())) {
    throw_dtype_error(text(name, ": the images must be floats"), {{"images", describe(images)}},
                      "images.astype(float32) / 255");
  }
  if (!(options.sigma > 0)) {
    throw_value_error(text(name, ": sigma must be positive, received ", options.sigma));
  }
  constexpr double widest = 1 << 16;  // of the kernel that smooths the field
  if (!(6 * options.sigma < widest)) {
    throw_value_error(text(name, ": sigma is too large, received ", options.sigma));
  }
  if (is_symbolic(images)) {
    return symbolic_op({.class_name = "ElasticTransform",
                        .module = "image",
                        .arguments = {{}},
                        .config = config_of(options)},
                       images,
                       [options](const Tensors& in) { return elastic_transform(in[0], options); });
  }
  const Tensor moves = bends(images, axes, options);
  const Tensor rows = moves + numbers_along(1, images.shape()[axes.height], moves);
  const Tensor columns = moves + numbers_along(2, images.shape()[axes.width], moves);
  return channels_sampled(images, axes, rows, columns, order, options.fill_mode,
                          options.fill_value);
}

// --- scale and translation ---

namespace {

/// The windows: what a pixel at distance x >= 0 counts.
Tensor triangle(const Tensor& x) { return maximum(1 - x, 0); }
/// R. G. Keys, "Cubic convolution interpolation for digital image processing", 1981, a = -1/2.
Tensor cubic(const Tensor& x) {
  const Tensor near = (1.5 * x - 2.5) * x * x + 1, far = ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return where(x >= 2, 0.0, where(x >= 1, far, near));
}
Tensor lanczos(double radius, const Tensor& x) {
  const Tensor is_middle = x <= 1e-3;
  const Tensor angle = where(is_middle, 1.0, x) * std::numbers::pi;
  const Tensor y = radius * sin(angle) * sin(angle / radius) / square(angle);
  return where(x > radius, 0.0, where(is_middle, 1.0, y));
}
Tensor lanczos3(const Tensor& x) { return lanczos(3, x); }
Tensor lanczos5(const Tensor& x) { return lanczos(5, x); }

using WindowOf = Tensor (*)(const Tensor&);
WindowOf window_of(const std::string& method) {
  struct Named {
    const char* name;
    WindowOf window;
  };
  constexpr Named kWindows[] = {
      {"linear", triangle},   {"bilinear", triangle}, {"trilinear", triangle},

      {"cubic", cubic},       {"bicubic", cubic},     {"tricubic", cubic},
      {"lanczos3", lanczos3}, {"lanczos5", lanczos5}};
  for (const Named& one : kWindows) {
    if (method == one.name) return one.window;
  }
  throw_value_error(
      text("scale_and_translate: Invalid value for argument `method`. Received: method=", method),
      {{"known", "linear, bilinear, trilinear, cubic, bicubic, tricubic, lanczos3, lanczos5"}});
}

/// What each of `before` pixels counts for each of `after`: [before, after].
Tensor shares(WindowOf window, int64_t before, int64_t after, const Tensor& scale,
              const Tensor& translation, bool antialias) {
  const auto numbers = [&](int64_t length) {
    return arange(0, length, 1, scale.dtype()).to(scale.device());
  };
  const Tensor step = 1 / scale;
  const Tensor places = (numbers(after) + 0.5 - translation) * step - 0.5;
  Tensor distance = abs(expand_dims(places, 0) - expand_dims(numbers(before), 1));
  if (antialias) distance = distance / maximum(step, 1);
  const Tensor weights = window(distance);
  const Tensor total = sum(weights, {.axis = 0, .keepdims = true});
  constexpr double kLeast = 1000.0 * std::numeric_limits<float>::epsilon();
  const Tensor is_weight = abs(total) > kLeast;
  const Tensor is_inside = logical_and(places >= -0.5, places <= static_cast<double>(before) - 0.5);
  return where(logical_and(is_weight, is_inside), weights / where(is_weight, total, 1.0), 0.0);
}

/// x along an axis by a matrix [before, after].
Tensor along_by(const Tensor& x, int axis, const Tensor& matrix) {
  return moveaxis(matmul(moveaxis(x, axis, -1), matrix), -1, axis);
}

void check_lengths(const Tensor& images, const Shape& output, const Axes& dims) {
  bool fits = output.rank() == images.ndim();
  std::vector<bool> is_spatial(static_cast<size_t>(images.ndim()));
  for (const int64_t dim : dims.list) {
    is_spatial[static_cast<size_t>(
        normalize_axis("scale_and_translate", static_cast<int>(dim), images.shape()))] = true;
  }
  for (int i = 0; fits && i < output.rank(); ++i) {
    fits = is_spatial[static_cast<size_t>(i)] || output[i] == images.shape()[i];
  }
  if (fits) return;
  throw_shape_error(
      "scale_and_translate: output_shape must have images' axes, and their lengths beside "
      "spatial_dims",
      {{"images", describe(images)}, {"output_shape", text(output)}});
}

}  // namespace

Tensor scale_and_translate(const Tensor& images, const Shape& output_shape, const Tensor& scale,
                           const Tensor& translation, const Axes& spatial_dims,
                           const std::string& method, bool antialias) {
  const WindowOf window = window_of(method);
  const Shape numbers = {static_cast<int64_t>(spatial_dims.list.rank())};
  if (scale.shape() != numbers || translation.shape() != numbers) {
    throw_shape_error(
        "scale_and_translate: scale and translation must have a number for each of spatial_dims",
        {{"scale", describe(scale)},
         {"translation", describe(translation)},
         {"spatial_dims", text(spatial_dims.list)}});
  }
  check_lengths(images, output_shape, spatial_dims);
  if (is_any_symbolic({images, scale, translation})) {
    return symbolic_op({.class_name = "ScaleAndTranslate",
                        .module = "image",
                        .arguments = {{}, to_value(output_shape), {}, {}},
                        .config = {{"spatial_dims", to_value(spatial_dims.list)},
                                   {"method", method},
                                   {"antialias", antialias}}},
                       {images, scale, translation}, [=](const Tensors& in) {
                         return scale_and_translate(in[0], output_shape, in[1], in[2], spatial_dims,
                                                    method, antialias);
                       });
  }
  const DType dtype = promote(as_places(scale).dtype(), as_places(translation).dtype());
  const Tensor by = scale.as_dtype(dtype), on = translation.as_dtype(dtype);
  Tensor y = as_places(images);
  for (int i = 0; i < spatial_dims.list.rank(); ++i) {
    const int axis = normalize_axis("scale_and_translate", static_cast<int>(spatial_dims.list[i]),
                                    images.shape());
    const Tensor matrix = shares(window, images.shape()[axis], output_shape[axis],
                                 indexed(by, {Index(i)}), indexed(on, {Index(i)}), antialias);
    y = along_by(y, axis, matrix.as_dtype(y.dtype()));
  }
  return y;
}

}  // namespace keratin::ops::image
