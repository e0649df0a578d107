#include "keratin/ops/normalization.h"

#include <algorithm>

#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/norm.h"
#include "keratin/ops/reduce.h"

namespace keratin::ops {
namespace {

Tensor in_float32_at_least(const Tensor& x) { return x.as_dtype(promote(x.dtype(), float32)); }

/// The axes counted from the front, in ascending order.
Shape ascending_axes(const char* name, const Axes& axes, const Shape& x) {
  std::vector<int64_t> list;
  for (const int64_t axis : axes.list) {
    list.push_back(normalize_axis(name, static_cast<int>(axis), x));
  }
  std::sort(list.begin(), list.end());
  return Shape(list);
}

/// A weight with the lengths of the axes, along them.
Tensor along_axes(const char* name, const Tensor& weight, const Shape& axes, const Tensor& x) {
  if (!weight.defined() || weight.ndim() == x.ndim()) return weight;
  Shape shape, lengths;
  for (int i = 0; i < x.ndim(); ++i) shape.push_back(1);
  for (const int64_t axis : axes) {
    const auto i = static_cast<int>(axis);
    shape[i] = x.shape()[i];
    lengths.push_back(x.shape()[i]);
  }
  if (weight.size() != lengths.size()) {
    throw_shape_error(text(name, ": weights have the lengths of the axes, ", lengths),
                      {{"x", text(x.shape())}, {"weight", text(weight.shape())}});
  }
  return reshape(weight, shape);
}

}  // namespace

Moments moments(const Tensor& x, const Axes& axes, bool keepdims) {
  const ReduceOptions along = {.axis = axes, .keepdims = keepdims};
  if (x.dtype() != float16) return {mean(x, along), var(x, along)};
  const Tensor wide = x.as_dtype(float32);
  const auto narrowed = [](const Tensor& y) {
    constexpr double most = 65504;
    return clip(y, -most, most).as_dtype(float16);
  };
  return {narrowed(mean(wide, along)), narrowed(var(wide, along))};
}

Tensor normalize(const Tensor& given, const NormalizeOptions& options) {
  if (options.order < 1) {
    throw_value_error(
        text("normalize: Argument `order` must be an int >= 1. Received: order=", options.order));
  }
  const Tensor floats = is_floating(given.dtype()) ? given : given.as_dtype(float32);
  const Tensor x = floats.ndim() == 0 ? reshape(floats, {1}) : floats;
  const double epsilon = options.epsilon.value_or(config::epsilon());
  if (options.order == 2) {
    const Tensor squares = sum(square(x), {.axis = options.axis, .keepdims = true});
    return x * minimum(rsqrt(squares), 1 / epsilon);
  }
  const Tensor length =
      norm(x, NormOptions{.ord = options.order, .axis = options.axis, .keepdims = true});
  return x / maximum(length, epsilon);
}

Tensor batch_normalization(const Tensor& x, const Tensor& mean, const Tensor& variance, int axis,
                           const BatchNormalizationArguments& arguments) {
  axis = normalize_axis("batch_normalization", axis, x.shape());
  const Shape vector = {x.shape()[axis]};
  const auto across = [&](const char* name, const Tensor& weight) {
    if (!weight.defined()) return weight;
    if (weight.shape() != vector) {
      throw_shape_error(text("batch_normalization: Arguments `", name,
                             "` must be a vector of length `x.shape[axis]`. Expected: `", vector,
                             "`. Received: `", weight.shape(), "."));
    }
    Shape shape;
    for (int i = 0; i < x.ndim(); ++i) shape.push_back(i == axis ? vector[0] : 1);
    return reshape(weight, shape);
  };
  Tensor factor = rsqrt(across("variance", variance) + arguments.epsilon);
  const Tensor scale = across("scale", arguments.scale),
               offset = across("offset", arguments.offset);
  if (scale.defined()) factor = factor * scale;
  const Tensor y = (x - across("mean", mean)) * factor;
  return (offset.defined() ? y + offset : y).as_dtype(x.dtype());
}

Tensor layer_normalization(const Tensor& given, const LayerNormalizationArguments& arguments) {
  constexpr const char* name = "layer_normalization";
  const Tensor x = in_float32_at_least(given);
  const Shape axes = ascending_axes(name, arguments.axis, x.shape());
  const auto weight = [&](const Tensor& of) {
    return of.defined() ? along_axes(name, of.as_dtype(x.dtype()), axes, x) : of;
  };
  const Tensor gamma = weight(arguments.gamma), beta = weight(arguments.beta);
  const ReduceOptions along = {.axis = axes, .keepdims = true};
  Tensor factor = rsqrt(var(x, along) + arguments.epsilon.value_or(config::epsilon()));
  if (gamma.defined()) factor = factor * gamma;
  if (arguments.rms_scaling) return (x * factor).as_dtype(given.dtype());
  const Tensor y = (x - mean(x, along)) * factor;
  return (beta.defined() ? y + beta : y).as_dtype(given.dtype());
}

Tensor rms_normalization(const Tensor& given, const RmsNormalizationArguments& arguments) {
  Tensor x = in_float32_at_least(given);
  if (x.ndim() == 0) x = reshape(x, {1});
  const Tensor squares = mean(square(x), {.axis = arguments.axis, .keepdims = true});
  const Tensor y = x * rsqrt(squares + arguments.epsilon.value_or(config::epsilon()));
  const Tensor& scale = arguments.scale;
  return (scale.defined() ? y * scale.as_dtype(x.dtype()) : y).as_dtype(given.dtype());
}

}  // namespace keratin::ops
