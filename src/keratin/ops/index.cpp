#include "keratin/ops/index.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Indices = std::vector<Index>;

// A window into a tensor: what basic indices make of its strides.
struct Window {
  int64_t offset = 0;
  Shape shape;
  Strides strides;
};

// An integer or boolean tensor that stands at an axis of the window.
struct Chosen {
  int axis;
  Tensor tensor;
};

int consumed_axes(const Index& index) {
  switch (index.kind()) {
    case Index::Kind::rest:
    case Index::Kind::new_axis: return 0;
    case Index::Kind::tensor: return index.tensor().dtype() == bool_ ? index.tensor().ndim() : 1;
    default: return 1;
  }
}

// A truth value without axes: NumPy lets it choose all or nothing of a new axis.
bool is_truth_value(const Index& index) {
  return index.kind() == Index::Kind::tensor && index.tensor().dtype() == bool_ &&
         index.tensor().ndim() == 0;
}

void add_integer(Window& window, int64_t i, int axis, int64_t length, int64_t step) {
  const int64_t at = i < 0 ? i + length : i;
  if (at < 0 || at >= length) {
    throw_value_error(
        text("index ", i, " is out of bounds for axis ", axis, " with size ", length));
  }
  window.offset += at * step;
}

void add_slice(Window& window, const slice& range, int64_t length, int64_t step) {
  if (range.step == 0) throw_value_error("slice step cannot be zero");
  const int64_t by = std::clamp(range.step, -length - 1, length + 1);  // one element either way
  const bool is_forward = by > 0;
  const int64_t low = is_forward ? 0 : -1;
  const int64_t high = is_forward ? length : length - 1;
  const auto bound = [&](const slice::Bound& b, int64_t otherwise) {
    if (!b.value) return otherwise;
    return std::clamp(*b.value < 0 ? *b.value + length : *b.value, low, high);
  };
  const int64_t start = bound(range.start, is_forward ? 0 : length - 1);
  const int64_t stop = bound(range.stop, is_forward ? length : -1);
  const int64_t distance = is_forward ? stop - start : start - stop;
  const int64_t width = is_forward ? by : -by;
  const int64_t count = distance > 0 ? (distance + width - 1) / width : 0;
  if (count > 0) window.offset += start * step;
  window.shape.push_back(count);
  window.strides.push_back(step * by);
}

// Splits the indices into a window and the tensors that choose from its axes.
Window window_of(const Tensor& x, const Indices& indices, std::vector<Chosen>& chosen) {
  (void)x.device();  // throws for an empty tensor
  int consumed = 0;
  int rests = 0;
  for (const Index& index : indices) {
    consumed += consumed_axes(index);
    rests += index.kind() == Index::Kind::rest;
  }
  if (consumed > x.ndim()) {
    throw_value_error(text("too many indices: the tensor is ", x.ndim(), "-dimensional, but ",
                           consumed, " were indexed"));
  }
  if (rests > 1) throw_value_error("an index can have a single ellipsis only");
  Window window;
  int axis = 0;
  const auto keep = [&](int count) {
    for (int i = 0; i < count; ++i, ++axis) {
      window.shape.push_back(x.shape()[axis]);
      window.strides.push_back(x.strides()[axis]);
    }
  };
  for (const Index& index : indices) {
    switch (index.kind()) {
      case Index::Kind::integer:
        add_integer(window, index.integer(), axis, x.shape()[axis], x.strides()[axis]);
        ++axis;
        break;
      case Index::Kind::range:
        add_slice(window, index.range(), x.shape()[axis], x.strides()[axis]);
        ++axis;
        break;
      case Index::Kind::rest: keep(x.ndim() - consumed); break;
      case Index::Kind::new_axis:
        window.shape.push_back(1);
        window.strides.push_back(0);
        break;
      case Index::Kind::tensor:
        if (is_truth_value(index)) {
          chosen.push_back({window.shape.rank(), arange(index.tensor().item<bool>() ? 1 : 0)});
          window.shape.push_back(1);
          window.strides.push_back(0);
          break;
        }
        chosen.push_back({window.shape.rank(), index.tensor()});
        keep(consumed_axes(index));
        break;
    }
  }
  keep(x.ndim() - axis);
  return window;
}

