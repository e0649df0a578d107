// b is packed into panels as wide as the micro-kernel, so that it reads them in order; a is read
// where it lies, one broadcast element at a time. Must equal ReferenceBackend::matmul but for the
// order of the sums.
#include "keratin/backend/cpu/gemm.h"

#include <algorithm>

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/gemm.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

#include "keratin/backend/cpu/gemm_panels_inl.h"

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Sums of 12 x 2 registers where there are 32, of 6 x 2 where there are 16: each element of a is
// read for two multiplications, each of b for as many as there are rows.
constexpr bool kHasManyRegisters = kLanes >= 16;
constexpr int64_t kRows = kHasManyRegisters ? 12 : 6;
constexpr int64_t kFewRows =
    kHasManyRegisters ? 4 : 3;                  // for fewer than these packing does not pay
constexpr int64_t kLeftRows = 2 * kRows;        // of a that are packed together
constexpr int64_t kPacked = kWidestTile * 256;  // elements of b that are packed together
constexpr int64_t kDeepest = 1024;              // rows of b among them, at most
constexpr int64_t kLeftStep = kDeepest + 16;    // between rows of a that are copied

/// The left factor's rows as the micro-kernel reads them: element (i, l) lies l further on than
/// data + i * row_step, or than listed[i] where rows are listed; `piece` columns are depth_step
/// apart each, and then comes the next piece.
struct LeftRows {
  const float* data;
  const float* const* listed;
  int64_t row_step, depth_step, piece, piece_step;

  HWY_INLINE const float* row(int64_t i) const { return listed ? listed[i] : data + i * row_step; }
};

HWY_INLINE LeftRows WholeRows(const float* data, int64_t row_step, int64_t depth_step,
                              int64_t depth) {
  return {data, nullptr, row_step, depth_step, depth, 0};
}
HWY_INLINE LeftRows RowsFrom(LeftRows a, int64_t row) {
  a.data += row * a.row_step;
  return a;
}

/// Rows [row, row + kLeftRows) of m and columns [begin, begin + depth) of a: where they lie, or in
/// `packed` when they lie so that they would fall on the same few lines of the cache.
HWY_INLINE LeftRows LeftRowsOf(const Factor& a, int64_t row, int64_t m, int64_t begin,
                               int64_t depth, int64_t n, float* packed) {
  const int64_t rows = std::min(kLeftRows, m - row);
  if (!a.is_transposed) {
    const float* from_row = a.data + row * a.step + begin;
    constexpr int64_t page = 1024;  // elements
    if (n < 2 * kColumns || a.step % page != 0) return WholeRows(from_row, a.step, 1, depth);
    for (int64_t i = 0; i < rows; ++i) {
      const float* from = from_row + i * a.step;
      std::copy_n(from, depth, packed + i * kLeftStep);
      constexpr int64_t line = 16;  // the rows after these, into the second cache
      for (int64_t l = 0; l < depth && row + i + kLeftRows < m; l += line) {
        __builtin_prefetch(from + kLeftRows * a.step + l, 0, 2);
      }
    }
    return WholeRows(packed, kLeftStep, 1, depth);
  }
  const float* from = a.data + begin * a.step + row;
  if (n < 2 * kColumns || rows < kLeftRows) return WholeRows(from, 1, a.step, depth);
  for (int64_t l = 0; l < depth; ++l) {
    for (int64_t i = 0; i < kLeftRows; ++i) packed[l * kLeftRows + i] = from[l * a.step + i];
  }
  return WholeRows(packed, 1, kLeftRows, depth);
}

/// Where the micro-kernel finds its column of a: a pointer for three rows at a time, because one
/// for each of twelve would not fit in the processor's registers beside the loop's own.
template <int64_t height>
struct WholeColumn {
  const float* rows[(height + 2) / 3];
  int64_t row_step;

  WholeColumn(const LeftRows& a, int64_t) : row_step(a.row_step) {
    for (int64_t i = 0; i < height; i += 3) rows[i / 3] = a.data + i * row_step;
  }
  HWY_INLINE float operator[](int64_t i) const { return rows[i / 3][i % 3 * row_step]; }
  HWY_INLINE void advance(int64_t step) {
    for (const float*& row : rows) row += step;
  }
};

