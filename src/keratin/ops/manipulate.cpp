#include "keratin/ops/manipulate.h"

#include <algorithm>
#include <array>
#include <optional>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/node.h"

namespace keratin::ops {
namespace {

[[noreturn]] void throw_reshape(const Tensor& x, const Shape& wanted) {
  std::string lengths = wanted.to_string();
  for (size_t at; (at = lengths.find("None")) != std::string::npos;) lengths.replace(at, 4, "-1");
  throw_shape_error(text("cannot reshape array of size ", x.size(), " into shape ", lengths),
                    {{"x", describe(x)}});
}

// The wanted shape with its -1 filled in.
Shape resolved(const Tensor& x, const Shape& wanted) {
  int open_axis = -1;
  int64_t known = 1;
  for (int i = 0; i < wanted.rank(); ++i) {
    if (wanted[i] < -1 || (wanted[i] == -1 && open_axis >= 0)) throw_reshape(x, wanted);
    if (wanted[i] == -1) {
      open_axis = i;
    } else {
      known *= wanted[i];
    }
  }
  Shape shape = wanted;
  if (open_axis >= 0) {
    if (known == 0 || x.size() % known != 0) throw_reshape(x, wanted);
    shape[open_axis] = x.size() / known;
  } else if (wanted.size() != x.size()) {
    throw_reshape(x, wanted);
  }
  return shape;
}

// Steps that show x under `shape` without a copy, if there are any: axes are matched in groups of
// equal size, and each group of x must lie one after the other.
std::optional<Strides> strides_for(const Tensor& x, const Shape& shape) {
  if (x.is_contiguous() || x.size() == 0) return row_major_strides(shape);
  Shape old_shape;
  Strides old_strides;
  for (int i = 0; i < x.ndim(); ++i) {
    if (x.shape()[i] == 1) continue;
    old_shape.push_back(x.shape()[i]);
    old_strides.push_back(x.strides()[i]);
  }
  Strides strides = shape;
  int at = 0;
  int to = 0;
  while (at < old_shape.rank()) {
    int at_end = at + 1;
    int to_end = to + 1;
    int64_t old_size = old_shape[at];
    int64_t new_size = shape[to];
    while (old_size != new_size) {
      if (old_size < new_size) {
        old_size *= old_shape[at_end++];
      } else {
        new_size *= shape[to_end++];
      }
    }
    for (int i = at; i + 1 < at_end; ++i) {
      if (old_strides[i] != old_strides[i + 1] * old_shape[i + 1]) return std::nullopt;
    }
    int64_t step = old_strides[at_end - 1];
    for (int i = to_end - 1; i >= to; --i) {
      strides[i] = step;
      step *= shape[i];
    }
    at = at_end;
    to = to_end;
  }
  for (; to < shape.rank(); ++to) strides[to] = 1;
  return strides;
}

Tensor reshaped(const Tensor& x, const Shape& shape) {
  if (const auto strides = strides_for(x, shape)) {
    return {x.storage(), x.offset(), shape, *strides, x.dtype()};
  }
  const Tensor copied = copy(x.detach());
  return {copied.storage(), 0, shape, row_major_strides(shape), x.dtype()};
}

Tensor recorded_reshape(const char* name, const Tensor& x, const Shape& shape) {
  return record(name, reshaped(x, shape), {&x},
                [from = x.shape()](const Tensor& dy) -> Gradients { return {reshaped(dy, from)}; });
}

using Order = std::array<int, kMaxRank>;

Tensor permuted(const Tensor& x, const Order& order) {
  Shape shape = x.shape();
  Strides strides = x.strides();
  for (int i = 0; i < x.ndim(); ++i) {
    shape[i] = x.shape()[order[static_cast<size_t>(i)]];
    strides[i] = x.strides()[order[static_cast<size_t>(i)]];
  }
  return {x.storage(), x.offset(), shape, strides, x.dtype()};
}

Tensor recorded_transpose(const Tensor& x, const Order& order) {
  return record("transpose", permuted(x, order), {&x}, [order](const Tensor& dy) -> Gradients {
    Order back{};
    for (int i = 0; i < dy.ndim(); ++i) {
      back[static_cast<size_t>(order[static_cast<size_t>(i)])] = i;
    }
    return {permuted(dy, back)};
  });
}

}  // namespace

namespace {

/// -1 stays a number: it is no unknown length.
ConfigValue plain_list(const Shape& shape) {
  ConfigValue::List list;
  for (const int64_t length : shape) list.push_back(length);
  return list;
}

}  // namespace

Tensor reshape(const Tensor& x, const Shape& shape) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Reshape", .arguments = {{}}, .config = {{"newshape", plain_list(shape)}}},
        x, [shape](const Tensors& in) { return reshape(in[0], shape); });
  }
  return recorded_reshape("reshape", x, resolved(x, shape));
}
Tensor flatten(const Tensor& x) {
  if (is_symbolic(x)) return reshape(x, {-1});
  return recorded_reshape("flatten", x, {x.size()});
}
Tensor ravel(const Tensor& x) { return flatten(x); }

