// Runs of bfloat16 elements to float32 and back, in registers. The bits are those of BFloat16's own
// conversions, on every machine.
#pragma once
#include <cstdint>

#include "keratin/tensor/half.h"

namespace keratin::cpu {

/// y = x, rounded to nearest, ties to even.
void round_run(const float* x, BFloat16* y, int64_t size);
/// y = x
void widen_run(const BFloat16* x, float* y, int64_t size);

}  // namespace keratin::cpu
