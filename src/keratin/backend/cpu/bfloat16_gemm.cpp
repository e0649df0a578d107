// Which way a bfloat16 product goes, and the way that needs no instruction of its own: blocks of
// the factors are widened to float32 and multiplied by gemm.
#include "keratin/backend/cpu/bfloat16_gemm.h"

#include <algorithm>

#include "keratin/backend/cpu/bfloat16_tiles.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/bfloat16_gemm.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {

// These loops are for the compiler to vectorise, with the registers of the target.

/// `count` runs of `length` elements, step apart, rounded to bfloat16, as float32 to_step apart.
void WidenFloats(const float* from, int64_t step, int64_t count, int64_t length, float* to,
                 int64_t to_step) {
  for (int64_t i = 0; i < count; ++i, from += step, to += to_step) {
    for (int64_t j = 0; j < length; ++j) to[j] = static_cast<float>(BFloat16(from[j]));
  }
}

void WidenHalves(const BFloat16* from, int64_t step, int64_t count, int64_t length, float* to,
                 int64_t to_step) {
  for (int64_t i = 0; i < count; ++i, from += step, to += to_step) {
    for (int64_t j = 0; j < length; ++j) to[j] = static_cast<float>(from[j]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {
namespace {

HWY_EXPORT(WidenFloats);
HWY_EXPORT(WidenHalves);

constexpr int64_t kBlock = 128;
static_assert(kBlock >= kWidestRoundedTile);

/// x's rows from `row` on and columns from `column` on, widened into `to`, [kBlock, kBlock].
Factor widened(const RoundedFactor& x, int64_t row, int64_t column, int64_t rows, int64_t columns,
               float* to) {
  if (x.is_transposed) std::swap(row, column), std::swap(rows, columns);
  const int64_t at = row * x.step + column;
  if (x.is_bfloat16) {
    HWY_DYNAMIC_DISPATCH(WidenHalves)
    (static_cast<const BFloat16*>(x.data) + at, x.step, rows, columns, to, kBlock);
  } else {
    HWY_DYNAMIC_DISPATCH(WidenFloats)
    (static_cast<const float*>(x.data) + at, x.step, rows, columns, to, kBlock);
  }
  return {to, kBlock, x.is_transposed};
}

}  // namespace

void widened_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                  int64_t m, int64_t n, int64_t k, const RowWatch* watch) {
  // On the stack: a thread that joins the pool late has nothing to allocate either.
  alignas(64) float left[kBlock * kBlock], right[kBlock * kBlock];
  for (int64_t i = 0; k == 0 && i < m; ++i) std::fill_n(y + i * y_step, n, 0.0F);
  for (int64_t l = 0; l < k; l += kBlock) {
    const int64_t depth = std::min(kBlock, k - l);
    const Factor b_block = widened(b, l, 0, depth, n, right);
    for (int64_t i = 0; i < m; i += kBlock) {
      const int64_t rows = std::min(kBlock, m - i);
      const Factor a_block = widened(a, i, l, rows, depth, left);
      const auto before = [&](int64_t row, int64_t count) { watch->before(i + row, count); };
      const auto after = [&](int64_t row, int64_t count) { watch->after(i + row, count); };
      const RowWatch moved{before, after};
      gemm(a_block, b_block, y + i * y_step, y_step, rows, n, depth, l > 0,
           watch && l + depth == k ? &moved : nullptr);
    }
  }
}

bool has_bfloat16_instruction() {
#if defined(__x86_64__)
  static const bool has_it = __builtin_cpu_supports("avx512bf16") &&
                             __builtin_cpu_supports("avx512bw") &&
                             __builtin_cpu_supports("avx512vl");
  return has_it;
#else
  return false;
#endif
}

void bfloat16_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                   int64_t m, int64_t n, int64_t k, const RowWatch* watch) {
  // Fewer rows leave most of a tile idle.
  constexpr int64_t least_rows = 8;
  if (m >= least_rows && has_tile_instructions()) return tile_gemm(a, b, y, y_step, m, n, k, watch);
#if defined(__x86_64__)
  if (has_bfloat16_instruction()) return avx512_gemm(a, b, y, y_step, m, n, k, watch);
#endif
  widened_gemm(a, b, y, y_step, m, n, k, watch);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
