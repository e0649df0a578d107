// bfloat16_gemm for x86 with AVX512_BF16. Both factors are packed as pairs of neighbours along k,
// which is what the instruction multiplies: a lane of 32 bits holds elements 2l (low half) and
// 2l + 1 of a row of a, or of a column of b.
#include "keratin/backend/cpu/bfloat16_gemm.h"

#if defined(__x86_64__)

// g++ 12 warns of the registers that its own intrinsics leave unset on purpose (GCC bug 105593).
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop

#include <hwy/highway.h>
#include <algorithm>
#include <cstring>

#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/tile_walk_internal.h"
#include "keratin/tensor/half.h"

HWY_PUSH_ATTRIBUTES("avx512f,avx512bw,avx512vl,avx512bf16");
namespace keratin::cpu {
namespace {

constexpr int64_t kLanes = 16;
constexpr int64_t kRows = 8;  // sums of 8 x 2 registers
constexpr int64_t kRegisters = 2;
constexpr int64_t kColumns = kRegisters * kLanes;  // of a panel of b
constexpr int64_t kDepth = 512;                    // rows of b that are packed together; even

__mmask16 first_lanes(int64_t count) {
  return static_cast<__mmask16>((1U << std::clamp<int64_t>(count, 0, kLanes)) - 1U);
}
__mmask32 first_halves(int64_t count) {
  return static_cast<__mmask32>((uint64_t{1} << std::clamp<int64_t>(count, 0, 32)) - 1U);
}

/// Lane i = (x[i], next[i]) for the lanes of the masks, zeros for the others.
__m512i pairs_across(const float* x, __mmask16 lanes, const float* next, __mmask16 next_lanes) {
  // The conversion puts x's elements in front of next's; the permutation interleaves them.
  alignas(64) static constexpr uint16_t order[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                                     21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                                     11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  const __m512bh halves =
      _mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(next_lanes, next), _mm512_maskz_loadu_ps(lanes, x));
  return _mm512_permutexvar_epi16(_mm512_load_si512(order), (__m512i)halves);
}
__m512i pairs_across(const BFloat16* x, __mmask16 lanes, const BFloat16* next,
                     __mmask16 next_lanes) {
  const __m512i low = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(lanes, x));
  const __m512i high = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(next_lanes, next));
  return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

/// Lane i = (x[2 * i], x[2 * i + 1]) for the first `count` elements, zeros for the others.
__m512i pairs_along(const float* x, int64_t count) {
  const __m512 low = _mm512_maskz_loadu_ps(first_lanes(count), x);
  const __m512 high = _mm512_maskz_loadu_ps(first_lanes(count - kLanes), x + kLanes);
  return (__m512i)_mm512_cvtne2ps_pbh(high, low);
}
__m512i pairs_along(const BFloat16* x, int64_t count) {
  return _mm512_maskz_loadu_epi16(first_halves(count), x);
}

/// columns[i] lane j = rows[j] lane i
void transpose(const __m512i (&rows)[16], __m512i (&columns)[16]) {
  __m512i twos[16], fours[16];
  for (int i = 0; i < 16; i += 2) {
    twos[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
    twos[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    fours[i] = _mm512_unpacklo_epi64(twos[i], twos[i + 2]);
    fours[i + 1] = _mm512_unpackhi_epi64(twos[i], twos[i + 2]);
    fours[i + 2] = _mm512_unpacklo_epi64(twos[i + 1], twos[i + 3]);
    fours[i + 3] = _mm512_unpackhi_epi64(twos[i + 1], twos[i + 3]);
  }
  // Quarter q of fours[4 * i + j] is column 4 * q + j of rows 4 * i to 4 * i + 3.
  for (int j = 0; j < 4; ++j) {
    const __m512i first = _mm512_shuffle_i32x4(fours[j], fours[4 + j], 0x44);
    const __m512i second = _mm512_shuffle_i32x4(fours[j], fours[4 + j], 0xee);
    const __m512i third = _mm512_shuffle_i32x4(fours[8 + j], fours[12 + j], 0x44);
    const __m512i fourth = _mm512_shuffle_i32x4(fours[8 + j], fours[12 + j], 0xee);
    columns[j] = _mm512_shuffle_i32x4(first, third, 0x88);
    columns[4 + j] = _mm512_shuffle_i32x4(first, third, 0xdd);
    columns[8 + j] = _mm512_shuffle_i32x4(second, fourth, 0x88);
    columns[12 + j] = _mm512_shuffle_i32x4(second, fourth, 0xdd);
  }
}

/// Pairs of `depth` rows that lie step apart, `lanes` elements of each (at most 16), as rows of
/// to_step lanes, of which the first `stored` are written.
template <class T>
void pack_rows(const T* from, int64_t step, int64_t depth, int64_t lanes, uint32_t* to,
               int64_t to_step, __mmask16 stored) {
  const __mmask16 mask = first_lanes(lanes);
  for (int64_t l = 0; l < depth; l += 2, from += 2 * step, to += to_step) {
    const bool has_next = l + 1 < depth;
    _mm512_mask_storeu_epi32(
        to, stored,
        pairs_across(from, mask, has_next ? from + step : from, has_next ? mask : __mmask16{0}));
  }
}

/// Pairs of `lanes` columns (at most 16), each `depth` elements in a run, which begin step apart.
template <class T>
void pack_columns(const T* from, int64_t step, int64_t depth, int64_t lanes, uint32_t* to,
                  int64_t to_step) {
  for (int64_t l = 0; l < depth; l += 32) {
    __m512i rows[16], columns[16];
    for (int64_t j = 0; j < 16; ++j) {
      rows[j] = j < lanes ? pairs_along(from + j * step + l, depth - l) : _mm512_setzero_si512();
    }
    transpose(rows, columns);
    const int64_t pairs = std::min<int64_t>(16, (depth - l + 1) / 2);
    for (int64_t i = 0; i < pairs; ++i) _mm512_storeu_si512(to + i * to_step, columns[i]);
    to += 16 * to_step;
  }
}

/// b's rows [row, row + depth), columns [column, column + columns) as a panel.
template <class T>
void pack_panel(const RoundedFactor& b, int64_t row, int64_t depth, int64_t column, int64_t columns,
                uint32_t* panel) {
  const T* data = static_cast<const T*>(b.data);
  for (int64_t j = 0; j < columns; j += kLanes) {
    const int64_t lanes = std::min(kLanes, columns - j);
    if (b.is_transposed) {
      pack_columns(data + (column + j) * b.step + row, b.step, depth, lanes, panel + j, kColumns);
    } else {
      pack_rows(data + row * b.step + column + j, b.step, depth, lanes, panel + j, kColumns,
                first_lanes(kLanes));
    }
  }
}

/// b's rows [row, row + depth) as panels.
void pack_b(const RoundedFactor& b, int64_t row, int64_t depth, int64_t n, uint32_t* panels) {
  const auto pack = b.is_bfloat16 ? pack_panel<BFloat16> : pack_panel<float>;
  for (int64_t column = 0; column < n; column += kColumns) {
    pack(b, row, depth, column, std::min(kColumns, n - column), panels + column * kDepth / 2);
  }
}

/// Rows of a for the micro-kernel: the pair (i, l) lies at data + i * row_step + l * pair_step.
struct Rows {
  const BFloat16* data;
  int64_t row_step;
  int64_t pair_step;
};

template <class T>
Rows pack_rows_of(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin, int64_t depth,
                  uint32_t* packed) {
  const T* data = static_cast<const T*>(a.data);
  const auto* result = reinterpret_cast<const BFloat16*>(packed);
  if (a.is_transposed) {
    pack_rows(data + begin * a.step + row, a.step, depth, rows, packed, kRows, first_lanes(kRows));
    return {result, 2, 2 * kRows};
  }
  const T* from = data + row * a.step + begin;
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t l = 0; l < depth; l += 32) {
      _mm512_storeu_si512(packed + (i * kDepth + l) / 2,
                          pairs_along(from + i * a.step + l, depth - l));
    }
  }
  return {result, kDepth, 2};
}

/// a's rows [row, row + rows), elements [begin, begin + depth): where they lie, if they are pairs
/// of bfloat16 already, else packed.
Rows rows_of(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin, int64_t depth,
             uint32_t* packed) {
  if (!a.is_bfloat16) return pack_rows_of<float>(a, row, rows, begin, depth, packed);
  if (a.is_transposed || depth % 2 != 0) {
    return pack_rows_of<BFloat16>(a, row, rows, begin, depth, packed);
  }
  return {static_cast<const BFloat16*>(a.data) + row * a.step + begin, a.step, 2};
}

__m512bh broadcast_pair(const BFloat16* at) {
  int32_t pair;
  std::memcpy(&pair, at, sizeof pair);
  return (__m512bh)_mm512_set1_epi32(pair);
}

/// y [rows, columns] (+)= a . panel, rows <= kRows and columns <= registers * kLanes.
template <int64_t registers, bool adds>
void micro_kernel(const Rows& a, const uint32_t* panel, int64_t pairs, float* y, int64_t y_step,
                  int64_t rows, int64_t columns) {
  const BFloat16* a_rows[kRows];  // rows that are not there repeat the last one
  for (int64_t i = 0; i < kRows; ++i) a_rows[i] = a.data + std::min(i, rows - 1) * a.row_step;
  __m512 sums[kRows][registers];
  for (auto& row : sums) {
    for (__m512& sum : row) sum = _mm512_setzero_ps();
  }
  for (int64_t l = 0; l < pairs; ++l, panel += kColumns) {
    __m512bh b[registers];
    for (int64_t v = 0; v < registers; ++v) b[v] = (__m512bh)_mm512_load_si512(panel + v * kLanes);
    for (int64_t i = 0; i < kRows; ++i) {
      const __m512bh factor = broadcast_pair(a_rows[i] + l * a.pair_step);
      for (int64_t v = 0; v < registers; ++v) {
        sums[i][v] = _mm512_dpbf16_ps(sums[i][v], factor, b[v]);
      }
    }
  }
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t v = 0; v < registers; ++v) {
      float* to = y + i * y_step + v * kLanes;
      const __mmask16 mask = first_lanes(columns - v * kLanes);
      __m512 sum = sums[i][v];
      if (adds) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(mask, to));
      _mm512_mask_storeu_ps(to, mask, sum);
    }
  }
}