Tensor windowed(const Tensor& x, const Window& window) {
  return {x.storage(), x.offset() + window.offset, window.shape, window.strides, x.dtype()};
}

// The view that `indices` (without tensors) cut out of x.
Tensor view_of(const Tensor& x, Indices indices) {
  std::vector<Chosen> none;
  const Window window = window_of(x, indices, none);
  return record_part("index", windowed(x, window), x,
                     [indices = std::move(indices)](const Tensor& dx) {
                       std::vector<Chosen> no_tensors;
                       return windowed(dx, window_of(dx, indices, no_tensors));
                     });
}

// Boolean masks as one integer tensor for each axis that they cover.
void add_mask(const Tensor& x, const Chosen& mask, std::vector<Chosen>& integers) {
  for (int i = 0; i < mask.tensor.ndim(); ++i) {
    if (mask.tensor.shape()[i] != x.shape()[mask.axis + i]) {
      throw_shape_error(text("boolean index did not match: the mask has shape ",
                             mask.tensor.shape(), ", the tensor ", x.shape()));
    }
  }
  const Tensor positions = ops::nonzero(mask.tensor);
  for (int i = 0; i < mask.tensor.ndim(); ++i) {
    integers.push_back({mask.axis + i, positions[{slice(), i}].contiguous()});
  }
}

// x at integer tensors that stand at some of its axes, by NumPy's rules: the tensors are broadcast
// to each other, and their axes stand where the first one stood, or in front if others lie between.
Tensor chosen_from(const Tensor& x, const std::vector<Chosen>& tensors) {
  std::vector<Chosen> integers;
  for (const Chosen& one : tensors) {
    if (one.tensor.dtype() == bool_) {
      add_mask(x, one, integers);
    } else {
      integers.push_back(one);
    }
  }
  Shape broadcast = integers.front().tensor.shape();
  Axes order;
  int64_t count = 1;
  for (const Chosen& one : integers) {
    broadcast = broadcast_shapes("index", broadcast, one.tensor.shape());
    order.list.push_back(one.axis);
  }
  const int first = integers.front().axis;
  const bool is_adjacent = integers.back().axis - first + 1 == static_cast<int>(integers.size());
  Tensor flat = zeros(broadcast, int64, integers.front().tensor.device());
  for (const Chosen& one : integers) {
    const int64_t length = x.shape()[one.axis];
    const Tensor at = ops::checked_indices("index", one.tensor, length, one.axis);
    flat = flat * length + at.as_dtype(int64);
    count *= length;
  }
  Shape rest;
  for (int axis = 0; axis < x.ndim(); ++axis) {
    if (std::find(order.list.begin(), order.list.end(), axis) != order.list.end()) continue;
    rest.push_back(x.shape()[axis]);
  }
  for (int axis = 0; axis < x.ndim(); ++axis) {
    if (std::find(order.list.begin(), order.list.end(), axis) == order.list.end()) {
      order.list.push_back(axis);
    }
  }
  Shape rows = rest.inserted(0, count);
  Tensor y = ops::take(ops::reshape(ops::transpose(x, order), rows), flat, 0);
  if (!is_adjacent || first == 0) return y;
  // [chosen..., before..., after...] -> [before..., chosen..., after...]
  Axes back;
  for (int i = 0; i < first; ++i) back.list.push_back(broadcast.rank() + i);
  for (int i = 0; i < broadcast.rank(); ++i) back.list.push_back(i);
  for (int i = broadcast.rank() + first; i < y.ndim(); ++i) back.list.push_back(i);
  return ops::transpose(y, back);
}

