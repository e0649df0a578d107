// The tiles of tile_walk_internal.h in plain C++, rounded as the instruction rounds: what the
// processor's must equal.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "keratin/backend/cpu/tile_walk_internal.h"

namespace keratin::cpu {

/// Tiles as arrays.
class PlainTiles {
 public:
  static void pack_right(const RoundedFactor& b, int64_t row, int64_t depth, int64_t n,
                         uint32_t* to) {
    const int64_t pairs = (depth + kTileDepth - 1) / kTileDepth * kTileSide;
    const auto at = [&](int64_t l, int64_t j) {
      return l < depth && j < n ? rounded_at(b, row + l, j) : BFloat16();
    };
    for (int64_t column = 0; column < n; column += kTileSide) {
      for (int64_t pair = 0; pair < pairs; ++pair) {
        for (int64_t j = column; j < column + kTileSide; ++j) {
          *to++ = pair_of(at(2 * pair, j), at(2 * pair + 1, j));
        }
      }
    }
  }

  static void pack_left(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin,
                        int64_t depth, uint32_t* to) {
    const auto at = [&](int64_t i, int64_t l) {
      return i < rows && l < depth ? rounded_at(a, row + i, begin + l) : BFloat16();
    };
    for (int64_t top = 0; top < rows; top += kTileSide) {
      for (int64_t l = 0; l < depth; l += kTileDepth) {
        for (int64_t word = 0; word < kTileWords; ++word) {
          const int64_t i = top + word / kTileSide, at_l = l + 2 * (word % kTileSide);
          *to++ = pair_of(at(i, at_l), at(i, at_l + 1));
        }
      }
    }
  }

  template <bool is_tall, bool is_wide>
  void multiply(const PackedTiles& packed, bool adds, float* y, int64_t y_step) {
    for (int64_t row = 0; row <= (is_tall ? 1 : 0); ++row) {
      for (int64_t column = 0; column <= (is_wide ? 1 : 0); ++column) {
        float* to = y + row * kTileSide * y_step + column * kTileSide;
        for (int64_t i = 0; !adds && i < kTileSide; ++i)
          std::fill_n(to + i * y_step, kTileSide, 0.0F);
        for (int64_t step = 0; step < packed.steps; ++step) {
          dot(packed.left + (row * packed.steps + step) * kTileWords,
              packed.right + (column * packed.steps + step) * kTileWords, to, y_step);
        }
      }
    }
  }

 private:
  /// Element (i, j), rounded.
  static BFloat16 rounded_at(const RoundedFactor& x, int64_t i, int64_t j) {
    const int64_t at = x.is_transposed ? j * x.step + i : i * x.step + j;
    if (x.is_bfloat16) return static_cast<const BFloat16*>(x.data)[at];
    return BFloat16(static_cast<const float*>(x.data)[at]);
  }

  static uint32_t pair_of(BFloat16 low, BFloat16 high) {
    return static_cast<uint32_t>(low.bits) | static_cast<uint32_t>(high.bits) << 16;
  }
  static float low_of(uint32_t pair) { return std::bit_cast<float>(pair << 16); }
  static float high_of(uint32_t pair) { return std::bit_cast<float>(pair & 0xffff0000U); }

  /// The even elements and the odd ones are added up for themselves, as the instruction does.
  static void dot(const uint32_t* left, const uint32_t* right, float* y, int64_t y_step) {
    for (int64_t i = 0; i < kTileSide; ++i) {
      for (int64_t j = 0; j < kTileSide; ++j) {
        float even = 0, odd = 0;
        for (int64_t l = 0; l < kTileSide; ++l) {
          const uint32_t a = left[i * kTileSide + l], b = right[l * kTileSide + j];
          even = std::fma(low_of(a), low_of(b), even);
          odd = std::fma(high_of(a), high_of(b), odd);
        }
        y[i * y_step + j] += even + odd;
      }
    }
  }
};

}  // namespace keratin::cpu
