// Convolutions whose windows are read where they lie (window_lines.h), of float32 or bfloat16,
// which is computed in float32. Each must equal the default of backend.h of that name, but for the
// order of the sums.
#pragma once
#include "keratin/backend/cpu/float_runs.h"
#include "keratin/backend/cpu/patches.h"
#include "keratin/backend/cpu/sparse_product.h"

namespace keratin::cpu {

/// y [outputs, units] = the sums of a convolution of one group; `finish` sees each tile of it while
/// it is in the cache. On the pool. The kernel is [places, channels, units]. Units of bfloat16 are
/// at most kMostRoundedUnits.
void line_convolution(const WindowGrid& grid, FloatRuns x, const float* kernel, ResultRuns y,
                      int64_t units, FinishTile finish);
inline constexpr int64_t kMostRoundedUnits = 2048;

/// Whether the gradient by the kernel is better read from lines than from patches.
bool is_line_gradient(const WindowGrid& grid, int64_t groups);
/// How many blocks of outputs the gradient by the kernel is the sum of.
int64_t line_gradient_blocks(const WindowGrid& grid);
/// dkernel [places, channels, units] += the gradient of blocks [begin, end). One thread.
void add_line_gradient(const WindowGrid& grid, FloatRuns x, FloatRuns dy, int64_t units,
                       int64_t begin, int64_t end, float* dkernel);

}  // namespace keratin::cpu
