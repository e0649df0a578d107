// How a bfloat16 product is cut into tiles. A tile of sums has 16 x 16 float32; one of a left
// factor 16 rows of 32 elements; one of a right factor 16 rows, each the pairs (2l, 2l + 1) of 16
// columns: 16 words of 32 bits a row in each of them. Four tiles of sums are added up together,
// from two of each factor.
#pragma once
#include <algorithm>
#include <cstdint>

#include "keratin/backend/cpu/bfloat16_gemm.h"

namespace keratin::cpu {

inline constexpr int64_t kTileSide = 16;              // rows of a tile, and words of a row
inline constexpr int64_t kTileWords = 256;            // of a tile
inline constexpr int64_t kTileDepth = 2 * kTileSide;  // elements of a left factor's row
inline constexpr int64_t kTilesDeep = 16;             // that are packed together

/// Where the packed tiles of both factors lie: those of one row, or column, one behind the other,
/// `steps` of them.
struct PackedTiles {
  const uint32_t *left, *right;
  int64_t steps;
};

/// y [rows, columns] (+)= left . right, rows and columns at most 2 * kTileSide. Rounded up to whole
/// tiles, which a room of their own holds where y ends before.
template <class Tiles>
void multiply_tiles(Tiles& tiles, const PackedTiles& packed, bool adds, float* y, int64_t y_step,
                    int64_t rows, int64_t columns) {
  constexpr int64_t side = 2 * kTileSide;
  const bool is_tall = rows > kTileSide, is_wide = columns > kTileSide;
  const auto multiply = is_tall ? (is_wide ? &Tiles::template multiply<true, true>
                                           : &Tiles::template multiply<true, false>)
                                : (is_wide ? &Tiles::template multiply<false, true>
                                           : &Tiles::template multiply<false, false>);
  if (rows % kTileSide == 0 && columns % kTileSide == 0) {
    return (tiles.*multiply)(packed, adds, y, y_step);
  }
  alignas(64) float room[side * side] = {};
  for (int64_t i = 0; adds && i < rows; ++i) {
    std::copy_n(y + i * y_step, columns, room + i * side);
  }
  (tiles.*multiply)(packed, adds, room, side);
  for (int64_t i = 0; i < rows; ++i) std::copy_n(room + i * side, columns, y + i * y_step);
}

/// y [m, n] = a [m, k] . b [k, n] for n <= kWidestRoundedTile, as bfloat16_gemm says. `Tiles` packs
/// both factors and multiplies; it lives as long as the walk.
template <class Tiles>
void walk_tiles(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step, int64_t m,
                int64_t n, int64_t k, const RowWatch* watch) {
  constexpr int64_t block = kTilesDeep * kTileDepth, side = 2 * kTileSide;
  // On the stack: a thread that joins the pool late has nothing to allocate either.
  alignas(64) uint32_t right[kWidestRoundedTile / kTileSide * kTilesDeep * kTileWords];
  alignas(64) uint32_t left[2 * kTilesDeep * kTileWords];
  Tiles tiles;
  for (int64_t begin = 0; begin == 0 || begin < k; begin += block) {
    const int64_t depth = std::min(block, k - begin);
    const int64_t steps = (depth + kTileDepth - 1) / kTileDepth;
    Tiles::pack_right(b, begin, depth, n, right);
    const bool is_watched = watch && begin + depth >= k;
    for (int64_t i = 0; i < m; i += side) {
      const int64_t rows = std::min(side, m - i);
      if (is_watched && i == 0) watch->before(0, rows);
      if (is_watched && i + rows < m) watch->before(i + rows, std::min(side, m - i - rows));
      Tiles::pack_left(a, i, rows, begin, depth, left);
      for (int64_t j = 0; j < n; j += side) {
        multiply_tiles(tiles, {left, right + j / kTileSide * steps * kTileWords, steps}, begin > 0,
                       y + i * y_step + j, y_step, rows, std::min(side, n - j));
      }
      if (is_watched) watch->after(i, rows);
    }
  }
}

}  // namespace keratin::cpu
