// Images of another size: along each axis a product with a matrix of weights, which follows from
// the lengths alone.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/image.h"
#include "keratin/ops/image_axes_internal.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/ops/take_internal.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops::image {
namespace {

// The windows: what a pixel at distance x >= 0 counts.
double triangle(double x) { return std::max(0.0, 1 - x); }
/// R. G. Keys, "Cubic convolution interpolation for digital image processing", 1981, a = -1/2.
double cubic(double x) {
  if (x >= 2) return 0;
  return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
}
double lanczos(double radius, double x) {
  if (x > radius) return 0;
  if (x <= 1e-3) return 1;
  const double angle = std::numbers::pi * x;
  return radius * std::sin(angle) * std::sin(angle / radius) / (angle * angle);
}
double lanczos3(double x) { return lanczos(3, x); }
double lanczos5(double x) { return lanczos(5, x); }

using WindowShape = double (*)(double);
/// Null for "nearest".
WindowShape window_named(const std::string& name) {
  if (name == "bilinear") return triangle;
  if (name == "bicubic") return cubic;
  if (name == "lanczos3") return lanczos3;
  if (name == "lanczos5") return lanczos5;
  if (name == "nearest") return nullptr;
  throw_value_error(
      text("resize: Invalid value for argument `interpolation`. Expected of one "
           "('bilinear', 'nearest', 'lanczos3', 'lanczos5', 'bicubic'). Received: "
           "interpolation=",
           name));
}

/// Column i says what each of `before` pixels counts for pixel i of `after`: [before, after].
Tensor weights_of(WindowShape window, int64_t before, int64_t after, bool antialias) {
  const double step = static_cast<double>(before) / static_cast<double>(after);
  const double wide = antialias ? std::max(step, 1.0) : 1;
  std::vector<double> weights(static_cast<size_t>(before * after));
  std::vector<double> column(static_cast<size_t>(before));
  for (int64_t i = 0; i < after; ++i) {
    const double at = (static_cast<double>(i) + 0.5) * step - 0.5;
    double sum = 0;
    for (int64_t k = 0; k < before; ++k) {
      double& weight = column[static_cast<size_t>(k)];
      weight = window(std::abs(at - static_cast<double>(k)) / wide);
      sum += weight;
    }
    for (int64_t k = 0; k < before; ++k) {
      weights[static_cast<size_t>(k * after + i)] = column[static_cast<size_t>(k)] / sum;
    }
  }
  return tensor(weights, Shape{before, after});
}

/// x along an axis, as [ahead, length, behind] and back.
Tensor resized_along(const Tensor& x, int axis, int64_t length, WindowShape window,
                     bool antialias) {
  const int64_t before = x.shape()[axis];
  if (before == length) return x;
  if (before == 0) throw_shape_error("resize: the images are empty", {{"images", describe(x)}});
  if (!window) {
    const double step = static_cast<double>(before) / static_cast<double>(length);
    std::vector<int64_t> places;
    for (int64_t i = 0; i < length; ++i) {
      places.push_back(static_cast<int64_t>((static_cast<double>(i) + 0.5) * step));
    }
    return taken("resize", x, tensor(places).to(x.device()), axis);
  }
  int64_t ahead = 1, behind = 1;
  for (int i = 0; i < axis; ++i) ahead *= x.shape()[i];
  for (int i = axis + 1; i < x.ndim(); ++i) behind *= x.shape()[i];
  const Tensor weights =
      weights_of(window, before, length, antialias).as_dtype(x.dtype()).to(x.device());
  Shape shape = x.shape();
  shape[axis] = length;
  if (behind == 1) return reshape(matmul(reshape(x, {ahead, before}), weights), shape);
  return reshape(matmul(transpose(weights), reshape(x, {ahead, before, behind})), shape);
}

struct Ratio {
  int64_t height, width, target_height, target_width;
  /// A height that goes with the width, and a width with the height.
  int64_t matching_height() const {
    return static_cast<int64_t>(static_cast<double>(width * target_height) /
                                static_cast<double>(target_width));
  }
  int64_t matching_width() const {
    return static_cast<int64_t>(static_cast<double>(height * target_width) /
                                static_cast<double>(target_height));
  }
};

Tensor cropped(const Tensor& x, const ImageAxes& axes, const Ratio& ratio) {
  const int64_t height = std::max<int64_t>(std::min(ratio.height, ratio.matching_height()), 1);
  const int64_t width = std::max<int64_t>(std::min(ratio.width, ratio.matching_width()), 1);
  const int64_t top = (ratio.height - height) / 2, left = (ratio.width - width) / 2;
  return sliced(sliced(x, axes.height, slice(top, top + height)), axes.width,
                slice(left, left + width));
}

/// As in Keras, one axis alone, and both sides alike.
Tensor padded(const Tensor& x, const ImageAxes& axes, const Ratio& ratio, double value) {
  const int64_t top = (std::max(ratio.height, ratio.matching_height()) - ratio.height) / 2;
  const int64_t left = (std::max(ratio.width, ratio.matching_width()) - ratio.width) / 2;
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(x.ndim()));
  if (top > 0) {
    widths[static_cast<size_t>(axes.height)] = {top, top};
  } else if (left > 0) {
    widths[static_cast<size_t>(axes.width)] = {left, left};
  } else {
    return x;
  }
  return pad(x, widths, value);
}

