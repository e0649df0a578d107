// Dropout of float32 in registers. Must equal ReferenceBackend's bit for bit.
#pragma once
#include <cstdint>

#include "keratin/base/random.h"

namespace keratin::cpu {

/// y [n] = x * factors, each of which is 1 / (1 - rate) with probability 1 - rate, else 0: those of
/// elements [first, first + n) that `key` draws. The factors are kept where there is room for them.
void dropout_run(const RandomKey& key, double rate, int64_t first, int64_t n, const float* x,
                 float* y, float* factors);

}  // namespace keratin::cpu
