// Positions: where the extreme stands, in which order elements come, which are the largest.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// int32 position of the first largest element, NaN first of all, in the flattened tensor or along
/// an axis. Throws ValueError for an empty one.
Tensor argmax(const Tensor& x, const ArgOptions& options = {});
Tensor argmax(const Tensor& x, int axis, bool keepdims = false);
Tensor argmin(const Tensor& x, const ArgOptions& options = {});
Tensor argmin(const Tensor& x, int axis, bool keepdims = false);

/// int32 positions that sort the axis, ascending and stable, NaN last.
Tensor argsort(const Tensor& x, int axis = -1);
/// The elements of the axis in ascending order.
Tensor sort(const Tensor& x, int axis = -1);

/// The k largest elements of the last axis, largest first, and their int32 positions.
struct TopK {
  Tensor values;
  Tensor indices;
};
/// In descending order also where `sorted` is false, which allows any. Throws ValueError when the
/// last axis holds fewer than k elements.
TopK top_k(const Tensor& x, int64_t k, bool sorted = true);
/// bool [batch]: whether predictions[i, targets[i]] is among the k largest of row i; ties count.
/// predictions [batch, classes], targets [batch] integers.
Tensor in_top_k(const Tensor& targets, const Tensor& predictions, int64_t k);

}  // namespace keratin::ops
