// The order of time, as attention by ops and by layers keeps it.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Whether query i may see key j, i >= j: bool [1, queries, keys].
Tensor causal_mask(int64_t queries, int64_t keys, Device device);

}  // namespace keratin::ops