/// y [n] (+)= a . b for one row of a and a b that is not transposed, without packing: every element
/// of b is used once. a's pairs lie pair_step apart; b's rows are `depth` from `row` on.
template <class T>
void row_times_matrix(const BFloat16* a, int64_t pair_step, const RoundedFactor& b, int64_t row,
                      int64_t depth, bool adds, float* y, int64_t n) {
  constexpr int64_t registers = 4;
  for (int64_t j = 0; j < n; j += registers * kLanes) {
    __m512 sums[registers];
    __mmask16 masks[registers];
    for (int64_t v = 0; v < registers; ++v) {
      masks[v] = first_lanes(n - j - v * kLanes);
      sums[v] = _mm512_maskz_loadu_ps(adds ? masks[v] : __mmask16{0}, y + j + v * kLanes);
    }
    for (int64_t l = 0; l < depth; l += 2) {
      const T* from = static_cast<const T*>(b.data) + (row + l) * b.step + j;
      const bool has_next = l + 1 < depth;
      const __m512bh factor = broadcast_pair(a + l / 2 * pair_step);
      for (int64_t v = 0; v < registers; ++v, from += kLanes) {
        const __m512i pairs = pairs_across(from, masks[v], has_next ? from + b.step : from,
                                           has_next ? masks[v] : __mmask16{0});
        sums[v] = _mm512_dpbf16_ps(sums[v], factor, (__m512bh)pairs);
      }
    }
    for (int64_t v = 0; v < registers; ++v) {
      _mm512_mask_storeu_ps(y + j + v * kLanes, masks[v], sums[v]);
    }
  }
}

