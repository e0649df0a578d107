// bfloat16 products in tiles of 16 x 16 sums, as the matrix extension of x86 (AMX) multiplies them.
// One walk over the tiles serves the processor's instructions and plain C++, which is their oracle.
#pragma once
#include <cstdint>

#include "keratin/backend/cpu/bfloat16_gemm.h"

namespace keratin::cpu {

/// Whether tile_gemm may be called: the processor has AMX-BF16, the system lets this process use
/// it, and a small product agreed with that of plain_tile_gemm. Asked once.
bool has_tile_instructions();

/// bfloat16_gemm by tiles. The bits depend on the shapes and the factors alone. Denormals count as
/// zero.
void tile_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step, int64_t m,
               int64_t n, int64_t k, const RowWatch* watch = nullptr);

/// The same walk in plain C++, with the instruction's order of additions: slow, for any processor.
void plain_tile_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                     int64_t m, int64_t n, int64_t k, const RowWatch* watch = nullptr);

/// Whether `gemm` agrees with plain_tile_gemm on a small product of each way that factors may lie,
/// within what another order of additions gives.
bool agrees_with_plain_tiles(void (*gemm)(const RoundedFactor& a, const RoundedFactor& b, float* y,
                                          int64_t y_step, int64_t m, int64_t n, int64_t k,
                                          const RowWatch* watch));

}  // namespace keratin::cpu
