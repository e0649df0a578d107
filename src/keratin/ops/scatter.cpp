#include "keratin/ops/scatter.h"

#include <algorithm>

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/ops/scatter_internal.h"
#include "keratin/ops/segments.h"
#include "keratin/ops/take_internal.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {

// --- rows ---

namespace {

Tensor numbers_up_to(int64_t n, Device device) { return arange(0, n, 1, int64).to(device); }

/// Which of the updates stay: those that nothing is written over.
Tensor is_last(const Tensor& at, int64_t rows) {
  const Tensor numbers = numbers_up_to(at.len(), at.device());
  Tensor writer({rows}, int64, at.device());
  backend_of(writer).run(FillCall{.value = 0, .y = writer.view()});
  backend_of(writer).run(
      ScatterCall{.y = numbers.view(), .indices = at.view(), .axis = 0, .x = writer.view()});
  return taken("scatter", writer, at, 0) == numbers;
}

/// A copy of x to write to; nothing is copied for symbolic rows.
Tensor start_of(const Tensor& x, Device device) {
  return device == kMeta ? Tensor(x.shape(), x.dtype(), device) : x.copy().detach();
}

}  // namespace

Tensor rows_written(const char* name, const Tensor& x, const Tensor& at, const Tensor& y) {
  const Device device = common_device(name, x, at, y);
  if (stand_apart(x, at, y))
    return rows_written(name, to(x, device), to(at, device), to(y, device));
  const Tensor place = at, source = y.contiguous();
  Tensor z = start_of(x, device);
  backend_of(z).run(
      ScatterCall{.y = source.view(), .indices = place.view(), .axis = 0, .x = z.view()});
  return record(name, z, {&x, &y}, [saved = Saved(name, place), name](const Tensor& dz) {
    const Tensor& rows = *saved;
    Tensor dx = dz.copy().detach();
    const Tensor none = zeros({rows.len(), dz.shape()[1]}, dz.dtype(), dz.device());
    backend_of(dx).run(
        ScatterCall{.y = none.view(), .indices = rows.view(), .axis = 0, .x = dx.view()});
    const Tensor stays = is_last(rows, dz.len()).expand_dims(1);
    return Gradients{dx, where(stays, taken(name, dz, rows, 0), 0)};
  });
}

Tensor rows_added(const char* name, const Tensor& x, const Tensor& at, const Tensor& y) {
  const Device device = common_device(name, x, at, y);
  if (stand_apart(x, at, y)) return rows_added(name, to(x, device), to(at, device), to(y, device));
  const Tensor place = at, source = y.contiguous();
  Tensor z = start_of(x, device);
  backend_of(z).run(
      ScatterAddCall{.y = source.view(), .indices = place.view(), .axis = 0, .x = z.view()});
  return record(name, z, {&x, &y}, [saved = Saved(name, place), name](const Tensor& dz) {
    return Gradients{dz, taken(name, dz, *saved, 0)};
  });
}

// --- scatter ---

namespace {

/// inputs and updates as rows, and which row each update goes to; the row behind the last takes
/// what lies outside.
struct Rows {
  Tensor x, at, y;
  Shape shape;
};

Tensor integers(const char* name, const char* argument, const Tensor& x) {
  if (!is_integer(x.dtype())) {
    throw_dtype_error(text(name, ": ", argument, " must be integers"), {{argument, describe(x)}});
  }
  return x.as_dtype(int64);
}

Rows rows_of(const char* name, const Tensor& inputs, const Tensor& indices, const Tensor& values) {
  const Shape& shape = inputs.shape();
  const Tensor places = integers(name, "indices", indices);
  const int64_t k = indices.ndim() == 0 ? -1 : indices.shape().back();
  if (k < 0 || k > shape.rank()) {
    throw_shape_error(text(name,
                           ": the last axis of indices has a place for each of the first "
                           "axes, at most ",
                           shape.rank()),
                      {{"indices", describe(indices)}, {"shape", text(shape)}});
  }
  Shape expected = indices.shape().erased(indices.ndim() - 1);
  const int64_t count = expected.size();
  int64_t rows = 1, length = 1;
  Tensor at = zeros({count}, int64, indices.device()), is_inside;
  const Tensor list = reshape(places, {count, k});
  for (int i = 0; i < k; ++i) {
    const int64_t size = shape[i];
    const Tensor one = indexed(list, {slice(), Index(i)});
    const Tensor from_start = where(one < 0, one + size, one);
    const Tensor fits = logical_and(from_start >= 0, from_start < size);
    is_inside = is_inside.defined() ? logical_and(is_inside, fits) : fits;
    at = at * size + from_start;
    rows *= size;
  }
  for (int i = static_cast<int>(k); i < shape.rank(); ++i) {
    expected.push_back(shape[i]);
    length *= shape[i];
  }
  if (is_inside.defined()) at = where(is_inside, at, rows);
  const Tensor y =
      reshape(broadcast_to(values.as_dtype(inputs.dtype()), expected), {count, length});
  const Tensor spare = zeros({1, length}, inputs.dtype(), inputs.device());
  return {concatenate({reshape(inputs, {rows, length}), spare}, 0), at, y, shape};
}

Tensor without_spare(const Tensor& rows, const Shape& shape) {
  return reshape(sliced(rows, 0, slice(0, rows.len() - 1)), shape);
}

}  // namespace

Tensor scatter(const Tensor& indices, const Tensor& values, const Shape& shape) {
  if (is_symbolic(indices) || is_symbolic(values)) {
    return symbolic_op({.class_name = "Scatter",
                        .module = "core",
                        .arguments = {{}, {}},
                        .config = {{"shape", to_value(shape)}}},
                       {indices, values},
                       [shape](const Tensors& in) { return scatter(in[0], in[1], shape); });
  }
  const Device device = common_device("scatter", indices, values);
  return scatter_update(zeros(shape, values.dtype(), device), indices.to(device), values.to(device),
                        "add");
}

