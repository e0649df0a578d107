// Pools of float32. Each must equal the default of backend.h of that name.
#pragma once
#include "keratin/backend/window_calls.h"

namespace keratin::cpu {

/// On the pool of threads.
void pool(const PoolCall& call);
void pool_gradient(const PoolGradientCall& call);

}  // namespace keratin::cpu
