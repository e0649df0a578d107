#include "keratin/ops/image_filters.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/convolution.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/image_axes_internal.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops::image {
namespace {

std::string format_or_last(const std::string& data_format) {
  return data_format.empty() ? "channels_last" : data_format;
}

/// Each channel of each image as one of its own, [count, height, width, 1], and back.
Tensor planes_of_all(const Tensor& images, const ImageAxes& axes) {
  const Shape& s = images.shape();
  const Tensor x = moveaxis(images, axes.channels, -3);
  return reshape(x, {-1, s[axes.height], s[axes.width], 1});
}
Tensor images_of(const Tensor& planes, const Shape& images, const ImageAxes& axes) {
  Shape shape = images.erased(axes.channels);
  shape = shape.inserted(shape.rank() - 2, images[axes.channels]);
  return moveaxis(reshape(planes, shape), -3, axes.channels);
}

Tensor row_filter(const std::vector<double>& numbers, const Tensor& x) {
  return tensor(numbers, {1, static_cast<int64_t>(numbers.size()), 1, 1})
      .as_dtype(x.dtype())
      .to(x.device());
}
/// Planes by a filter that is a column times a row.
Tensor filtered(const Tensor& planes, const std::vector<double>& column,
                const std::vector<double>& row, const char* padding) {
  const Tensor down = transpose(row_filter(column, planes), {1, 0, 2, 3});
  return conv(conv(planes, down, {.padding = padding}), row_filter(row, planes),
              {.padding = padding});
}

std::vector<double> gaussian(const char* name, int64_t size, double sigma) {
  if (size < 1) throw_value_error(text(name, ": a filter has at least one row, received ", size));
  std::vector<double> weights;
  double sum = 0;
  for (int64_t i = 0; i < size; ++i) {
    const double at = (static_cast<double>(i) - static_cast<double>(size - 1) / 2) / sigma;
    weights.push_back(std::exp(-0.5 * at * at));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

Tensor as_floating(const Tensor& x) { return is_floating(x.dtype()) ? x : x.as_dtype(float32); }

}  // namespace

Tensor gaussian_blur(const Tensor& images, const GaussianBlurOptions& options) {
  const ImageAxes axes = axes_of("gaussian_blur", images.shape(), options.data_format);
  if (!is_floating(images.dtype())) {
    throw_dtype_error("gaussian_blur: Invalid images dtype: expected float dtype",
                      {{"images", describe(images)}}, "images.astype(float32) / 255");
  }
  if (is_symbolic(images)) {
    const auto& [kernel_size, sigma, data_format] = options;
    return symbolic_op(
        {.class_name = "GaussianBlur",
         .module = "image",
         .arguments = {{}},
         .config = {{"kernel_size", ConfigValue::List{kernel_size[0], kernel_size[1]}},
                    {"sigma", ConfigValue::List{sigma[0], sigma[1]}},
                    {"data_format", data_format_value(data_format)}}},
        images, [options](const Tensors& in) { return gaussian_blur(in[0], options); });
  }
  const std::vector<double> row =
      gaussian("gaussian_blur", options.kernel_size[0], options.sigma[0]);
  const std::vector<double> column =
      gaussian("gaussian_blur", options.kernel_size[1], options.sigma[1]);
  return images_of(filtered(planes_of_all(images, axes), column, row, "same"), images.shape(),
                   axes);
}

Tensor sobel_edges(const Tensor& images, const std::string& data_format) {
  const ImageAxes axes = axes_of("sobel_edges", images.shape(), data_format);
  if (images.ndim() != 4) {
    throw_shape_error(
        text("sobel_edges: Invalid images rank: expected rank 4 (batch of images). Received: "
             "images.shape=",
             images.shape()));
  }
  if (is_symbolic(images)) {
    return symbolic_op({.class_name = "SobelEdges",
                        .module = "image",
                        .arguments = {{}},
                        .config = {{"data_format", data_format_value(data_format)}}},
                       images, [=](const Tensors& in) { return sobel_edges(in[0], data_format); });
  }
  const std::vector<double> slope = {-1, 0, 1}, smooth = {1, 2, 1};
  const Tensor planes = planes_of_all(as_floating(images), axes);
  const Tensor down = filtered(planes, slope, smooth, "same");
  const Tensor right = filtered(planes, smooth, slope, "same");
  return stack({images_of(down, images.shape(), axes), images_of(right, images.shape(), axes)}, -1)
      .as_dtype(images.dtype());
}

Tensor ssim(const Tensor& image1, const Tensor& image2, const SsimOptions& options) {
  const ImageAxes axes = axes_of("ssim", image1.shape(), options.data_format);
  if (image1.shape() != image2.shape()) {
    throw_shape_error("ssim: the images must have one shape",
                      {{"image1", describe(image1)}, {"image2", describe(image2)}});
  }
  if (is_any_symbolic({image1, image2})) {
    return symbolic_op({.class_name = "SSIM",
                        .module = "image",
                        .arguments = {{}, {}},
                        .config = {{"max_val", options.max_val},
                                   {"filter_size", options.filter_size},
                                   {"filter_sigma", options.filter_sigma},
                                   {"k1", options.k1},
                                   {"k2", options.k2},
                                   {"data_format", data_format_value(options.data_format)}}},
                       {image1, image2},
                       [options](const Tensors& in) { return ssim(in[0], in[1], options); });
  }
  const DType dtype = promote(as_floating(image1).dtype(), as_floating(image2).dtype());
  const Tensor a = planes_of_all(image1.as_dtype(dtype), axes);
  const Tensor b = planes_of_all(image2.as_dtype(dtype), axes);
  const std::vector<double> line = gaussian("ssim", options.filter_size, options.filter_sigma);
  const auto mean_of = [&](const Tensor& x) { return filtered(x, line, line, "valid"); };
  const double c1 = std::pow(options.k1 * options.max_val, 2);
  const double c2 = std::pow(options.k2 * options.max_val, 2);
  const Tensor mean_a = mean_of(a), mean_b = mean_of(b);
  const Tensor squares = mean_a * mean_a + mean_b * mean_b, product = mean_a * mean_b;
  const Tensor variances = mean_of(a * a) + mean_of(b * b) - squares;
  const Tensor covariance = mean_of(a * b) - product;
  const Tensor likeness =
      (2 * product + c1) * (2 * covariance + c2) / ((squares + c1) * (variances + c2));
  const bool is_single = image1.ndim() == 3;
  const int64_t batch = is_single ? 1 : image1.shape()[0];
  const Tensor each =
      reshape(mean(likeness, {.axis = {1, 2, 3}}), {batch, image1.shape()[axes.channels]});
  const Tensor y = mean(each, {.axis = -1}).as_dtype(image1.dtype());
  return is_single ? squeeze(y, 0) : y;
}

// --- patches ---

namespace {

struct PatchAxis {
  int64_t size, stride, dilation, before, after, count;
};

PatchAxis patch_axis(int64_t length, int64_t size, int64_t stride, int64_t dilation, bool is_same) {
  const int64_t reach = dilation * (size - 1) + 1;
  if (is_same) {
    const int64_t count = (length + stride - 1) / stride;
    const int64_t padding = std::max<int64_t>((count - 1) * stride + reach - length, 0);
    return {size, stride, dilation, padding / 2, padding - padding / 2, count};
  }
  if (reach > length) {
    throw_shape_error(
        text("extract_patches: a patch of ", reach, " does not fit into ", length, " pixels"));
  }
  return {size, stride, dilation, 0, 0, (length - reach) / stride + 1};
}

/// Patches of x [batch, lengths..., channels].
Tensor patches_of(const Tensor& x, const std::vector<PatchAxis>& axes) {
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(x.ndim()));
  int64_t pixels = 1;
  bool is_padded = false;
  for (size_t k = 0; k < axes.size(); ++k) {
    widths[k + 1] = {axes[k].before, axes[k].after};
    is_padded = is_padded || axes[k].before > 0 || axes[k].after > 0;
    pixels *= axes[k].size;
  }
  const Tensor padded = is_padded ? pad(x, widths) : x;
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < pixels; ++i) {
    Tensor part = padded;
    int64_t rest = i;
    for (size_t k = axes.size(); k-- > 0;) {  // the last axis is the fastest
      const int64_t start = rest % axes[k].size * axes[k].dilation;
      rest /= axes[k].size;
      const int64_t stop = start + (axes[k].count - 1) * axes[k].stride + 1;
      part = sliced(part, static_cast<int>(k) + 1, slice(start, stop, axes[k].stride));
    }
    parts.push_back(part);
  }
  return concatenate(parts, -1);
}

Tensor extracted(const char* name, const Tensor& images, const Shape& size,
                 const ExtractPatchesOptions& options) {
  const int rank = size.rank();
  const bool is_first = options.data_format == "channels_first";
  if (!is_first && format_or_last(options.data_format) != "channels_last") {
    throw_value_error(text(name, ": data_format is channels_last or channels_first, received ",
                           options.data_format));
  }
  if (options.padding != "valid" && options.padding != "same") {
    throw_value_error(text(name, ": padding is 'valid' or 'same', received ", options.padding));
  }
  if (images.ndim() != rank + 1 && images.ndim() != rank + 2) {
    throw_shape_error(text(name, ": needs ", rank + 1, " axes, or ", rank + 2, " with a batch"),
                      {{"images", describe(images)}});
  }
  const Shape strides =
      options.strides.list.empty() ? size : options.strides.for_axes(rank, "strides");
  const Shape dilation = options.dilation_rate.for_axes(rank, "dilation_rate");
  const bool is_single = images.ndim() == rank + 1;
  Tensor x = is_single ? expand_dims(images, 0) : images;
  if (is_first) x = moveaxis(x, 1, -1);
  std::vector<PatchAxis> axes;
  for (int k = 0; k < rank; ++k) {
    axes.push_back(
        patch_axis(x.shape()[k + 1], size[k], strides[k], dilation[k], options.padding == "same"));
  }
  Tensor y = patches_of(x, axes);
  if (is_first) y = moveaxis(y, -1, 1);
  return is_single ? squeeze(y, 0) : y;
}

Tensor extracted_or_node(const char* name, const Tensor& images, const Shape& size,
                         const ExtractPatchesOptions& options) {
  if (!is_symbolic(images)) return extracted(name, images, size, options);
  const auto value = [](const Sizes& sizes) {
    return sizes.list.rank() == 1 ? ConfigValue(sizes.list[0]) : to_value(sizes.list);
  };
  const ConfigValue strides =
      options.strides.list.empty() ? to_value(size) : value(options.strides);
  return symbolic_op({.class_name = "ExtractPatches",
                      .module = "image",
                      .arguments = {{}},
                      .config = {{"size", to_value(size)},
                                 {"strides", strides},
                                 {"dilation_rate", value(options.dilation_rate)},
                                 {"padding", options.padding},
                                 {"data_format", format_or_last(options.data_format)}}},
                     images,
                     [=](const Tensors& in) { return extracted(name, in[0], size, options); });
}

}  // namespace

Tensor extract_patches(const Tensor& images, const Sizes& size,
                       const ExtractPatchesOptions& options) {
  const int rank = size.list.rank() == 3 ? 3 : 2;
  return extracted_or_node("extract_patches", images, size.for_axes(rank, "size"), options);
}

Tensor extract_patches_3d(const Tensor& volumes, const Sizes& size,
                          const ExtractPatchesOptions& options) {
  return extracted_or_node("extract_patches_3d", volumes, size.for_axes(3, "size"), options);
}

}  // namespace keratin::ops::image