Tensor transpose(const Tensor& x, const Axes& axes) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Transpose",
         .arguments = {{}},
         .config = {{"axes", axes.list.empty() ? ConfigValue() : plain_list(axes.list)}}},
        x, [axes](const Tensors& in) { return transpose(in[0], axes); });
  }
  Order order{};
  for (int i = 0; i < x.ndim(); ++i) order[static_cast<size_t>(i)] = x.ndim() - 1 - i;
  if (axes.list.empty()) return recorded_transpose(x, order);
  std::array<bool, kMaxRank> is_used{};
  bool is_permutation = axes.list.rank() == x.ndim();
  for (int i = 0; is_permutation && i < x.ndim(); ++i) {
    const int axis = normalize_axis("transpose", static_cast<int>(axes.list[i]), x.shape());
    is_permutation = !is_used[static_cast<size_t>(axis)];
    is_used[static_cast<size_t>(axis)] = true;
    order[static_cast<size_t>(i)] = axis;
  }
  if (!is_permutation) {
    throw_shape_error(text("transpose: axes ", axes.list, " do not name each axis of shape ",
                           x.shape(), " once"));
  }
  return recorded_transpose(x, order);
}

Tensor swapaxes(const Tensor& x, int axis1, int axis2) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Swapaxes",
                        .arguments = {{}},
                        .config = {{"axis1", axis1}, {"axis2", axis2}}},
                       x,
                       [axis1, axis2](const Tensors& in) { return swapaxes(in[0], axis1, axis2); });
  }
  axis1 = normalize_axis("swapaxes", axis1, x.shape());
  axis2 = normalize_axis("swapaxes", axis2, x.shape());
  Order order{};
  for (int i = 0; i < x.ndim(); ++i) order[static_cast<size_t>(i)] = i;
  std::swap(order[static_cast<size_t>(axis1)], order[static_cast<size_t>(axis2)]);
  return recorded_transpose(x, order);
}

Tensor moveaxis(const Tensor& x, int source, int destination) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Moveaxis",
                        .arguments = {{}},
                        .config = {{"source", source}, {"destination", destination}}},
                       x, [source, destination](const Tensors& in) {
                         return moveaxis(in[0], source, destination);
                       });
  }
  source = normalize_axis("moveaxis", source, x.shape());
  destination = normalize_axis("moveaxis", destination, x.shape());
  Order order{};
  for (int i = 0, from = 0; i < x.ndim(); ++i) {
    if (from == source) ++from;
    order[static_cast<size_t>(i)] = i == destination ? source : from++;
  }
  return source == destination ? x : recorded_transpose(x, order);
}

Tensor squeeze(const Tensor& x, const Axes& axis) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Squeeze", .arguments = {{}}, .config = {{"axis", axes_value(axis)}}}, x,
        [axis](const Tensors& in) { return squeeze(in[0], axis); });
  }
  std::array<bool, kMaxRank> is_dropped{};
  for (int i = 0; i < x.ndim(); ++i) {
    is_dropped[static_cast<size_t>(i)] = axis.list.empty() && x.shape()[i] == 1;
  }
  for (const int64_t listed : axis.list) {
    const int i = normalize_axis("squeeze", static_cast<int>(listed), x.shape());
    if (x.shape()[i] != 1) {
      throw_shape_error(text("squeeze: axis ", listed, " has length ", x.shape()[i], ", not 1"),
                        {{"x", text(x.shape())}});
    }
    is_dropped[static_cast<size_t>(i)] = true;
  }
  Shape shape;
  for (int i = 0; i < x.ndim(); ++i) {
    if (!is_dropped[static_cast<size_t>(i)]) shape.push_back(x.shape()[i]);
  }
  return recorded_reshape("squeeze", x, shape);
}

Tensor expand_dims(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "ExpandDims", .arguments = {{}}, .config = {{"axis", axis}}},
                       x, [axis](const Tensors& in) { return expand_dims(in[0], axis); });
  }
  const int rank = x.ndim() + 1;
  if (axis < -rank || axis >= rank) {
    throw_shape_error(text("expand_dims: axis ", axis, " is out of bounds for an array of ", rank,
                           " dimensions"));
  }
  return recorded_reshape("expand_dims", x, x.shape().inserted(axis < 0 ? axis + rank : axis, 1));
}

}  // namespace keratin::ops

namespace keratin {

Tensor Tensor::reshape(const Shape& shape) const { return ops::reshape(*this, shape); }
Tensor Tensor::flatten() const {
  const Tensor flat = ops::flatten(*this);
  return is_symbolic() || flat.storage() != storage_ ? flat : flat.copy();
}
Tensor Tensor::transpose(const Axes& axes) const { return ops::transpose(*this, axes); }
Tensor Tensor::squeeze(const Axes& axis) const { return ops::squeeze(*this, axis); }
Tensor Tensor::expand_dims(int axis) const { return ops::expand_dims(*this, axis); }

}  // namespace keratin
