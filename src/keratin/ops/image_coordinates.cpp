// Images at places between their pixels; jax.scipy.ndimage.map_coordinates.
#include <cmath>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/image.h"
#include "keratin/ops/image_axes_internal.h"
#include "keratin/ops/image_sampling_internal.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/take_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops::image {
namespace {

/// An index along an axis of that length for each one outside, all int64.
Tensor mirrored(const Tensor& index, int64_t size) {
  if (size == 1) return index * 0;
  const int64_t last = size - 1;
  return abs(mod(index + last, 2 * last) - last);
}
Tensor brought_inside(const Tensor& index, int64_t size, const std::string& mode) {
  if (mode == "constant" || mode == "nearest") return clip(index, 0, size - 1);
  if (mode == "wrap") return mod(index, size);
  if (mode == "mirror") return mirrored(index, size);
  return floor_divide(mirrored(index * 2 + 1, 2 * size + 1) - 1, 2);  // reflect
}

/// A neighbour along one axis.
struct Neighbour {
  Tensor index, weight;  // weight undefined: 1
};
std::vector<Neighbour> neighbours_of(const Tensor& place, int order) {
  if (order == 0) {  // halves away from zero
    const Tensor nearest = sign(place) * floor(abs(place) + 0.5);
    return {{nearest.detach().as_dtype(int64), {}}};
  }
  const Tensor lower = floor(place.detach());
  const Tensor share = place - lower;
  const Tensor index = lower.as_dtype(int64);
  return {{index, 1 - share}, {index + 1, share}};
}

}  // namespace

Tensor sampled(const Tensor& x, const std::vector<Tensor>& places, int order,
               const std::string& mode, double fill_value) {
  const Shape shape = x.shape();
  const Tensor elements = flatten(x);
  Shape along = places.front().shape();
  for (int i = 1; i < along.rank(); ++i) along[i] = 1;
  const Tensor batch = reshape(arange(0, shape[0], 1, int64).to(x.device()), along);
  std::vector<std::vector<Neighbour>> axes;
  for (const Tensor& place : places) axes.push_back(neighbours_of(place, order));
  Tensor sum;
  const size_t corners = order == 0 ? 1 : size_t{1} << places.size();
  for (size_t corner = 0; corner < corners; ++corner) {
    Tensor at = batch, is_inside, weight;
    for (size_t k = 0; k < places.size(); ++k) {
      const Neighbour& one = axes[k][corner >> k & 1U];
      const int64_t size = shape[static_cast<int>(k) + 1];
      at = at * size + brought_inside(one.index, size, mode);
      if (mode == "constant") {
        const Tensor fits = logical_and(one.index >= 0, one.index < size);
        is_inside = is_inside.defined() ? logical_and(is_inside, fits) : fits;
      }
      if (one.weight.defined()) weight = weight.defined() ? weight * one.weight : one.weight;
    }
    Tensor value = taken("map_coordinates", elements, at.contiguous(), 0);
    if (is_inside.defined()) value = where(is_inside, value, fill_value);
    if (weight.defined()) value = weight * value;
    sum = sum.defined() ? sum + value : value;
  }
  if (!is_floating(x.dtype()) && is_floating(sum.dtype())) {
    sum = sign(sum) * floor(abs(sum) + 0.5);
  }
  return sum.as_dtype(x.dtype());
}

void check_fill_mode(const char* name, const std::string& mode) {
  for (const char* known : {"constant", "nearest", "wrap", "mirror", "reflect"}) {
    if (mode == known) return;
  }
  throw_value_error(
      text(name, ": Invalid value for argument `fill_mode`. Received: fill_mode=", mode),
      {{"known", "constant, nearest, wrap, mirror, reflect"}});
}

int order_of(const char* name, const std::string& interpolation) {
  if (interpolation == "nearest" || interpolation == "bilinear") return interpolation == "bilinear";
  throw_value_error(
      text(name, ": interpolation is 'bilinear' or 'nearest', received ", interpolation));
}

ConfigValue fill_number(double value) {
  return value == std::floor(value) ? ConfigValue(static_cast<int64_t>(value)) : ConfigValue(value);
}

Tensor as_places(const Tensor& x) { return is_floating(x.dtype()) ? x : x.as_dtype(float32); }

