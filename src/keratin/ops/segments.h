// Rows brought together by numbers that say which belong to each other; Keras: keras.ops.math.
#pragma once
#include <optional>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// y[s] = the sum of the rows i of data where segment_ids[i] is s
/// data [n, ...], segment_ids [n] integers -> y [num_segments, ...], in data's dtype. Numbers
/// outside of [0, num_segments) are dropped, as in JAX; without num_segments it is the largest
/// number + 1, which reads them. `sorted` promises order and changes nothing here. A segment
/// without rows is 0.
/// Throws ShapeError for other segment_ids, DTypeError unless they are integers, ValueError for a
/// negative num_segments.
Tensor segment_sum(const Tensor& data, const Tensor& segment_ids,
                   std::optional<int64_t> num_segments = {}, bool sorted = false);
/// The product; 1 for a segment without rows.
Tensor segment_prod(const Tensor& data, const Tensor& segment_ids,
                    std::optional<int64_t> num_segments = {}, bool sorted = false);
/// The largest, and smallest; NaN wins. Equal ones share the gradient. The lowest (highest) number
/// of the dtype, -inf (inf) of floats, for a segment without rows.
Tensor segment_max(const Tensor& data, const Tensor& segment_ids,
                   std::optional<int64_t> num_segments = {}, bool sorted = false);
Tensor segment_min(const Tensor& data, const Tensor& segment_ids,
                   std::optional<int64_t> num_segments = {}, bool sorted = false);

}  // namespace keratin::ops
