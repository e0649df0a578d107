#include "keratin/ops/join.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/index.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/placement_internal.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

DType common_dtype(const char* name, const std::vector<Tensor>& tensors) {
  if (tensors.empty()) throw_value_error(text(name, ": needs at least one tensor"));
  DType dtype = tensors.front().dtype();
  for (const Tensor& x : tensors) dtype = promote(dtype, x.dtype());
  return dtype;
}

}  // namespace

Tensor concatenate(const std::vector<Tensor>& tensors, int axis) {
  if (is_any_symbolic(tensors)) {
    return symbolic_op({.class_name = "Concatenate",
                        .arguments = {ConfigValue::List(tensors.size())},
                        .config = {{"axis", axis}}},
                       tensors,
                       [axis](const Tensors& in) { return concatenate(in.to_vector(), axis); });
  }
  const DType dtype = common_dtype("concatenate", tensors);
  const Shape& first = tensors.front().shape();
  const int at = normalize_axis("concatenate", axis, first);
  Shape shape = first.with_front(first.front());
  shape[at] = 0;
  std::vector<Tensor> parts;
  Device device = tensors.front().device();
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Shape& one = tensors[i].shape();
    if (one.rank() != first.rank() || one.erased(at) != first.erased(at)) {
      throw_shape_error(text("concatenate: all axes but axis ", at, " must agree"),
                        {{"tensor 0", text(first)}, {text("tensor ", i), text(one)}});
    }
    shape[at] += one[at];
    device = common_device("concatenate", device, tensors[i].device());
    parts.push_back(tensors[i].as_dtype(dtype));
  }
  if (device != kMeta) {
    for (Tensor& part : parts) part = to(part, device);
  }
  Tensor y(shape, dtype, device);
  int64_t begin = 0;
  for (const Tensor& part : parts) {
    const int64_t end = begin + part.shape()[at];
    backend_of(y).run(CopyCall{.x = part.view(), .y = slice_view(y, at, begin, end).view()});
    begin = end;
  }
  return record("concatenate", y, parts, [parts, at](const Tensor& dy) -> Gradients {
    TensorList gradients;
    int64_t from = 0;
    for (const Tensor& part : parts) {
      const int64_t to = from + part.shape()[at];
      gradients.push_back(slice_view(dy, at, from, to));
      from = to;
    }
    return Gradients(std::move(gradients));
  });
}

Tensor concatenate(const std::vector<Tensor>& tensors, const AxisOptions& options) {
  return concatenate(tensors, options.axis);
}
Tensor stack(const std::vector<Tensor>& tensors, const AxisOptions& options) {
  return stack(tensors, options.axis);
}

Tensor stack(const std::vector<Tensor>& tensors, int axis) {
  if (is_any_symbolic(tensors)) {
    return symbolic_op({.class_name = "Stack",
                        .arguments = {ConfigValue::List(tensors.size())},
                        .config = {{"axis", axis}}},
                       tensors, [axis](const Tensors& in) { return stack(in.to_vector(), axis); });
  }
  common_dtype("stack", tensors);
  std::vector<Tensor> rows;
  for (const Tensor& x : tensors) {
    if (x.shape() != tensors.front().shape()) {
      throw_shape_error("stack: all tensors must have one shape",
                        {{"tensor 0", text(tensors.front().shape())},
                         {text("tensor ", rows.size()), text(x.shape())}});
    }
    rows.push_back(expand_dims(x, axis));
  }
  return concatenate(rows, axis);
}

std::vector<Tensor> split(const Tensor& x, int64_t sections, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op_list({.class_name = "Split",
                             .arguments = {{}},
                             .config = {{"indices_or_sections", sections}, {"axis", axis}}},
                            x,
                            [sections, axis](const Tensors& in) {
                              return Tensors(split(in[0], sections, axis));
                            })
        .to_vector();
  }
  const int at = normalize_axis("split", axis, x.shape());
  const int64_t length = x.shape()[at];
  if (sections < 1 || length % sections != 0) {
    throw_value_error(text("split: axis ", at, " of length ", length, " cannot be cut into ",
                           sections, " equal parts"));
  }
  std::vector<int64_t> positions;
  for (int64_t i = 1; i < sections; ++i) positions.push_back(i * (length / sections));
  return split(x, positions, at);
}

std::vector<Tensor> split(const Tensor& x, const std::vector<int64_t>& positions, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op_list(
               {.class_name = "Split",
                .arguments = {{}},
                .config = {{"indices_or_sections", to_value(positions)}, {"axis", axis}}},
               x,
               [positions, axis](const Tensors& in) {
                 return Tensors(split(in[0], positions, axis));
               })
        .to_vector();
  }
  const int at = normalize_axis("split", axis, x.shape());
  std::vector<Tensor> parts;
  int64_t begin = 0;
  for (size_t i = 0; i <= positions.size(); ++i) {
    const bool is_last = i == positions.size();
    parts.push_back(is_last ? sliced(x, at, slice(begin, open))
                            : sliced(x, at, slice(begin, positions[i])));
    if (!is_last) begin = positions[i];
  }
  return parts;
}

