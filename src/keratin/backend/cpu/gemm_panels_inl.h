// The right factor of a product as panels, which the micro-kernel of gemm.cpp reads in order.
// Included once for each kind of register (Highway's foreach_target).
#if defined(KERATIN_GEMM_PANELS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef KERATIN_GEMM_PANELS_INL
#undef KERATIN_GEMM_PANELS_INL
#else
#define KERATIN_GEMM_PANELS_INL
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "keratin/backend/cpu/gemm.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

constexpr int64_t kLanes = HWY_LANES(float);
constexpr int64_t kRegisters = 2;
constexpr int64_t kColumns = kRegisters * kLanes;  // of a panel

/// Four rows of four elements, from_step apart, as four columns, to_step apart.
HWY_INLINE void Transpose4x4(const float* from, int64_t from_step, float* to, int64_t to_step) {
#if HWY_TARGET == HWY_SCALAR
  for (int64_t i = 0; i < 16; ++i) to[i / 4 * to_step + i % 4] = from[i % 4 * from_step + i / 4];
#else
  const hn::FixedTag<float, 4> d;
  const hn::RepartitionToWide<decltype(d)> dw;
  const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + from_step);
  const auto c = hn::LoadU(d, from + 2 * from_step), e = hn::LoadU(d, from + 3 * from_step);
  const auto ab_low = hn::BitCast(dw, hn::InterleaveLower(d, a, b));
  const auto ab_high = hn::BitCast(dw, hn::InterleaveUpper(d, a, b));
  const auto ce_low = hn::BitCast(dw, hn::InterleaveLower(d, c, e));
  const auto ce_high = hn::BitCast(dw, hn::InterleaveUpper(d, c, e));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(dw, ab_low, ce_low)), d, to);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(dw, ab_low, ce_low)), d, to + to_step);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(dw, ab_high, ce_high)), d, to + 2 * to_step);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(dw, ab_high, ce_high)), d, to + 3 * to_step);
#endif
}

/// PackPanel for rows that lie where b's columns should: element (l, j) at from[j * step + l].
HWY_INLINE void PackTransposed(const float* from, int64_t step, int64_t depth, int64_t columns,
                               float* panel) {
  int64_t j = 0;
  for (; j + 4 <= columns; j += 4) {
    int64_t l = 0;
    for (; l + 4 <= depth; l += 4) {
      Transpose4x4(from + j * step + l, step, panel + l * kColumns + j, kColumns);
    }
    for (; l < depth; ++l) {
      for (int64_t i = j; i < j + 4; ++i) panel[l * kColumns + i] = from[i * step + l];
    }
  }
  for (; j < kColumns; ++j) {
    for (int64_t l = 0; l < depth; ++l) {
      panel[l * kColumns + j] = j < columns ? from[j * step + l] : 0.0F;
    }
  }
}

/// Columns [column, column + columns) of b's rows [row, row + depth) as a panel [depth, kColumns],
/// with zeros behind the last column.
HWY_INLINE void PackPanel(const Factor& b, int64_t row, int64_t depth, int64_t column,
                          int64_t columns, float* panel) {
  const D d;
  if (b.is_transposed) {
    PackTransposed(b.data + column * b.step + row, b.step, depth, columns, panel);
    return;
  }
  const float* from = b.data + row * b.step + column;
  if (columns == kColumns) {
    for (int64_t l = 0; l < depth; ++l, from += b.step, panel += kColumns) {
      for (int64_t v = 0; v < kRegisters; ++v) {
        hn::Store(hn::LoadU(d, from + v * kLanes), d, panel + v * kLanes);
      }
    }
    return;
  }
  for (int64_t l = 0; l < depth; ++l, from += b.step, panel += kColumns) {
    std::copy_n(from, columns, panel);
    std::fill(panel + columns, panel + kColumns, 0.0F);
  }
}

/// All panels of b's rows [row, row + depth) and columns [0, n).
void PackPanels(const Factor& b, int64_t row, int64_t depth, int64_t n, float* packed) {
  const D d;
  int64_t column = 0;
  if (!b.is_transposed) {
    column = n / kColumns * kColumns;
    for (int64_t l = 0; l < depth; ++l) {
      const float* from = b.data + (row + l) * b.step;
      // The processor does not guess rows that lie pages apart.
      constexpr int64_t ahead = 8, line = 16;
      for (int64_t j = 0; l + ahead < depth && j < n; j += line) {
        __builtin_prefetch(from + ahead * b.step + j);
      }
      for (int64_t j = 0; j < column; j += kLanes) {
        const int64_t panel = j / kColumns * kColumns;
        hn::Store(hn::LoadU(d, from + j), d, packed + panel * depth + l * kColumns + (j - panel));
      }
    }
  }
  for (; column < n; column += kColumns) {
    PackPanel(b, row, depth, column, std::min(kColumns, n - column), packed + column * depth);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#endif  // once for each kind of register
