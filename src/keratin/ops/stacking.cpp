#include "keratin/ops/stacking.h"

#include <algorithm>
#include <string_view>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/index.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"

namespace keratin::ops {
namespace {

/// A number as a matrix, a vector as its row.
Tensor as_matrix(const Tensor& x) {
  if (x.ndim() >= 2) return x;
  return reshape(x, {1, x.size()});
}

void require_axes(const char* name, const Tensor& x, int count) {
  if (x.ndim() >= count) return;
  throw_shape_error(text(name, ": x must have at least ", count, count == 1 ? " axis" : " axes"),
                    {{"x", describe(x)}});
}

}  // namespace

Tensor vstack(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> rows;
  for (const Tensor& x : tensors) rows.push_back(as_matrix(x));
  return concatenate(rows, 0);
}

Tensor hstack(const std::vector<Tensor>& tensors) {
  const bool are_vectors = !tensors.empty() && tensors.front().ndim() <= 1;
  std::vector<Tensor> all = tensors;
  for (Tensor& x : all) {
    if (x.ndim() == 0) x = expand_dims(x, 0);
  }
  return concatenate(all, are_vectors ? 0 : 1);
}

Tensor dstack(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> all;
  for (const Tensor& x : tensors) {
    const Tensor matrix = as_matrix(x);
    all.push_back(matrix.ndim() == 2 ? expand_dims(matrix, 2) : matrix);
  }
  return concatenate(all, 2);
}

Tensor append(const Tensor& a, const Tensor& b) { return concatenate({flatten(a), flatten(b)}, 0); }
Tensor append(const Tensor& a, const Tensor& b, int axis) { return concatenate({a, b}, axis); }

namespace {

/// The axis that parts are taken along: how many they are follows from its length.
int known_axis(const char* op, const Tensor& x, int axis) {
  const int at = normalize_axis(op, axis, x.shape());
  if (x.shape()[at] != kNone) return at;
  throw_value_error(text(op, ": the length along axis ", axis, " is not known"),
                    {{"x", describe(x)}});
}

}  // namespace

std::vector<Tensor> unstack(const Tensor& x, int axis) {
  require_axes("unstack", x, 1);
  const int at = known_axis("unstack", x, axis);
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < x.shape()[at]; ++i) {
    std::vector<Index> indices(static_cast<size_t>(at), slice());
    indices.push_back(i);
    parts.push_back(indexed(x, indices));
  }
  return parts;
}

std::vector<Tensor> array_split(const Tensor& x, int64_t sections, int axis) {
  if (sections < 1) throw_value_error(text("array_split: ", sections, " sections"));
  const int at = known_axis("array_split", x, axis);
  const int64_t length = x.shape()[at] / sections, longer = x.shape()[at] % sections;
  std::vector<int64_t> positions;
  for (int64_t i = 1; i < sections; ++i) positions.push_back(i * length + std::min(i, longer));
  return split(x, positions, axis);
}

std::vector<Tensor> vsplit(const Tensor& x, int64_t sections) {
  require_axes("vsplit", x, 2);
  return split(x, sections, 0);
}
std::vector<Tensor> hsplit(const Tensor& x, int64_t sections) {
  require_axes("hsplit", x, 1);
  return split(x, sections, x.ndim() == 1 ? 0 : 1);
}
std::vector<Tensor> dsplit(const Tensor& x, int64_t sections) {
  require_axes("dsplit", x, 3);
  return split(x, sections, 2);
}

Tensor fliplr(const Tensor& x) {
  require_axes("fliplr", x, 2);
  return flip(x, 1);
}
Tensor flipud(const Tensor& x) {
  require_axes("flipud", x, 1);
  return flip(x, 0);
}

Tensor rot90(const Tensor& x, int64_t k, int axis1, int axis2) {
  require_axes("rot90", x, 2);
  const int first = normalize_axis("rot90", axis1, x.shape());
  const int second = normalize_axis("rot90", axis2, x.shape());
  if (first == second) throw_value_error(text("rot90: axis ", first, " is given twice"));
  switch ((k % 4 + 4) % 4) {
    case 0: return x;
    case 1: return flip(swapaxes(x, first, second), first);
    case 2: return flip(flip(x, first), second);
    default: return flip(swapaxes(x, first, second), second);
  }
}

std::vector<Tensor> meshgrid(const std::vector<Tensor>& vectors, const char* indexing) {
  const bool is_xy = std::string_view(indexing) == "xy";
  if (!is_xy && std::string_view(indexing) != "ij") {
    throw_value_error(text("meshgrid: indexing is 'xy' or 'ij', received '", indexing, "'"));
  }
  if (std::any_of(vectors.begin(), vectors.end(), is_symbolic)) {
    return symbolic_op_list({.class_name = "Meshgrid",
                             .arguments = std::vector<std::optional<ConfigValue>>(vectors.size()),
                             .config = {{"indexing", indexing}}},
                            Tensors(vectors),
                            [name = std::string(indexing)](const Tensors& in) {
                              return Tensors(meshgrid(in.to_vector(), name.c_str()));
                            })
        .to_vector();
  }
  const auto rank = static_cast<int>(vectors.size());
  const auto axis_of = [&](int i) { return is_xy && rank > 1 && i < 2 ? 1 - i : i; };
  Shape grid;
  for (int axis = 0; axis < rank; ++axis) grid.push_back(1);
  for (int i = 0; i < rank; ++i) grid[axis_of(i)] = vectors[static_cast<size_t>(i)].size();
  std::vector<Tensor> result;
  for (int i = 0; i < rank; ++i) {
    const Tensor& x = vectors[static_cast<size_t>(i)];
    Shape alone;
    for (int axis = 0; axis < rank; ++axis) alone.push_back(axis == axis_of(i) ? x.size() : 1);
    result.push_back(contiguous(broadcast_to(reshape(x, alone), grid)));
  }
  return result;
}

}  // namespace keratin::ops
