#include "keratin/backend/cpu/bfloat16_tiles.h"

#include <cmath>
#include <vector>

#include "keratin/backend/cpu/plain_tiles_internal.h"
#include "keratin/backend/cpu/tile_walk_internal.h"

namespace keratin::cpu {
void plain_tile_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                     int64_t m, int64_t n, int64_t k, const RowWatch* watch) {
  walk_tiles<PlainTiles>(a, b, y, y_step, m, n, k, watch);
}

bool agrees_with_plain_tiles(void (*gemm)(const RoundedFactor& a, const RoundedFactor& b, float* y,
                                          int64_t y_step, int64_t m, int64_t n, int64_t k,
                                          const RowWatch* watch)) {
  constexpr int64_t m = 50, n = 39, k = 71, most = m * k;  // whole tiles and parts of them
  std::vector<float> x(most);
  std::vector<BFloat16> halves;
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<float>(i * 2654435761U % 2048U) / 1024.0F - 1.0F;
    halves.emplace_back(x[i]);
  }
  for (int way = 0; way < 8; ++way) {
    const bool is_left_turned = (way & 1) != 0, is_right_turned = (way & 2) != 0;
    const bool is_bfloat16 = (way & 4) != 0;
    const void* data = is_bfloat16 ? static_cast<const void*>(halves.data()) : x.data();
    const RoundedFactor a = {data, is_left_turned ? m : k, is_left_turned, is_bfloat16};
    const RoundedFactor b = {data, is_right_turned ? k : n, is_right_turned, is_bfloat16};
    std::vector<float> received(m * n), wanted(m * n);
    gemm(a, b, received.data(), n, m, n, k, nullptr);
    plain_tile_gemm(a, b, wanted.data(), n, m, n, k, nullptr);
    for (size_t i = 0; i < received.size(); ++i) {
      // The factors are at most 1, so that sums of k products are at most k.
      constexpr float tolerance = static_cast<float>(k) * 0x1p-22F;
      if (!(std::abs(received[i] - wanted[i]) <= tolerance)) return false;
    }
  }
  return true;
}

}  // namespace keratin::cpu
