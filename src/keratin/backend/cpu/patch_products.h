// Convolutions of bfloat16 as products of patches, for processors whose tiles multiply bfloat16 so
// much faster than float32 that packing pays (bfloat16_tiles.h).
#pragma once
#include "keratin/backend/cpu/bfloat16_gemm.h"
#include "keratin/backend/cpu/patches.h"
#include "keratin/backend/cpu/sparse_product.h"

namespace keratin::cpu {

/// Whether patch_convolution takes such windows: one group, and patches and units that leave room
/// for some rows of tiles.
bool is_patch_product(const WindowGrid& grid, int64_t groups, int64_t units);

/// y [outputs, units] = the sums of a convolution of one group, rounded once; `finish` sees each
/// tile of the float32 sums before. On the pool. The kernel is [places * channels, units], rounded
/// to bfloat16 where it is float32. As the default of backend.h, but for the order of the sums.
void patch_convolution(const WindowGrid& grid, const BFloat16* x, const RoundedFactor& kernel,
                       BFloat16* y, int64_t units, FinishTile finish);

}  // namespace keratin::cpu
