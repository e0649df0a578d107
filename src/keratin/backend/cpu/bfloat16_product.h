// Products of whole matrices of which one at least is bfloat16: in tiles on the pool.
#pragma once
#include <cstdint>

#include "keratin/base/function_ref.h"
#include "keratin/tensor/view.h"

namespace keratin::cpu {

/// Whether bfloat16_product can compute y = a . b: two axes, a factor of bfloat16 and the other of
/// it or float32, row by row or column by column in memory, y of bfloat16 or float32.
bool is_bfloat16_product(const ConstView& a, const ConstView& b, const View& y);

/// Sees the float32 sums of a tile, whose rows are step apart, while they are in the cache.
using FinishSums =
    FunctionRef<void(float* sums, int64_t step, int64_t column, int64_t rows, int64_t columns)>;

/// y = a . b as Backend::matmul says; what `finish` leaves of the sums is rounded to y's dtype. Cut
/// by shape alone, so that results do not depend on the number of threads.
void bfloat16_product(const ConstView& a, const ConstView& b, const View& y, FinishSums finish);

}  // namespace keratin::cpu