Tensor scatter_update(const Tensor& inputs, const Tensor& indices, const Tensor& updates,
                      const std::string& reduction) {
  if (is_any_symbolic({inputs, indices, updates})) {
    return symbolic_op(
        {.class_name = "ScatterUpdate",
         .module = "core",
         .arguments = {{}, {}, {}},
         .config = {{"reduction", reduction.empty() ? ConfigValue() : ConfigValue(reduction)}}},
        {inputs, indices, updates},
        [reduction](const Tensors& in) { return scatter_update(in[0], in[1], in[2], reduction); });
  }
  const Rows rows = rows_of("scatter_update", inputs, indices, updates);
  const int64_t count = rows.x.len();
  if (reduction.empty()) {
    return without_spare(rows_written("scatter_update", rows.x, rows.at, rows.y), rows.shape);
  }
  if (reduction == "add") {
    return without_spare(rows_added("scatter_update", rows.x, rows.at, rows.y), rows.shape);
  }
  Tensor z;
  if (reduction == "max") {
    z = maximum(rows.x, segment_max(rows.y, rows.at, count));
  } else if (reduction == "min") {
    z = minimum(rows.x, segment_min(rows.y, rows.at, count));
  } else if (reduction == "mul") {
    z = rows.x * segment_prod(rows.y, rows.at, count);
  } else {
    throw_value_error(text("scatter_update: Invalid reduction: ", reduction,
                           ". Supported values are: None, 'add', 'max', 'min', 'mul'."));
  }
  return without_spare(z, rows.shape);
}

// --- parts ---

namespace {

void check_rank(const char* name, const Tensor& inputs, int64_t starts, int64_t lengths) {
  if (starts == inputs.ndim() && lengths == inputs.ndim()) return;
  throw_shape_error(text(name, ": needs a start and a length for each of the ", inputs.ndim(),
                         " axes, received ", starts, " and ", lengths),
                    {{"inputs", describe(inputs)}});
}

void check_fits(const char* name, const Tensor& inputs, const Shape& shape) {
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] >= 0 && shape[i] <= inputs.shape()[i]) continue;
    throw_shape_error(text(name, ": a part of shape ", shape, " does not fit"),
                      {{"inputs", describe(inputs)}});
  }
}

/// Where the elements of the part stand in the flattened x; `starts` int [rank].
Tensor places_of(const char* name, const Tensor& x, const Tensor& starts, const Shape& shape) {
  const Tensor from = integers(name, "start_indices", starts);
  const Strides steps = row_major_strides(x.shape());
  Tensor places = zeros({}, int64, from.device());
  for (int i = 0; i < shape.rank(); ++i) {
    const int64_t size = x.shape()[i];
    const Tensor given = indexed(from, {Index(i)});
    const Tensor start = clip(where(given < 0, given + size, given), 0, size - shape[i]);
    Shape along;
    for (int j = 0; j < shape.rank(); ++j) along.push_back(j == i ? shape[i] : 1);
    const Tensor numbers = numbers_up_to(shape[i], from.device());
    places = places + reshape((numbers + start) * steps[i], along);
  }
  return flatten(broadcast_to(places, shape)).contiguous();
}

/// -1 stands for what is left.
Shape whole_shape(const Tensor& inputs, const std::vector<int64_t>& starts, const Shape& shape) {
  Shape whole = shape;
  for (int i = 0; i < shape.rank(); ++i) {
    if (whole[i] == -1) whole[i] = inputs.shape()[i] - starts[static_cast<size_t>(i)];
  }
  return whole;
}

}  // namespace

Tensor slice_(const Tensor& inputs, const Tensor& start_indices, const Shape& shape) {
  check_rank("slice_", inputs, start_indices.size(), shape.rank());
  if (is_any_symbolic({inputs, start_indices})) {
    return symbolic_op({.class_name = "Slice",
                        .module = "core",
                        .arguments = {{}, {}},
                        .config = {{"shape", to_value(shape)}}},
                       {inputs, start_indices},
                       [shape](const Tensors& in) { return slice_(in[0], in[1], shape); });
  }
  Shape whole = shape;
  if (std::find(shape.begin(), shape.end(), -1) != shape.end()) {
    whole = whole_shape(inputs, start_indices.as_dtype(int64).to_vector<int64_t>(), shape);
  }
  check_fits("slice_", inputs, whole);
  const Tensor places = places_of("slice_", inputs, start_indices, whole);
  return reshape(taken("slice_", flatten(inputs), places, 0), whole);
}

Tensor slice_update(const Tensor& inputs, const Tensor& start_indices, const Tensor& updates) {
  check_rank("slice_update", inputs, start_indices.size(), updates.ndim());
  if (is_any_symbolic({inputs, start_indices, updates})) {
    return symbolic_op({.class_name = "SliceUpdate", .module = "core", .arguments = {{}, {}, {}}},
                       {inputs, start_indices, updates},
                       [](const Tensors& in) { return slice_update(in[0], in[1], in[2]); });
  }
  check_fits("slice_update", inputs, updates.shape());
  const Tensor places = places_of("slice_update", inputs, start_indices, updates.shape());
  const Tensor column = reshape(inputs, {inputs.size(), 1});
  const Tensor values = reshape(updates.as_dtype(inputs.dtype()), {updates.size(), 1});
  return reshape(rows_written("slice_update", column, places, values), inputs.shape());
}

}  // namespace keratin::ops