/// The key in Keras's configuration of GetItem; None for a new axis.
ConfigValue key_of(const Indices& indices);

// Beside a tensor an integer is a tensor too, as in NumPy: it counts for where their axes go.
Indices with_integers_as_tensors(Indices indices) {
  for (Index& index : indices) {
    if (index.kind() == Index::Kind::integer) index = Index(tensor(index.integer(), int64));
  }
  return indices;
}

bool is_integer_index(const Index& index) { return index.kind() == Index::Kind::integer; }

Tensor indexed(const Tensor& x, const Indices& indices) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "GetItem", .arguments = {{}, key_of(indices)}}, x,
                       [indices](const Tensors& in) { return indexed(in[0], indices); });
  }
  if (std::any_of(indices.begin(), indices.end(), is_integer_index) && ops::has_choice(indices)) {
    return indexed(x, with_integers_as_tensors(indices));
  }
  std::vector<Chosen> chosen;
  window_of(x, indices, chosen);  // checks everything before anything is computed
  Indices basic;
  for (const Index& index : indices) {
    if (index.kind() != Index::Kind::tensor) {
      basic.push_back(index);
    } else if (is_truth_value(index)) {
      basic.emplace_back(newaxis);
    } else {
      basic.insert(basic.end(), static_cast<size_t>(consumed_axes(index)), Index(slice()));
    }
  }
  const Tensor view = view_of(x, std::move(basic));
  return chosen.empty() ? view : chosen_from(view, chosen);
}

ConfigValue key_of(const Indices& indices) {
  const auto bound = [](const slice::Bound& x) { return to_value(x.value); };
  const auto step = [](const slice& x) { return x.step == 1 ? ConfigValue() : x.step; };
  ConfigValue::List keys;
  for (const Index& index : indices) {
    switch (index.kind()) {
      case Index::Kind::integer: keys.push_back(index.integer()); break;
      case Index::Kind::range:
        keys.push_back(Config{{"class_name", "__slice__"},
                              {"config", Config{{"start", bound(index.range().start)},
                                                {"stop", bound(index.range().stop)},
                                                {"step", step(index.range())}}}});
        break;
      case Index::Kind::rest:
        keys.push_back(Config{{"class_name", "__ellipsis__"}, {"config", Config()}});
        break;
      case Index::Kind::tensor: keys.push_back(constant_value(index.tensor())); break;
      default: keys.push_back(nullptr);
    }
  }
  return keys.size() == 1 ? keys[0] : ConfigValue(keys);
}

// A value that has no elements cannot be written.
void require_real(const Tensor& x, const Tensor& value) {
  if (x.is_symbolic() || !value.is_symbolic()) return;
  throw_device_error("set: a symbolic tensor has no values",
                     {{"value", text(name_of(value.dtype()), " ", value.shape())}});
}

// The value; a copy when it looks into the memory that is going to change.
Tensor apart_from(const Tensor& x, const Tensor& value) {
  return value.storage() == x.storage() ? value.copy().detach() : value.detach();
}

// The value without leading axes of length one that the part does not have, as in NumPy.
Tensor without_leading_axes(Tensor value, const Shape& part) {
  while (value.ndim() > part.rank() && value.shape()[0] == 1) {
    value = ops::reshape(value, value.shape().tail());
  }
  return value;
}

void require_writeable(const Tensor& x) {
  if (!ops::is_broadcast(x)) return;
  throw_value_error("set: this tensor was broadcast, several of its elements are one", {},
                    "take .copy() first");
}

void require_unrecorded(const Tensor& x, const Tensor& value) {
  if (x.is_symbolic()) {
    throw_value_error("set: a symbolic tensor has no elements", {}, "take ops::where");
  }
  if (value.node() && !value.is_symbolic()) {
    throw_value_error("set: gradients are being recorded through the value, and would be lost", {},
                      "assign value.detach(), or take ops::where or ops::concatenate");
  }
  if (!x.node()) return;
  throw_value_error("set: gradients are being recorded through this tensor", {},
                    "set elements before the tensor is used, or take ops::where");
}

}  // namespace