/// One block of rows of y against all panels.
void multiply_rows(const Rows& a, const uint32_t* packed, int64_t pairs, bool adds, float* y,
                   int64_t y_step, int64_t rows, int64_t n) {
  for (int64_t column = 0; column < n; column += kColumns, packed += kColumns * kDepth / 2) {
    const int64_t columns = std::min(kColumns, n - column);
    const auto kernel = columns > kLanes ? (adds ? micro_kernel<2, true> : micro_kernel<2, false>)
                                         : (adds ? micro_kernel<1, true> : micro_kernel<1, false>);
    kernel(a, packed, pairs, y + column, y_step, rows, columns);
  }
}

/// Columns of a as rows of tiles: what pack_rows gives, turned around.
template <class T>
void pack_turned_tiles(const T* from, int64_t step, int64_t depth, int64_t rows, uint32_t* to) {
  for (int64_t l = 0; l < depth; l += kTileDepth, from += kTileDepth * step, to += kTileWords) {
    alignas(64) uint32_t pairs[kTileWords] = {};
    pack_rows(from, step, std::min(kTileDepth, depth - l), rows, pairs, kTileSide,
              first_lanes(kLanes));
    __m512i across[16], along[16];
    for (int64_t i = 0; i < kTileSide; ++i) across[i] = _mm512_load_si512(pairs + i * kTileSide);
    transpose(across, along);
    for (int64_t i = 0; i < kTileSide; ++i) _mm512_storeu_si512(to + i * kTileSide, along[i]);
  }
}

