// Elements at positions that somebody has checked already.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Slices of x along `axis` at int32 or int64 indices, each of which is in [0, length); `name` is
/// that of the operation on the tape.
Tensor taken(const char* name, const Tensor& x, const Tensor& indices, int axis);

}  // namespace keratin::ops