Tensor map_coordinates(const Tensor& inputs, const Tensor& coordinates, int order,
                       const MapCoordinatesOptions& options) {
  if (is_any_symbolic({inputs, coordinates})) {
    return symbolic_op({.class_name = "MapCoordinates",
                        .module = "image",
                        .arguments = {{}, {}},
                        .config = {{"order", order},
                                   {"fill_mode", options.fill_mode},
                                   {"fill_value", fill_number(options.fill_value)}}},
                       {inputs, coordinates}, [=](const Tensors& in) {
                         return map_coordinates(in[0], in[1], order, options);
                       });
  }
  check_fill_mode("map_coordinates", options.fill_mode);
  if (order != 0 && order != 1) {
    throw_value_error(
        text("map_coordinates: Invalid value for argument `order`. Expected one of "
             "[0, 1]. Received: order=",
             order));
  }
  if (coordinates.ndim() < 2 || inputs.ndim() == 0 || coordinates.len() != inputs.ndim()) {
    throw_shape_error(text("map_coordinates: First dim of `coordinates` must be the same as the "
                           "rank of `inputs`, and there must be a second"),
                      {{"inputs", describe(inputs)}, {"coordinates", describe(coordinates)}});
  }
  const Tensor all = as_places(coordinates);
  std::vector<Tensor> places;
  for (int64_t k = 0; k < coordinates.len(); ++k) {
    places.push_back(indexed(all, {Index(k)}).expand_dims(0));
  }
  return squeeze(
      sampled(inputs.expand_dims(0), places, order, options.fill_mode, options.fill_value), 0);
}

Tensor affine_transform(const Tensor& images, const Tensor& transform,
                        const AffineTransformOptions& options) {
  const ImageAxes axes = axes_of("affine_transform", images.shape(), options.data_format);
  if (is_any_symbolic({images, transform})) {
    return symbolic_op({.class_name = "AffineTransform",
                        .module = "image",
                        .arguments = {{}, {}},
                        .config = {{"interpolation", options.interpolation},
                                   {"fill_mode", options.fill_mode},
                                   {"fill_value", fill_number(options.fill_value)},
                                   {"data_format", data_format_value(options.data_format)}}},
                       {images, transform}, [options](const Tensors& in) {
                         return affine_transform(in[0], in[1], options);
                       });
  }
  check_fill_mode("affine_transform", options.fill_mode);
  const int order = order_of("affine_transform", options.interpolation);
  const int64_t batch = images.ndim() == 4 ? images.len() : 1;
  const Tensor rows = as_places(transform.ndim() == 1 ? transform.expand_dims(0) : transform);
  if (rows.ndim() != 2 || rows.shape()[1] != 8 || (rows.len() != 1 && rows.len() != batch)) {
    throw_shape_error("affine_transform: transform must be (8,), or (batch, 8)",
                      {{"images", describe(images)}, {"transform", describe(transform)}});
  }
  const bool is_single = images.ndim() == 3;
  const Tensor x = is_single ? images.expand_dims(0) : images;
  const int shift = is_single ? 1 : 0;
  const int of[] = {axes.height + shift, axes.width + shift, axes.channels + shift};
  const auto numbers = [&](int axis) {  // 0, 1, 2, ... along it
    Shape along = {1, 1, 1, 1};
    along[axis] = x.shape()[axis];
    return reshape(arange(0, x.shape()[axis], 1, rows.dtype()).to(rows.device()), along);
  };
  const Tensor h = numbers(of[0]), w = numbers(of[1]), c = numbers(of[2]);
  const auto entry = [&](int64_t i) {
    return reshape(indexed(rows, {slice(), Index(i)}), {rows.len(), 1, 1, 1});
  };
  const Shape shape = x.shape();
  std::vector<Tensor> places(3);
  const auto place_at = [&](int axis) -> Tensor& { return places[static_cast<size_t>(axis - 1)]; };
  place_at(of[0]) = entry(4) * h + entry(3) * w + entry(6) * c + entry(5);
  place_at(of[1]) = entry(1) * h + entry(0) * w + entry(7) * c + entry(2);
  place_at(of[2]) = c;
  for (Tensor& place : places) place = broadcast_to(place, shape);
  const Tensor y = sampled(x, places, order, options.fill_mode, options.fill_value);
  return is_single ? squeeze(y, 0) : y;
}

}  // namespace keratin::ops::image
