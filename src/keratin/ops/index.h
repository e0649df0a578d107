// x[...]: parts of a tensor. Integers, slices, ellipsis and newaxis give views; tensors of integers
// or booleans give copies, as in NumPy.
#pragma once
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// x[..., range, ...] along one axis, as a view that the tape knows.
Tensor sliced(const Tensor& x, int axis, const slice& range);
/// The part [begin, end) of an axis as a bare view, for kernels; bounds must be right.
Tensor slice_view(const Tensor& x, int axis, int64_t begin, int64_t end);
/// x[{...}] for a list that is known when the program runs. Throws what that throws.
Tensor indexed(const Tensor& x, const std::vector<Index>& indices);
/// x[{...}] = value, in x's memory: Tensor::set for a list that is known when the program runs.
void set_indexed(const Tensor& x, const std::vector<Index>& indices, const Tensor& value);
/// Whether a tensor is among the indices, so that x[{...}] is a copy.
bool has_choice(const std::vector<Index>& indices);
/// Whether several elements of x are one in memory, so that they cannot be written one by one.
bool is_broadcast(const Tensor& x);
/// The positions of the elements that are not zero: int64 [count, rank].
Tensor nonzero(const Tensor& x);

}  // namespace keratin::ops
