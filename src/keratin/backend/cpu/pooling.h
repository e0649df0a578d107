// Pools of float32, and of bfloat16 where nothing is added up. Each must equal the default of
// backend.h of that name.
#pragma once
#include "keratin/backend/window_calls.h"

namespace keratin::cpu {

/// Whether `pool`, or pool_gradient, takes elements of that dtype.
bool is_pooled_as(DType dtype, PoolKind pool, const SlidingWindow& window, bool is_gradient);
/// On the pool of threads.
void pool(const PoolCall& call);
void pool_gradient(const PoolGradientCall& call);

}  // namespace keratin::cpu
