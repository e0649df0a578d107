#include "keratin/ops/search.h"

#include <algorithm>
#include <string>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

Tensor places_in(const char* name, const Tensor& sorted, const Tensor& values, bool is_right) {
  if (sorted.ndim() != 1) {
    throw_shape_error(text(name, ": what is searched in must have one axis"),
                      {{"sorted", describe(sorted)}});
  }
  const DType dtype = promote(sorted.dtype(), values.dtype());
  const Device device = common_device(name, sorted, values);
  const bool is_apart = stand_apart(sorted, values);
  const auto ready = [&](const Tensor& x) {
    const Tensor converted = x.detach().as_dtype(dtype);
    return is_apart ? to(converted, device) : converted;
  };
  const Tensor list = ready(sorted), wanted = ready(values);
  const Tensor y(values.shape(), int32, device);
  backend_of(y).run(SearchCall{
      .sorted = list.view(), .values = wanted.view(), .includes_equal = is_right, .y = y.view()});
  return y;
}

}  // namespace

Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, std::string_view side) {
  if (side != "left" && side != "right") {
    throw_value_error(text("searchsorted: there is no side '", side, "'"),
                      {{"known", "left, right"}});
  }
  if (is_symbolic(sorted_sequence) || is_symbolic(values)) {
    return symbolic_op({.class_name = "SearchSorted",
                        .arguments = {{}, {}},
                        .config = {{"side", std::string(side)}}},
                       {sorted_sequence, values}, [side = std::string(side)](const Tensors& in) {
                         return searchsorted(in[0], in[1], side);
                       });
  }
  return places_in("searchsorted", sorted_sequence, values, side == "right");
}

Tensor digitize(const Tensor& x, const Tensor& bins) {
  if (is_symbolic(x) || is_symbolic(bins)) {
    return symbolic_op({.class_name = "Digitize", .arguments = {{}, {}}}, {x, bins},
                       [](const Tensors& in) { return digitize(in[0], in[1]); });
  }
  const Tensor rising = places_in("digitize", bins, x, true);
  const int64_t count = bins.shape()[0];
  if (count < 2) return rising;
  const Tensor falling = count - places_in("digitize", flip(bins, 0), x, true);
  const Tensor is_rising =
      greater_equal(slice_view(bins, 0, count - 1, count), slice_view(bins, 0, 0, 1));
  return where(reshape(is_rising, {}), rising, falling.as_dtype(int32));
}

namespace {

Config config_of(const HistogramOptions& options) {
  ConfigValue range;
  if (options.range) range = ConfigValue::List{options.range->first, options.range->second};
  return {{"bins", options.bins}, {"range", range}};
}

/// Numbers without axes: where the bins begin and end. Of numbers that are all one, a half around.
std::pair<Tensor, Tensor> ends_of(const Tensor& x, const HistogramOptions& options) {
  Tensor low, high;
  if (options.range) {
    low = scalar_like(x, options.range->first, x.dtype());
    high = scalar_like(x, options.range->second, x.dtype());
  } else if (x.size() == 0) {
    low = scalar_like(x, 0, x.dtype());
    high = scalar_like(x, 1, x.dtype());
  } else {
    low = min(x);
    high = max(x);
  }
  const Tensor half = where(equal(low, high), Scalar(0.5), Scalar(0.0)).as_dtype(x.dtype());
  return {low - half, high + half};
}

/// x + the numbers of y at the places, which are taken once for each.
Tensor added_at(const Tensor& x, const Tensor& places, const Tensor& y) {
  backend_of(x).run(
      ScatterAddCall{.y = y.view(), .indices = places.view(), .axis = 0, .x = x.view()});
  return x;
}

}  // namespace