Tensor tile(const Tensor& x, const Shape& repeats) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Tile", .arguments = {{}}, .config = {{"repeats", to_value(repeats)}}}, x,
        [repeats](const Tensors& in) { return tile(in[0], repeats); });
  }
  Tensor y = x;
  while (y.ndim() < repeats.rank()) y = expand_dims(y, 0);
  const int missing = y.ndim() - repeats.rank();
  for (int i = 0; i < repeats.rank(); ++i) {
    if (repeats[i] < 0) throw_value_error(text("tile: negative repeats in ", repeats));
    if (repeats[i] == 1) continue;
    // One new axis in front of axis i, stretched, and the two made one.
    const int at = missing + i;
    const Shape stretched = y.shape().inserted(at, repeats[i]);
    const Shape shape = y.shape();
    Shape joined = shape;
    joined[at] *= repeats[i];
    y = reshape(broadcast_to(expand_dims(y, at), stretched), joined);
  }
  return y;
}

Tensor repeat(const Tensor& x, int64_t repeats, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Repeat",
                        .arguments = {{}},
                        .config = {{"repeats", repeats}, {"axis", axis}}},
                       x,
                       [repeats, axis](const Tensors& in) { return repeat(in[0], repeats, axis); });
  }
  const int at = normalize_axis("repeat", axis, x.shape());
  if (repeats < 0) throw_value_error(text("repeat: negative repeats, ", repeats));
  Shape joined = x.shape();
  joined[at] *= repeats;
  return reshape(broadcast_to(expand_dims(x, at + 1), x.shape().inserted(at + 1, repeats)), joined);
}

Tensor repeat(const Tensor& x, int64_t repeats) { return repeat(flatten(x), repeats, 0); }

Tensor flip(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Flip", .arguments = {{}}, .config = {{"axis", axis}}}, x,
                       [axis](const Tensors& in) { return flip(in[0], axis); });
  }
  return sliced(x, normalize_axis("flip", axis, x.shape()), slice(open, open, -1));
}

Tensor roll(const Tensor& x, int64_t shift, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Roll", .arguments = {{}}, .config = {{"shift", shift}, {"axis", axis}}}, x,
        [shift, axis](const Tensors& in) { return roll(in[0], shift, axis); });
  }
  const int at = normalize_axis("roll", axis, x.shape());
  const int64_t length = x.shape()[at];
  if (length == 0) return x;
  const int64_t cut = ((-shift % length) + length) % length;
  return concatenate({sliced(x, at, slice(cut, open)), sliced(x, at, slice(cut))}, at);
}

Tensor diff(const Tensor& x, int64_t n, int axis) {
  if (n < 0) throw_value_error(text("diff: n is at least 0, but got ", n));
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Diff", .arguments = {{}}, .config = {{"n", n}, {"axis", axis}}}, x,
        [n, axis](const Tensors& in) { return diff(in[0], n, axis); });
  }
  const int at = normalize_axis("diff", axis, x.shape());
  Tensor y = x;
  for (int64_t i = 0; i < n && y.shape()[at] > 0; ++i) {
    const Tensor after = sliced(y, at, slice(1, open)), before = sliced(y, at, slice(open, -1));
    y = y.dtype() == bool_ ? not_equal(after, before) : subtract(after, before);
  }
  return y;
}

Tensor pad(const Tensor& x, const std::vector<std::pair<int64_t, int64_t>>& widths, Scalar value) {
  if (is_symbolic(x)) {
    ConfigValue::List pairs;
    for (const auto& [before, after] : widths) pairs.push_back(ConfigValue::List{before, after});
    return symbolic_op(
        {.class_name = "Pad",
         .arguments = {{}},
         .config = {{"pad_width", pairs}, {"mode", "constant"}},
         .keywords = {{"constant_values", value == Scalar(0) ? ConfigValue() : value_of(value)}}},
        x, [widths, value](const Tensors& in) { return pad(in[0], widths, value); });
  }
  if (widths.size() != static_cast<size_t>(x.ndim())) {
    throw_value_error(text("pad: ", widths.size(), " pairs of widths for ", x.ndim(), " axes"));
  }
  Shape shape = x.shape();
  for (int axis = 0; axis < x.ndim(); ++axis) {
    const auto [before, after] = widths[static_cast<size_t>(axis)];
    if (before < 0 || after < 0) throw_value_error("pad: widths must not be negative");
    int64_t& length = shape[axis];
    if (__builtin_add_overflow(length, before, &length) ||
        __builtin_add_overflow(length, after, &length)) {
      throw_value_error(text("pad: axis ", axis, " would be longer than the largest int64"));
    }
  }
  require_fits("pad", value, x.dtype());
  const Tensor y = full(shape, value, x.dtype(), x.device());
  const auto inner = [widths, from = x.shape()](Tensor whole) {
    for (int axis = 0; axis < from.rank(); ++axis) {
      const int64_t begin = widths[static_cast<size_t>(axis)].first;
      whole = slice_view(whole, axis, begin, begin + from[axis]);
    }
    return whole;
  };
  backend_of(y).run(CopyCall{.x = x.view(), .y = inner(y).view()});
  return record("pad", y, {&x}, [inner](const Tensor& dy) -> Gradients { return {inner(dy)}; });
}

}  // namespace keratin::ops
