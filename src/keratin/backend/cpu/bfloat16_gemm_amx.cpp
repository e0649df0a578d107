// The tiles of bfloat16_tiles.h as registers of the processor, for x86 on Linux alone. Tiles are
// configured for each product, in the thread that computes it, and given back behind it.
#include "keratin/backend/cpu/bfloat16_tiles.h"

#if defined(__x86_64__) && defined(__linux__)

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "keratin/backend/cpu/tile_walk_internal.h"

#define KERATIN_TILES __attribute__((target("amx-tile,amx-bf16")))

namespace keratin::cpu {
namespace {

/// What ldtilecfg reads (Intel 64 and IA-32 Architectures Software Developer's Manual, LDTILECFG).
struct alignas(64) TileShapes {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {};
  uint8_t rows[16] = {};
};
static_assert(sizeof(TileShapes) == 64);

/// What was written before is in memory: the intrinsics of g++ do not say all that they read.
inline void settle(const void* memory) { __asm__ volatile("" : : "r"(memory) : "memory"); }

// Tiles 0 to 3 are the sums, row by row; 4 and 5 of the left factor, 6 and 7 of the right one.
class ProcessorTiles {
 public:
  KERATIN_TILES ProcessorTiles() {
    TileShapes shapes;
    for (int i = 0; i < 8; ++i) shapes.row_bytes[i] = 64, shapes.rows[i] = kTileSide;
    settle(&shapes);
    _tile_loadconfig(&shapes);
  }
  KERATIN_TILES ~ProcessorTiles() { _tile_release(); }
  ProcessorTiles(const ProcessorTiles&) = delete;
  ProcessorTiles& operator=(const ProcessorTiles&) = delete;

  static void pack_right(const RoundedFactor& b, int64_t row, int64_t depth, int64_t n,
                         uint32_t* to) {
    avx512_pack_right_tiles(b, row, depth, n, to);
  }
  static void pack_left(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin,
                        int64_t depth, uint32_t* to) {
    avx512_pack_left_tiles(a, row, rows, begin, depth, to);
  }

  template <bool is_tall, bool is_wide>
  KERATIN_TILES void multiply(const PackedTiles& packed, bool adds, float* y, int64_t y_step) {
    const auto step = static_cast<size_t>(y_step) * sizeof(float);
    float* below = y + kTileSide * y_step;
    settle(packed.left);
    if (adds) {
      _tile_loadd(0, y, step);
      if constexpr (is_wide) _tile_loadd(1, y + kTileSide, step);
      if constexpr (is_tall) _tile_loadd(2, below, step);
      if constexpr (is_tall && is_wide) _tile_loadd(3, below + kTileSide, step);
    } else {
      _tile_zero(0);
      if constexpr (is_wide) _tile_zero(1);
      if constexpr (is_tall) _tile_zero(2);
      if constexpr (is_tall && is_wide) _tile_zero(3);
    }
    const uint32_t *left = packed.left, *right = packed.right;
    const int64_t next = packed.steps * kTileWords;
    for (int64_t i = 0; i < packed.steps; ++i, left += kTileWords, right += kTileWords) {
      _tile_loadd(4, left, 64);
      _tile_loadd(6, right, 64);
      _tile_dpbf16ps(0, 4, 6);
      if constexpr (is_tall) _tile_loadd(5, left + next, 64);
      if constexpr (is_tall) _tile_dpbf16ps(2, 5, 6);
      if constexpr (is_wide) _tile_loadd(7, right + next, 64);
      if constexpr (is_wide) _tile_dpbf16ps(1, 4, 7);
      if constexpr (is_tall && is_wide) _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, y, step);
    if constexpr (is_wide) _tile_stored(1, y + kTileSide, step);
    if constexpr (is_tall) _tile_stored(2, below, step);
    if constexpr (is_tall && is_wide) _tile_stored(3, below + kTileSide, step);
  }
};

/// Whether the processor has the instructions, and the system saves the tiles (bits 17 and 18).
bool has_tiles() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned saves_extended_state = 1U << 27, bf16 = 1U << 22, tile = 1U << 24;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & saves_extended_state) == 0) return false;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & bf16) == 0 || (d & tile) == 0) return false;
  unsigned low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  constexpr unsigned tiles = 3U << 17;
  return (low & tiles) == tiles;
}

/// Linux gives a process its room for tiles when it asks, for all of its threads.
bool may_use_tiles() {
  constexpr int request_permission = 0x1023, tile_data = 18;  // ARCH_REQ_XCOMP_PERM
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}

}  // namespace

bool has_tile_instructions() {
  static const bool has_them = has_bfloat16_instruction() && has_tiles() && may_use_tiles() &&
                               agrees_with_plain_tiles(tile_gemm);
  return has_them;
}

void tile_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step, int64_t m,
               int64_t n, int64_t k, const RowWatch* watch) {
  walk_tiles<ProcessorTiles>(a, b, y, y_step, m, n, k, watch);
}

}  // namespace keratin::cpu

#undef KERATIN_TILES

#else

namespace keratin::cpu {

bool has_tile_instructions() { return false; }

void tile_gemm(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step, int64_t m,
               int64_t n, int64_t k, const RowWatch* watch) {
  plain_tile_gemm(a, b, y, y_step, m, n, k, watch);
}

}  // namespace keratin::cpu

#endif