bool ops::has_choice(const Indices& indices) {
  return std::any_of(indices.begin(), indices.end(),
                     [](const Index& index) { return index.kind() == Index::Kind::tensor; });
}

bool ops::is_broadcast(const Tensor& x) {
  for (int axis = 0; axis < x.ndim(); ++axis) {
    if (x.strides()[axis] == 0 && x.shape()[axis] > 1) return true;
  }
  return false;
}

Tensor ops::slice_view(const Tensor& x, int axis, int64_t begin, int64_t end) {
  Shape shape = x.shape();
  shape[axis] = end - begin;
  return {x.storage(), x.offset() + begin * x.strides()[axis], shape, x.strides(), x.dtype()};
}

Tensor ops::sliced(const Tensor& x, int axis, const slice& range) {
  Indices indices(static_cast<size_t>(axis), Index(slice()));
  indices.emplace_back(range);
  if (is_symbolic(x)) return indexed(x, indices);
  return view_of(x, std::move(indices));
}

Tensor ops::indexed(const Tensor& x, const Indices& indices) {
  return keratin::indexed(x, indices);
}

Tensor ops::nonzero(const Tensor& x) {
  const Tensor flags = x.detach().as_dtype(bool_);
  const auto count = ops::sum(flags.as_dtype(int64)).item<int64_t>();
  const Tensor positions({count, static_cast<int64_t>(x.ndim())}, int64, x.device());
  backend_of(x).run(NonzeroCall{.x = flags.view(), .positions = positions.view()});
  return positions;
}

Tensor Tensor::operator[](const Index& index) const { return indexed(*this, {index}); }
Tensor Tensor::operator[](std::initializer_list<Index> indices) const {
  return indexed(*this, Indices(indices));
}
TensorItem Tensor::operator[](const Index& index) { return {*this, {index}}; }
TensorItem Tensor::operator[](std::initializer_list<Index> indices) {
  return {*this, Indices(indices)};
}

void ops::set_indexed(const Tensor& x, const Indices& indices, const Tensor& value) {
  require_unrecorded(x, value);
  require_real(x, value);
  require_writeable(x);
  std::vector<Chosen> chosen;
  const Window window = window_of(x, indices, chosen);
  x.storage()->count_write();
  if (chosen.empty()) {
    const View target = windowed(x, window).view();
    const Tensor source = without_leading_axes(apart_from(x, value), target.shape);
    backend_of(x).run(CopyCall{.x = ops::broadcast_to(source, target.shape).view(), .y = target});
    return;
  }
  // The same indices on the elements' positions say where the values go.
  const Tensor everywhere = arange(0, x.size(), 1, int64).reshape(x.shape()).to(x.device());
  const Tensor places = keratin::indexed(everywhere, indices);
  const Tensor source = ops::broadcast_to(
      without_leading_axes(apart_from(x, value).as_dtype(x.dtype()), places.shape()),
      places.shape());
  const Tensor whole = x.is_contiguous() ? x.detach() : x.contiguous().detach();
  backend_of(x).run(ScatterCall{.y = flatten(source).view(),
                                .indices = flatten(places).view(),
                                .axis = 0,
                                .x = flatten(whole).view()});
  if (!x.is_contiguous()) backend_of(x).run(CopyCall{.x = whole.view(), .y = x.view()});
}

void Tensor::set(std::initializer_list<Index> indices, const Tensor& value) {
  ops::set_indexed(*this, indices, value);
}
void Tensor::set(std::initializer_list<Index> indices, Scalar value) {
  require_fits("set", value, dtype_);
  ops::set_indexed(*this, indices, full({}, value, dtype_, device()));
}
void Tensor::set(const Index& index, const Tensor& value) { set({index}, value); }
void Tensor::set(const Index& index, Scalar value) { set({index}, value); }

}  // namespace keratin