/// The same with rows that are listed, or with less than `height`: those that are not there repeat
/// the last one.
template <int64_t height>
struct ShortColumn {
  const float* rows[height];
  int64_t at = 0;

  ShortColumn(const LeftRows& a, int64_t count) {
    for (int64_t i = 0; i < height; ++i) rows[i] = a.row(std::min(i, count - 1));
  }
  HWY_INLINE float operator[](int64_t i) const { return rows[i][at]; }
  HWY_INLINE void advance(int64_t step) { at += step; }
};

/// Panels of a right factor, kColumns wide each: between the rows of one, and between two of them.
struct Panels {
  const float* data;
  int64_t row_step, panel_step;
};
HWY_INLINE Panels PackedPanels(const float* packed, int64_t depth) {
  return {packed, kColumns, kColumns * depth};
}

/// y [rows, columns] (+)= a . panel, rows <= height and columns <= registers * kLanes.
template <template <int64_t> class Column, int64_t height, int64_t registers, bool adds>
void MicroKernel(const LeftRows& a, const float* panel, int64_t panel_row, int64_t depth, float* y,
                 int64_t y_step, int64_t rows, int64_t columns) {
  const D d;
  Column<height> column(a, rows);
  const int64_t depth_step = a.depth_step, to_next_piece = a.piece_step - a.piece * depth_step;
  V sums[height][registers];
  for (auto& row : sums) {
    for (V& sum : row) sum = hn::Zero(d);
  }
  for (int64_t piece; depth > 0; depth -= piece, column.advance(to_next_piece)) {
    piece = std::min(depth, a.piece);
    for (int64_t l = 0; l < piece; ++l, panel += panel_row) {
      V b[registers];
      for (int64_t v = 0; v < registers; ++v) b[v] = hn::LoadU(d, panel + v * kLanes);
      for (int64_t i = 0; i < height; ++i) {
        const V factor = hn::Set(d, column[i]);
        for (int64_t v = 0; v < registers; ++v) sums[i][v] = hn::MulAdd(factor, b[v], sums[i][v]);
      }
      column.advance(depth_step);
    }
  }
  // Bounds that the compiler knows keep the sums in their registers.
  if (rows == height && columns == registers * kLanes) {
    for (int64_t i = 0; i < height; ++i) {
      for (int64_t v = 0; v < registers; ++v) {
        float* to = y + i * y_step + v * kLanes;
        hn::StoreU(adds ? hn::Add(sums[i][v], hn::LoadU(d, to)) : sums[i][v], d, to);
      }
    }
    return;
  }
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t v = 0; v * kLanes < columns; ++v) {
      float* to = y + i * y_step + v * kLanes;
      const auto left = static_cast<size_t>(std::min(columns - v * kLanes, kLanes));
      const auto mask = hn::FirstN(d, left);
      V sum = sums[i][v];
      if (adds) sum = hn::Add(sum, hn::MaskedLoad(mask, d, to));
      hn::BlendedStore(sum, mask, d, to);
    }
  }
}

/// y [n] (+)= a [k] . b for a b that is not transposed, without packing: every element of b is used
/// once. a's elements lie step apart.
void RowTimesMatrix(const float* a, int64_t step, const Factor& b, bool adds, float* y, int64_t n,
                    int64_t k) {
  const D d;
  constexpr int64_t registers = 4;
  for (int64_t j = 0; j < n; j += registers * kLanes) {
    V sums[registers];
    hn::Mask<D> masks[registers];
    for (int64_t v = 0; v < registers; ++v) {
      masks[v] =
          hn::FirstN(d, static_cast<size_t>(std::clamp<int64_t>(n - j - v * kLanes, 0, kLanes)));
      sums[v] = adds ? hn::MaskedLoad(masks[v], d, y + j + v * kLanes) : hn::Zero(d);
    }
    for (int64_t l = 0; l < k; ++l) {
      const V factor = hn::Set(d, a[l * step]);
      const float* from = b.data + l * b.step + j;
      for (int64_t v = 0; v < registers; ++v) {
        sums[v] = hn::MulAdd(factor, hn::MaskedLoad(masks[v], d, from + v * kLanes), sums[v]);
      }
    }
    for (int64_t v = 0; v < registers; ++v) {
      hn::BlendedStore(sums[v], masks[v], d, y + j + v * kLanes);
    }
  }
}