/// Whole numbers: rounded, and those that the dtype does not hold are the nearest that it holds.
Tensor as_before(const Tensor& y, DType dtype) {
  if (y.dtype() == dtype) return y;
  if (is_floating(dtype)) return y.as_dtype(dtype);
  if (dtype == bool_) return clip(y, 0, 1).as_dtype(dtype);
  const auto bits = static_cast<int>(8 * itemsize_of(dtype));
  const double high = std::ldexp(1.0, is_unsigned(dtype) ? bits : bits - 1);
  const double low = is_unsigned(dtype) ? 0 : -high;
  const bool is_exact = bits < 24;  // float32 has no 2^31 - 1
  return clip(round(y), low, is_exact ? high - 1 : std::nextafter(static_cast<float>(high), 0.0F))
      .as_dtype(dtype);
}

void check_resize(const Shape& size, const ResizeOptions& options) {
  if (size.rank() != 2) {
    throw_value_error(
        text("resize: Expected `size` to be a tuple of 2 integers. Received: size=", size));
  }
  if (size[0] <= 0 || size[1] <= 0) {
    throw_value_error(
        text("resize: `size` must have positive height and width. Received: size=", size));
  }
  if (options.fill_mode != "constant") {
    throw_value_error(
        text("resize: Invalid value for argument `fill_mode`. Only `'constant'` is "
             "supported. Received: fill_mode=",
             options.fill_mode));
  }
  if (options.crop_to_aspect_ratio && options.pad_to_aspect_ratio) {
    throw_value_error(
        "resize: Only one of `pad_to_aspect_ratio` & `crop_to_aspect_ratio` can be "
        "`True`.");
  }
}

}  // namespace

Tensor resize(const Tensor& images, const Shape& size, const ResizeOptions& options) {
  check_resize(size, options);
  const WindowShape window = window_named(options.interpolation);
  const ImageAxes axes = axes_of("resize", images.shape(), options.data_format);
  if (is_symbolic(images)) {
    return symbolic_op({.class_name = "Resize",
                        .module = "image",
                        .arguments = {{}},
                        .config = {{"size", to_value(size)},
                                   {"interpolation", options.interpolation},
                                   {"antialias", options.antialias},
                                   {"crop_to_aspect_ratio", options.crop_to_aspect_ratio},
                                   {"pad_to_aspect_ratio", options.pad_to_aspect_ratio},
                                   {"fill_mode", options.fill_mode},
                                   {"fill_value", options.fill_value},
                                   {"data_format", data_format_value(options.data_format)}}},
                       images, [=](const Tensors& in) { return resize(in[0], size, options); });
  }
  const Ratio ratio = {images.shape()[axes.height], images.shape()[axes.width], size[0], size[1]};
  Tensor x = images;
  if (options.crop_to_aspect_ratio) x = cropped(x, axes, ratio);
  if (options.pad_to_aspect_ratio) x = padded(x, axes, ratio, options.fill_value);
  const bool is_copied = !window;
  const bool is_wide = x.dtype() == float32 || x.dtype() == float64;
  if (!is_copied && !is_wide) x = x.as_dtype(float32);
  x = resized_along(x, axes.height, size[0], window, options.antialias);
  x = resized_along(x, axes.width, size[1], window, options.antialias);
  return as_before(x, images.dtype());
}

}  // namespace keratin::ops::image
