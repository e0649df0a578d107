#include "keratin/ops/image.h"

#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/image_axes_internal.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops::image {

ImageAxes axes_of(const char* name, const Shape& images, const std::string& data_format) {
  const bool is_first = data_format == "channels_first";
  if (!is_first && !data_format.empty() && data_format != "channels_last") {
    throw_value_error(
        text(name, ": data_format is channels_last or channels_first, received ", data_format));
  }
  if (images.rank() != 3 && images.rank() != 4) {
    throw_shape_error(text(name,
                           ": Invalid images rank: expected rank 3 (single image) or rank 4 "
                           "(batch of images). Received input with shape: images.shape=",
                           images));
  }
  const int end = images.rank();
  return is_first ? ImageAxes{end - 2, end - 1, end - 3} : ImageAxes{end - 3, end - 2, end - 1};
}

ConfigValue data_format_value(const std::string& data_format) {
  return data_format.empty() ? ConfigValue() : ConfigValue(data_format);
}

// --- borders ---

namespace {

using Amount = std::optional<int64_t>;

ConfigValue amount_value(const Amount& amount) {
  return amount ? ConfigValue(*amount) : ConfigValue();
}

/// Along one axis: before, behind, and the length of the result, of which two are given.
struct Border {
  const char *before_name, *after_name, *target_name;
  Amount before, after, target;
};

void check_border(const char* name, const Border& border) {
  const auto shown = [](const Amount& amount) {
    return amount ? std::to_string(*amount) : std::string("None");
  };
  if (border.before.has_value() + border.after.has_value() + border.target.has_value() != 2) {
    throw_value_error(text(name, ": Must specify exactly two of ", border.before_name, ", ",
                           border.after_name, ", ", border.target_name,
                           ". Received: ", border.before_name, "=", shown(border.before), ", ",
                           border.after_name, "=", shown(border.after), ", ", border.target_name,
                           "=", shown(border.target)));
  }
}

int64_t at_least_zero(const char* name, const char* argument, int64_t value) {
  if (value >= 0) return value;
  throw_value_error(text(name, ": ", argument, " must be >= 0. Received: ", argument, "=", value));
}

}  // namespace

Tensor pad_images(const Tensor& images, const PadImagesOptions& options) {
  const ImageAxes axes = axes_of("pad_images", images.shape(), options.data_format);
  const Border borders[] = {{"top_padding", "bottom_padding", "target_height", options.top_padding,
                             options.bottom_padding, options.target_height},
                            {"left_padding", "right_padding", "target_width", options.left_padding,
                             options.right_padding, options.target_width}};
  for (const Border& border : borders) check_border("pad_images", border);
  if (is_symbolic(images)) {
    return symbolic_op({.class_name = "PadImages",
                        .module = "image",
                        .arguments = {{}},
                        .config = {{"top_padding", amount_value(options.top_padding)},
                                   {"left_padding", amount_value(options.left_padding)},
                                   {"bottom_padding", amount_value(options.bottom_padding)},
                                   {"right_padding", amount_value(options.right_padding)},
                                   {"target_height", amount_value(options.target_height)},
                                   {"target_width", amount_value(options.target_width)},
                                   {"data_format", data_format_value(options.data_format)}}},
                       images, [options](const Tensors& in) { return pad_images(in[0], options); });
  }
  std::vector<std::pair<int64_t, int64_t>> widths(static_cast<size_t>(images.ndim()));
  for (int i = 0; i < 2; ++i) {
    const Border& border = borders[i];
    const int axis = i == 0 ? axes.height : axes.width;
    const int64_t length = images.shape()[axis];
    const int64_t before = border.before ? *border.before : *border.target - *border.after - length;
    const int64_t after = border.after ? *border.after : *border.target - before - length;
    widths[static_cast<size_t>(axis)] = {at_least_zero("pad_images", border.before_name, before),
                                         at_least_zero("pad_images", border.after_name, after)};
  }
  return pad(images, widths);
}

Tensor crop_images(const Tensor& images, const CropImagesOptions& options) {
  const ImageAxes axes = axes_of("crop_images", images.shape(), options.data_format);
  const Border borders[] = {{"top_cropping", "bottom_cropping", "target_height",
                             options.top_cropping, options.bottom_cropping, options.target_height},
                            {"left_cropping", "right_cropping", "target_width",
                             options.left_cropping, options.right_cropping, options.target_width}};
  for (const Border& border : borders) check_border("crop_images", border);
  if (is_symbolic(images)) {
    return symbolic_op({.class_name = "CropImages",
                        .module = "image",
                        .arguments = {{}},
                        .config = {{"top_cropping", amount_value(options.top_cropping)},
                                   {"left_cropping", amount_value(options.left_cropping)},
                                   {"bottom_cropping", amount_value(options.bottom_cropping)},
                                   {"right_cropping", amount_value(options.right_cropping)},
                                   {"target_height", amount_value(options.target_height)},
                                   {"target_width", amount_value(options.target_width)},
                                   {"data_format", data_format_value(options.data_format)}}},
                       images,
                       [options](const Tensors& in) { return crop_images(in[0], options); });
  }
  Tensor y = images;
  for (int i = 0; i < 2; ++i) {
    const Border& border = borders[i];
    const int axis = i == 0 ? axes.height : axes.width;
    const int64_t length = images.shape()[axis];
    for (const Amount& amount : {border.before, border.after, border.target}) {
      if (amount) at_least_zero("crop_images", "each of them", *amount);
    }
    const int64_t before = at_least_zero(
        "crop_images", border.before_name,
        border.before ? *border.before : length - *border.target - border.after.value_or(0));
    const int64_t target =
        at_least_zero("crop_images", border.target_name,
                      border.target ? *border.target : length - border.after.value_or(0) - before);
    if (before + target > length) {
      throw_shape_error(text("crop_images: ", before, " and ", target, " are more than the ",
                             length, " of the image"),
                        {{"images", describe(images)}});
    }
    y = sliced(y, axis, slice(before, before + target));
  }
  return y;
}

