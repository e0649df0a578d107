// Many tensors to one and one to many: concatenate, stack, split, tile, repeat, flip, roll, diff,
// pad.
#pragma once
#include <utility>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Of functions along one axis: {.axis = 1}.
struct AxisOptions {
  int axis = 0;
};

/// The tensors one after the other along `axis`, in their common dtype. Throws ValueError for an
/// empty list, ShapeError when another axis differs.
Tensor concatenate(const std::vector<Tensor>& tensors, int axis = 0);
Tensor concatenate(const std::vector<Tensor>& tensors, const AxisOptions& options);
/// The tensors along a new axis. Throws ShapeError unless all shapes are equal.
Tensor stack(const std::vector<Tensor>& tensors, int axis = 0);
Tensor stack(const std::vector<Tensor>& tensors, const AxisOptions& options);
/// `sections` equal parts along `axis`, as views. Throws ValueError when they do not come out even.
std::vector<Tensor> split(const Tensor& x, int64_t sections, int axis = 0);
/// Parts that begin at the given positions.
std::vector<Tensor> split(const Tensor& x, const std::vector<int64_t>& positions, int axis = 0);
/// x, repeats[i] times along axis i; a shorter list is filled up with ones in front.
Tensor tile(const Tensor& x, const Shape& repeats);
/// Each element of the axis `repeats` times.
Tensor repeat(const Tensor& x, int64_t repeats, int axis);
/// Each element of the flattened tensor `repeats` times.
Tensor repeat(const Tensor& x, int64_t repeats);
/// The axis in reverse order, as a view.
Tensor flip(const Tensor& x, int axis);
/// The axis moved by `shift`; what falls out at the end comes in at the front.
Tensor roll(const Tensor& x, int64_t shift, int axis);
/// The differences of neighbours, x[1:] - x[:-1] along `axis`, n times over; of truth values
/// whether they differ. Throws ValueError for a negative n.
Tensor diff(const Tensor& x, int64_t n = 1, int axis = -1);
/// x with `value` around it: widths[i] = {before, after} of axis i.
Tensor pad(const Tensor& x, const std::vector<std::pair<int64_t, int64_t>>& widths,
           Scalar value = 0);

}  // namespace keratin::ops

namespace keratin {
using ops::concatenate, ops::repeat, ops::split, ops::stack, ops::tile;
}
