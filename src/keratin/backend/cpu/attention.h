// Attention on the pool: a task takes some queries of a head through all keys, a block of them at a
// time, and keeps no more scores than those (Dao et al., "FlashAttention", 2022).
#pragma once
#include "keratin/backend/attention_calls.h"

namespace keratin::cpu {

/// False, and nothing done, for other dtypes than float32, strides along the depth, and a depth
/// beyond what the products take at a time.
bool attention(const AttentionCall& call);
bool attention_gradient(const AttentionGradientCall& call);

}  // namespace keratin::cpu
