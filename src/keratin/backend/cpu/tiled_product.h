// The product of two float32 matrices on the pool.
#pragma once
#include "keratin/backend/cpu/sparse_product.h"
#include "keratin/tensor/view.h"

namespace keratin::cpu {

/// y [m, n] = a [m, k] . b [k, n] for factors as is_gemm_factor wants them and a y that lies row by
/// row: in tiles, `finish` sees each while it is in the cache. A left factor that is mostly zeros
/// is multiplied without them, where that pays.
void tiled_product(const ConstView& a, const ConstView& b, const View& y, FinishTile finish);

}  // namespace keratin::cpu