// --- colours ---

namespace {

Tensor colour_op(const char* class_name, const Tensor& images, const std::string& data_format,
                 Tensor (*run)(const Tensor&, const std::string&)) {
  return symbolic_op({.class_name = class_name,
                      .module = "image",
                      .arguments = {{}},
                      .config = {{"data_format", data_format_value(data_format)}}},
                     images, [=](const Tensors& in) { return run(in[0], data_format); });
}

struct Planes {
  Tensor a, b, c;
  int axis;
};
Planes planes_of(const char* name, const Tensor& images, const std::string& data_format) {
  const int axis = axes_of(name, images.shape(), data_format).channels;
  if (!is_floating(images.dtype())) {
    throw_dtype_error(text(name, ": Invalid images dtype: expected float dtype"),
                      {{"images", describe(images)}}, "images.astype(float32) / 255");
  }
  if (images.shape()[axis] != 3) {
    throw_shape_error(text(name, ": the images need 3 channels"), {{"images", describe(images)}});
  }
  const auto plane = [&](int64_t i) {
    return squeeze(sliced(images, axis, slice(i, i + 1)), axis);
  };
  return {plane(0), plane(1), plane(2), axis};
}

double epsilon_of(DType dtype) {
  if (dtype == float64) return std::numeric_limits<double>::epsilon();
  if (dtype == float32) return static_cast<double>(std::numeric_limits<float>::epsilon());
  return dtype == float16 ? 0.0009765625 : 0.0078125;
}

}  // namespace

Tensor rgb_to_grayscale(const Tensor& images, const std::string& data_format) {
  if (is_symbolic(images)) {
    return colour_op("RGBToGrayscale", images, data_format, rgb_to_grayscale);
  }
  const int axis = axes_of("rgb_to_grayscale", images.shape(), data_format).channels;
  const int64_t channels = images.shape()[axis];
  if (channels == 1) return images;
  if (channels != 3) {
    throw_shape_error(text("rgb_to_grayscale: Invalid channel size: expected 3 (RGB) or 1 "
                           "(Grayscale), received ",
                           channels),
                      {{"images", describe(images)}});
  }
  const Tensor x = is_floating(images.dtype()) ? images : images.as_dtype(float32);
  const auto plane = [&](int64_t i) { return sliced(x, axis, slice(i, i + 1)); };
  const Tensor y = plane(0) * 0.2989 + plane(1) * 0.5870 + plane(2) * 0.1140;
  return y.as_dtype(images.dtype());
}

Tensor rgb_to_hsv(const Tensor& images, const std::string& data_format) {
  if (is_symbolic(images)) return colour_op("RGBToHSV", images, data_format, rgb_to_hsv);
  const Tensor x = is_floating(images.dtype())
                       ? where(abs(images) < epsilon_of(images.dtype()), 0, images)
                       : images;
  const auto [r, g, b, axis] = planes_of("rgb_to_hsv", x, data_format);
  const Tensor value = maximum(maximum(r, g), b);
  const Tensor range = value - minimum(minimum(r, g), b);
  const Tensor has_value = value > 0, has_range = range > 0;
  const Tensor saturation = where(has_value, range / where(has_value, value, 1), 0);
  const Tensor norm = 1 / (where(has_range, range, 1) * 6);
  Tensor hue = where(value == g, norm * (b - r) + 2.0 / 6, norm * (r - g) + 4.0 / 6);
  hue = where(value == r, norm * (g - b), hue);
  hue = where(has_range, hue, 0) + (hue < 0).as_dtype(hue.dtype());
  return stack({hue, saturation, value}, axis);
}

Tensor hsv_to_rgb(const Tensor& images, const std::string& data_format) {
  if (is_symbolic(images)) return colour_op("HSVToRGB", images, data_format, hsv_to_rgb);
  const auto [hue, saturation, value, axis] = planes_of("hsv_to_rgb", images, data_format);
  const Tensor turn = (hue - floor(hue)) * 6;
  const Tensor rest = 1 - saturation;
  const Tensor v = value, s = saturation;
  const auto colour = [&](const Tensor& share) { return v * (rest + s * clip(share, 0, 1)); };
  return stack({colour(abs(turn - 3) - 1), colour(2 - abs(turn - 2)), colour(2 - abs(turn - 4))},
               axis);
}

}  // namespace keratin::ops::image