/// The kernel for so many rows: what is left below the last whole block is not computed twelve
/// high.
template <int64_t registers, bool adds>
HWY_INLINE auto KernelFor(int64_t rows, bool is_listed) {
  if (rows == kRows && !is_listed) return MicroKernel<WholeColumn, kRows, registers, adds>;
  if constexpr (kHasManyRegisters) {
    if (rows <= 4) return MicroKernel<ShortColumn, 4, registers, adds>;
    if (rows <= 8) return MicroKernel<ShortColumn, 8, registers, adds>;
  }
  return MicroKernel<ShortColumn, kRows, registers, adds>;
}

/// One block of rows of y against all panels.
void MultiplyRows(const LeftRows& a, const Panels& b, int64_t depth, bool adds, float* y,
                  int64_t y_step, int64_t rows, int64_t n) {
  const float* panel = b.data;
  for (int64_t column = 0; column < n; column += kColumns, panel += b.panel_step) {
    const int64_t columns = std::min(kColumns, n - column);
    const bool listed = a.listed != nullptr;
    const auto kernel =
        columns > kLanes
            ? (adds ? KernelFor<2, true>(rows, listed) : KernelFor<2, false>(rows, listed))
            : (adds ? KernelFor<1, true>(rows, listed) : KernelFor<1, false>(rows, listed));
    kernel(a, panel, b.row_step, depth, y + column, y_step, rows, columns);
  }
}

/// Rows [begin, end) of y, of m in all, against all panels.
void MultiplyBlock(const LeftRows& a, const Panels& b, int64_t depth, bool adds, float* y,
                   int64_t y_step, int64_t begin, int64_t end, int64_t m, int64_t n,
                   const RowWatch* watch) {
  for (int64_t i = begin; i < end; i += kRows) {
    const int64_t rows = std::min(kRows, end - i);
    if (watch && i + rows < m) watch->before(i + rows, std::min(kRows, m - i - rows));
    MultiplyRows(RowsFrom(a, i - begin), b, depth, adds, y + i * y_step, y_step, rows, n);
    if (watch) watch->after(i, rows);
  }
}

void Gemm(const Factor& a, const Factor& b, float* y, int64_t y_step, int64_t m, int64_t n,
          int64_t k, bool adds, const RowWatch* watch) {
  const int64_t row_step = a.is_transposed ? 1 : a.step, depth_step = a.is_transposed ? a.step : 1;
  if (m < kFewRows && !b.is_transposed) {
    if (watch) watch->before(0, m);
    for (int64_t i = 0; i < m; ++i) {
      RowTimesMatrix(a.data + i * row_step, depth_step, b, adds, y + i * y_step, n, k);
    }
    if (watch) watch->after(0, m);
    return;
  }
  const int64_t deepest = std::min(kDeepest, kPacked / ((n + kColumns - 1) / kColumns * kColumns));
  const int64_t blocks = (k + deepest - 1) / deepest;
  const int64_t depth = (k + blocks - 1) / blocks;
  // On the stack: a thread that joins the pool late has nothing to allocate either.
  HWY_ALIGN float packed[kPacked + kColumns * kDeepest];
  HWY_ALIGN float left[kLeftRows * kLeftStep];
  for (int64_t begin = 0; begin < k; begin += depth) {
    const int64_t part = std::min(depth, k - begin);
    PackPanels(b, begin, part, n, packed);
    const RowWatch* last_watch = begin + part == k ? watch : nullptr;
    if (last_watch) last_watch->before(0, std::min(kRows, m));
    for (int64_t i = 0; i < m; i += kLeftRows) {
      const int64_t rows = std::min(kLeftRows, m - i);
      const LeftRows a_rows = LeftRowsOf(a, i, m, begin, part, n, left);
      MultiplyBlock(a_rows, PackedPanels(packed, part), part, adds || begin > 0, y, y_step, i,
                    i + rows, m, n, last_watch);
    }
  }
}

