// Longer spatial axes.
#include "keratin/layers/reshaping/up_sampling.h"

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/spatial_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/image.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"

namespace keratin::layers {
namespace {

Tensor repeated(const Tensor& x, std::span<const int64_t> sizes, int first) {
  Tensor y = x;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] > 1) y = ops::repeat(y, sizes[i], first + static_cast<int>(i));
  }
  return y;
}

/// Along one axis: element size * i + k of the result lies at i + (k + 1/2) / size - 1/2 of x.
Tensor interpolated(const Tensor& x, int64_t size, int axis) {
  const int64_t length = x.shape()[axis];
  if (size == 1 || length == 0) return repeated(x, {&size, 1}, axis);
  const auto part = [&](int64_t begin, int64_t end) {
    return ops::sliced(x, axis, slice(begin, end));
  };
  const Tensor before = ops::concatenate({part(0, 1), part(0, length - 1)}, axis);
  const Tensor after = ops::concatenate({part(1, length), part(length - 1, length)}, axis);
  std::vector<Tensor> parts;
  for (int64_t k = 0; k < size; ++k) {
    const double at = (static_cast<double>(k) + 0.5) / static_cast<double>(size) - 0.5;
    if (at == 0) {
      parts.push_back(x);
    } else {
      parts.push_back(at < 0 ? x * (1 + at) + before * -at : x * (1 - at) + after * at);
    }
  }
  Shape shape = x.shape();
  shape[axis] *= size;
  return ops::stack(parts, axis + 1).reshape(shape);
}

}  // namespace

UpSampling1D::UpSampling1D(UpSampling1DOptions options) : LayerOf(std::move(options)) {
  check_at_least("UpSampling1D", "size", options_.size, 1);
}

Tensor UpSampling1D::call(const Tensor& x, Call&) const {
  return repeated(x, {&options_.size, 1}, first_spatial_axis(x, 1));
}

UpSampling2D::UpSampling2D(Made, UpSampling2DOptions options) : LayerOf(std::move(options)) {
  check_sizes("UpSampling2D", "size", options_.size.all());
  const std::string& name = options_.interpolation;
  for (const char* known : {"nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"}) {
    if (name == known) return;
  }
  throw_value_error(text(
      "UpSampling2D: interpolation is 'nearest', 'bilinear', 'bicubic', 'lanczos3' or 'lanczos5', "
      "received '",
      name, "'"));
}

Tensor UpSampling2D::call(const Tensor& x, Call&) const {
  const int first = first_spatial_axis(x, 2, options_.data_format);
  if (options_.interpolation == "nearest" || x.size() == 0)
    return repeated(x, options_.size.all(), first);
  if (options_.interpolation != "bilinear") {
    const Shape size = {x.shape()[first] * options_.size[0],
                        x.shape()[first + 1] * options_.size[1]};
    return ops::image::resize(x, size,
                              {.interpolation = options_.interpolation,
                               .data_format = std::string(options_.data_format.name())});
  }
  const bool is_wide = x.dtype() == float32 || x.dtype() == float64;
  const Tensor input = is_wide ? x : x.as_dtype(float32);
  const Tensor rows = interpolated(input, options_.size[0], first);
  const Tensor y = interpolated(rows, options_.size[1], first + 1);
  return (is_floating(x.dtype()) ? y : ops::round(y)).as_dtype(x.dtype());
}

UpSampling3D::UpSampling3D(Made, UpSampling3DOptions options) : LayerOf(std::move(options)) {
  check_sizes("UpSampling3D", "size", options_.size.all());
}

Tensor UpSampling3D::call(const Tensor& x, Call&) const {
  return repeated(x, options_.size.all(), first_spatial_axis(x, 3, options_.data_format));
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::UpSampling1D, layers::UpSampling1DOptions, layers::Layer>;
template class layers::LayerOf<layers::UpSampling1D, layers::UpSampling1DOptions>;
template class Described<layers::UpSampling2D, layers::UpSampling2DOptions, layers::Layer>;
template class layers::LayerOf<layers::UpSampling2D, layers::UpSampling2DOptions>;
template class Described<layers::UpSampling3D, layers::UpSampling3DOptions, layers::Layer>;
template class layers::LayerOf<layers::UpSampling3D, layers::UpSampling3DOptions>;
}  // namespace keratin
