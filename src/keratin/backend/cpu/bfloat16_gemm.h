// The matrix product of one tile in bfloat16: factors of float32 or bfloat16 elements, which are
// rounded to bfloat16 while they are packed, and sums in float32.
#pragma once
#include <cstdint>

#include "keratin/backend/cpu/gemm.h"
#include "keratin/tensor/half.h"

namespace keratin::cpu {

/// A matrix in memory: element (i, j) is number i * step + j, or number j * step + i when it is
/// stored transposed.
struct RoundedFactor {
  const void* data;  // BFloat16 or float
  int64_t step;
  bool is_transposed;
  bool is_bfloat16;
};

/// The widest product that bfloat16_gemm takes.
inline constexpr int64_t kWidestRoundedTile = 128;

/// Whether the processor multiplies pairs of bfloat16 and adds them up in float32 (AVX512_BF16).
bool has_bfloat16_instruction();

/// y [m, n] = a [m, k] . b [k, n] for n <= kWidestRoundedTile; y's rows are y_step apart. One
/// thread; safe from several. With the processor's tiles (bfloat16_tiles.h) or its instruction for
/// pairs, which take denormals for zero, or as widened_gemm.
void bfloat16_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                   int64_t m, int64_t n, int64_t k, const RowWatch* watch = nullptr);

/// The way through the instruction, for x86 alone and only where the processor has it.
void avx512_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                 int64_t m, int64_t n, int64_t k, const RowWatch* watch = nullptr);
/// Its packing for tiles (tile_walk_internal.h): b's rows [row, row + depth), and a's rows [row,
/// row
/// + rows), at most 32, of their elements [begin, begin + depth).
void avx512_pack_right_tiles(const RoundedFactor& b, int64_t row, int64_t depth, int64_t n,
                             uint32_t* to);
void avx512_pack_left_tiles(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin,
                            int64_t depth, uint32_t* to);

/// The way of any other processor: the rounded elements as float32, multiplied by gemm. Equal to
/// the other but for the order of the sums.
void widened_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                  int64_t m, int64_t n, int64_t k, const RowWatch* watch = nullptr);

}  // namespace keratin::cpu