int64_t PackedSize(int64_t k, int64_t n) { return (n + kColumns - 1) / kColumns * kColumns * k; }

void PackFactor(const Factor& b, int64_t k, int64_t n, float* packed) {
  for (int64_t column = 0; column < n; column += kColumns, packed += kColumns * k) {
    PackPanel(b, 0, k, column, std::min(kColumns, n - column), packed);
  }
}

/// How many rows the kernels compute for so many.
int64_t ComputedRows(int64_t rows) {
  const int64_t left = rows % kRows, whole = rows - left;
  if (kHasManyRegisters && left <= 8) return whole + (left + 3) / 4 * 4;
  return whole + (left > 0 ? kRows : 0);
}

/// Pieces of rows go one by one where they fill the micro-kernel well enough; else a block takes
/// rows from several of them, each with a pointer of its own.
void GemmPieces(const PiecedFactor& a, const RightPanels& b, float* y, int64_t y_step, int64_t m,
                int64_t n, int64_t k, bool adds) {
  const auto& [data, rows, depth] = a;
  const Panels panels = b.step == 0 ? PackedPanels(b.data, k) : Panels{b.data, b.step, kColumns};
  LeftRows left = {data, nullptr, rows.step, depth.step, depth.piece, depth.piece_step};
  const int64_t piece = std::min(rows.piece, m);
  constexpr int64_t dearer = 8;  // a list of pointers costs an eighth of the time
  const int64_t one_by_one = m / std::max<int64_t>(1, piece) * ComputedRows(piece);
  if (one_by_one * dearer <= ComputedRows(m) * (dearer + 1)) {
    for (int64_t begin = 0; begin < m; begin += piece) {
      left.data = data + rows.offset(begin);
      MultiplyBlock(left, panels, k, adds, y + begin * y_step, y_step, 0,
                    std::min(piece, m - begin), m, n, nullptr);
    }
    return;
  }
  const float* listed[kRows];
  left.listed = listed;
  for (int64_t i = 0; i < m; i += kRows) {
    const int64_t some = std::min(kRows, m - i);
    for (int64_t j = 0; j < some; ++j) listed[j] = data + rows.offset(i + j);
    MultiplyRows(left, panels, k, adds, y + i * y_step, y_step, some, n);
  }
}

void GemmPacked(const Factor& a, const float* packed, float* y, int64_t y_step, int64_t m,
                int64_t n, int64_t k, bool adds) {
  const LeftRows rows =
      a.is_transposed ? WholeRows(a.data, 1, a.step, k) : WholeRows(a.data, a.step, 1, k);
  MultiplyBlock(rows, PackedPanels(packed, k), k, adds, y, y_step, 0, m, m, n, nullptr);
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(Gemm);
HWY_EXPORT(PackedSize);
HWY_EXPORT(PackFactor);
HWY_EXPORT(GemmPacked);
HWY_EXPORT(GemmPieces);

void gemm(const Factor& a, const Factor& b, float* y, int64_t y_step, int64_t m, int64_t n,
          int64_t k, bool adds, const RowWatch* watch) {
  HWY_DYNAMIC_DISPATCH(Gemm)(a, b, y, y_step, m, n, k, adds, watch);
}

int64_t packed_size(int64_t k, int64_t n) { return HWY_DYNAMIC_DISPATCH(PackedSize)(k, n); }

void pack_factor(const Factor& b, int64_t k, int64_t n, float* packed) {
  HWY_DYNAMIC_DISPATCH(PackFactor)(b, k, n, packed);
}

void gemm_packed(const Factor& a, const float* packed, float* y, int64_t y_step, int64_t m,
                 int64_t n, int64_t k, bool adds) {
  HWY_DYNAMIC_DISPATCH(GemmPacked)(a, packed, y, y_step, m, n, k, adds);
}

void gemm_pieces(const PiecedFactor& a, const RightPanels& b, float* y, int64_t y_step, int64_t m,
                 int64_t n, int64_t k, bool adds) {
  HWY_DYNAMIC_DISPATCH(GemmPieces)(a, b, y, y_step, m, n, k, adds);
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
