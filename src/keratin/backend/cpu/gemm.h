// The float32 matrix product of one tile: packed panels and a micro-kernel in registers, after Goto
// and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.
#pragma once
#include <cstdint>

#include "keratin/base/function_ref.h"

namespace keratin::cpu {

/// A matrix in memory: element (i, j) lies at data[i * step + j], or at data[j * step + i] when it
/// is stored transposed.
struct Factor {
  const float* data;
  int64_t step;
  bool is_transposed;
};

/// Where a left factor lies whose rows and columns come in pieces, each of which has steps of its
/// own inside: element (i, l) is the sum of their two offsets from data.
struct PiecedFactor {
  struct Axis {
    int64_t step, piece, piece_step;
    int64_t offset(int64_t i) const { return i / piece * piece_step + i % piece * step; }
  };
  const float* data;
  Axis rows, depth;
};

/// The widest product that gemm takes: what it packs of b lies on the stack.
inline constexpr int64_t kWidestTile = 256;
/// The tallest product that is worth cutting out of a larger one.
inline constexpr int64_t kTallestTile = 512;

/// A right factor that is used again and again, laid out once as gemm reads it.
/// Elements that pack_factor writes for b [k, n].
int64_t packed_size(int64_t k, int64_t n);
void pack_factor(const Factor& b, int64_t k, int64_t n, float* packed);
/// y [m, n] = a [m, k] . b [k, n] for a packed b of any n, or y += that if `adds`.
void gemm_packed(const Factor& a, const float* packed, float* y, int64_t y_step, int64_t m,
                 int64_t n, int64_t k, bool adds = false);
/// A right factor: what pack_factor has written, or, for few rows of y, which are not worth that,
/// the factor itself, whose rows are `step` apart and whose width is a multiple of kWidestRegister.
struct RightPanels {
  const float* data;
  int64_t step = 0;  // 0: packed
};
inline constexpr int64_t kWidestRegister = 16;  // elements
void gemm_pieces(const PiecedFactor& a, const RightPanels& b, float* y, int64_t y_step, int64_t m,
                 int64_t n, int64_t k, bool adds);

/// What becomes of a product's rows: hears of rows [row, row + rows) of y shortly before their last
/// sums begin, and when they are done and in the first cache.
struct RowWatch {
  FunctionRef<void(int64_t row, int64_t rows)> before, after;
};

/// y [m, n] = a [m, k] . b [k, n] for n <= kWidestTile, or y += that if `adds`; y's rows are y_step
/// apart. One thread; safe from several.
void gemm(const Factor& a, const Factor& b, float* y, int64_t y_step, int64_t m, int64_t n,
          int64_t k, bool adds = false, const RowWatch* watch = nullptr);

}  // namespace keratin::cpu
