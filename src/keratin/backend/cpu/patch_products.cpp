#include "keratin/backend/cpu/patch_products.h"

#include <algorithm>

#include "keratin/backend/cpu/bfloat16_runs.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kPatchElements = 144 * 1024;  // of the patches that a task packs
constexpr int64_t kPatchSums = 32 * 1024;
constexpr int64_t kFewestPatches = 32;  // two rows of tiles
constexpr int64_t kMostPatches = 256;

int64_t depth_of(const WindowGrid& grid) { return grid.places() * grid.channels; }

/// How many outputs a task computes: whole tiles.
int64_t patches_together(int64_t depth, int64_t units) {
  const int64_t room = std::min({kPatchElements / depth, kPatchSums / units, kMostPatches});
  return room / kFewestPatches * kFewestPatches;
}

}  // namespace

bool is_patch_product(const WindowGrid& grid, int64_t groups, int64_t units) {
  const int64_t depth = depth_of(grid);
  return groups == 1 && depth > 0 && units > 0 && patches_together(depth, units) > 0;
}

void patch_convolution(const WindowGrid& grid, const BFloat16* x, const RoundedFactor& kernel,
                       BFloat16* y, int64_t units, FinishTile finish) {
  const int64_t depth = depth_of(grid);
  const PatchColumns columns(grid, 0, grid.places(), 0, grid.channels);
  const auto size = static_cast<int64_t>(kernel.is_bfloat16 ? sizeof(BFloat16) : sizeof(float));
  const auto* weights = static_cast<const char*>(kernel.data);
  parallel_ranges(grid.batch * grid.rows_each(), patches_together(depth, units),
                  [&](int64_t begin, int64_t end) {
                    alignas(64) uint16_t room[kPatchElements];
                    alignas(64) float sums[kPatchSums];
                    auto* patches = reinterpret_cast<BFloat16*>(room);
                    columns.pack(x, begin, end - begin, patches, depth);
                    for (int64_t unit = 0; unit < units; unit += kWidestRoundedTile) {
                      bfloat16_gemm({patches, depth, false, true},
                                    {weights + unit * size, kernel.step, false, kernel.is_bfloat16},
                                    sums + unit, units, end - begin,
                                    std::min(kWidestRoundedTile, units - unit), depth);
                    }
                    finish(sums, 0, end - begin, units);
                    round_run(sums, y + begin * units, (end - begin) * units);
                  });
}

}  // namespace keratin::cpu