Histogram histogram(const Tensor& x, const HistogramOptions& options) {
  if (options.bins < 0) {
    throw_value_error(text("histogram: bins must not be negative, received ", options.bins));
  }
  if (options.range && !(options.range->second > options.range->first)) {
    throw_value_error(text("histogram: the range must rise, received ", options.range->first,
                           " and ", options.range->second));
  }
  if (is_symbolic(x)) {
    const Tensors y = symbolic_op_list(
        {.class_name = "Histogram", .arguments = {{}}, .config = config_of(options)}, x,
        [options](const Tensors& in) {
          const Histogram one = histogram(in[0], options);
          return Tensors{one.counts, one.edges};
        });
    return {y[0], y[1]};
  }
  const Tensor numbers = flatten(is_floating(x.dtype()) ? x.detach() : x.as_dtype(float32));
  const auto [low, high] = ends_of(numbers, options);
  const int64_t bins = options.bins;
  const Tensor part = arange(0, bins + 1, 1, int64).as_dtype(numbers.dtype());
  const Tensor edges =
      low + (high - low) * (part * (1 / static_cast<double>(std::max<int64_t>(1, bins))));
  const Tensor counts = zeros({bins}, numbers.dtype(), numbers.device());
  if (bins == 0) return {counts, edges};
  const Tensor inside = logical_and(greater_equal(numbers, low), less_equal(numbers, high));
  const Tensor places =
      minimum(maximum(places_in("histogram", edges, numbers, true) - 1, 0), Scalar(bins - 1));
  return {added_at(counts, places, inside.as_dtype(numbers.dtype())), edges};
}

Tensor bincount(const Tensor& x, const BincountOptions& options) {
  if (!is_integer(x.dtype())) {
    throw_dtype_error("bincount: x must hold integers", {{"x", describe(x)}});
  }
  const Tensor& weights = options.weights;
  if (x.ndim() != 1 || (weights.defined() && weights.shape() != x.shape())) {
    throw_shape_error(
        "bincount: needs x [n], and weights of the same shape",
        {{"x", describe(x)}, {"weights", weights.defined() ? describe(weights) : "none"}});
  }
  const Tensor places = maximum(x.as_dtype(int64), 0);
  const int64_t needed = x.size() > 0 ? max(places).item<int64_t>() + 1 : 0;
  const Shape shape = {std::max(needed, options.minlength)};
  if (!weights.defined()) {
    return added_at(zeros(shape, int32, x.device()), places, ones_like(x).as_dtype(int32));
  }
  const Device device = common_device("bincount", x, weights);
  const Tensor here = to(places, device), shares = to(weights, device);
  const Tensor y = added_at(zeros(shape, shares.dtype(), device), here, shares);
  return record("bincount", y, {&shares},
                [here](const Tensor& dy) -> Gradients { return {take(dy, here, 0)}; });
}

std::vector<Tensor> unravel_index(const Tensor& indices, const Shape& shape) {
  if (is_symbolic(indices)) {
    return symbolic_op_list(
               {.class_name = "UnravelIndex",
                .arguments = {{}},
                .config = {{"shape", to_value(shape)}}},
               indices, [shape](const Tensors& in) { return Tensors(unravel_index(in[0], shape)); })
        .to_vector();
  }
  if (!is_integer(indices.dtype())) {
    throw_dtype_error("unravel_index: indices must be integers", {{"indices", describe(indices)}});
  }
  const int64_t size = shape.size();
  if (size == 0 && indices.size() > 0) {
    throw_value_error(text("unravel_index: the shape ", shape, " has no elements"));
  }
  Tensor left = minimum(maximum(indices.as_dtype(int64), Scalar(-size)), Scalar(size - 1));
  left = where(less(left, Scalar(0)), left + size, left);
  std::vector<Tensor> result(static_cast<size_t>(shape.rank()));
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    const int64_t length = std::max<int64_t>(1, shape[axis]);
    result[static_cast<size_t>(axis)] = (left % length).as_dtype(indices.dtype());
    left = floor_divide(left, length);
  }
  return result;
}

Tensor view(const Tensor& x, DTypeLike dtype) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "View", .arguments = {{}}, .config = {{"dtype", name_of(dtype)}}}, x,
        [dtype](const Tensors& in) { return view(in[0], dtype); });
  }
  const auto from = static_cast<int64_t>(itemsize_of(x.dtype()));
  const auto to = static_cast<int64_t>(itemsize_of(dtype));
  Shape shape = x.shape();
  if (from != to) {
    if (x.ndim() == 0 || shape.back() * from % to != 0) {
      throw_shape_error(
          text("view: the bytes of the last axis do not come out even as ", name_of(dtype)),
          {{"x", describe(x)}});
    }
    shape = shape.with_back(shape.back() * from / to);
  }
  const Tensor whole =
      x.is_contiguous() && x.offset() * from % to == 0 ? x.detach() : copy(x.detach());
  return {whole.storage(), whole.offset() * from / to, shape, row_major_strides(shape), dtype};
}

}  // namespace keratin::ops