template <class T>
void pack_left_tiles(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin,
                     int64_t depth, uint32_t* to) {
  const T* data = static_cast<const T*>(a.data);
  const int64_t words = (depth + kTileDepth - 1) / kTileDepth * kTileWords;
  for (int64_t top = 0; top < rows; top += kTileSide, to += words) {
    const int64_t some = std::min(kTileSide, rows - top);
    if (a.is_transposed) {
      pack_turned_tiles(data + begin * a.step + row + top, a.step, depth, some, to);
      continue;
    }
    if (some < kTileSide) std::fill_n(to, words, 0U);
    const T* from = data + (row + top) * a.step + begin;
    for (int64_t i = 0; i < some; ++i, from += a.step) {
      for (int64_t l = 0; l < depth; l += kTileDepth) {
        _mm512_storeu_si512(to + l / kTileDepth * kTileWords + i * kTileSide,
                            pairs_along(from + l, depth - l));
      }
    }
  }
}

template <class T>
void pack_right_tiles(const RoundedFactor& b, int64_t row, int64_t depth, int64_t n, uint32_t* to) {
  const T* data = static_cast<const T*>(b.data);
  const int64_t words = (depth + kTileDepth - 1) / kTileDepth * kTileWords;
  const int64_t filled = (depth + 1) / 2 * kTileSide;
  for (int64_t column = 0; column < n; column += kTileSide, to += words) {
    const int64_t lanes = std::min(kTileSide, n - column);
    if (b.is_transposed) {
      pack_columns(data + column * b.step + row, b.step, depth, lanes, to, kTileSide);
    } else {
      pack_rows(data + row * b.step + column, b.step, depth, lanes, to, kTileSide,
                first_lanes(kLanes));
    }
    std::fill(to + filled, to + words, 0U);
  }
}

}  // namespace

void avx512_pack_right_tiles(const RoundedFactor& b, int64_t row, int64_t depth, int64_t n,
                             uint32_t* to) {
  const auto pack = b.is_bfloat16 ? pack_right_tiles<BFloat16> : pack_right_tiles<float>;
  pack(b, row, depth, n, to);
}

void avx512_pack_left_tiles(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin,
                            int64_t depth, uint32_t* to) {
  const auto pack = a.is_bfloat16 ? pack_left_tiles<BFloat16> : pack_left_tiles<float>;
  pack(a, row, rows, begin, depth, to);
}

void avx512_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                 int64_t m, int64_t n, int64_t k, const RowWatch* watch) {
  const bool packs_b = m >= kRows / 2 || b.is_transposed;
  const int64_t blocks = std::max<int64_t>(1, (k + kDepth - 1) / kDepth);
  const int64_t block = std::max<int64_t>(2, ((k + blocks - 1) / blocks + 1) / 2 * 2);
  // On the stack: a thread that joins the pool late has nothing to allocate either.
  alignas(64) uint32_t packed_b[kWidestRoundedTile * kDepth / 2];
  alignas(64) uint32_t packed_a[kRows * kDepth / 2];
  for (int64_t begin = 0; begin == 0 || begin < k; begin += block) {
    const int64_t depth = std::min(block, k - begin);
    if (packs_b) pack_b(b, begin, depth, n, packed_b);
    const bool is_watched = watch && begin + depth >= k;
    for (int64_t i = 0; i < m; i += kRows) {
      const int64_t rows = std::min(kRows, m - i);
      if (is_watched && i == 0) watch->before(0, rows);
      if (is_watched && i + rows < m) watch->before(i + rows, std::min(kRows, m - i - rows));
      const Rows a_rows = rows_of(a, i, rows, begin, depth, packed_a);
      float* to = y + i * y_step;
      if (packs_b) {
        multiply_rows(a_rows, packed_b, (depth + 1) / 2, begin > 0, to, y_step, rows, n);
        if (is_watched) watch->after(i, rows);
        continue;
      }
      const auto multiply = b.is_bfloat16 ? row_times_matrix<BFloat16> : row_times_matrix<float>;
      for (int64_t row = 0; row < rows; ++row) {
        multiply(a_rows.data + row * a_rows.row_step, a_rows.pair_step, b, begin, depth, begin > 0,
                 to + row * y_step, n);
      }
      if (is_watched) watch->after(i, rows);
    }
  }
}

}  // namespace keratin::cpu
HWY_POP_ATTRIBUTES;

#endif
