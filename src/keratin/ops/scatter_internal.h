// Rows written at positions that somebody has checked already.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// x [rows, length] with y [count, length] in the rows `at` (int64 [count], each in [0, rows)): of
/// equal ones the last one stays, and it alone has a gradient.
Tensor rows_written(const char* name, const Tensor& x, const Tensor& at, const Tensor& y);
/// x with y added to those rows, in their order.
Tensor rows_added(const char* name, const Tensor& x, const Tensor& at, const Tensor& y);

}  // namespace keratin::ops
