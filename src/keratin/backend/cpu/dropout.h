// Dropout of float32 in registers. Must equal ReferenceBackend's bit for bit.
#pragma once
#include <cstdint>

#include "keratin/base/random.h"

namespace keratin::cpu {

/// Which elements stay, with probability 1 - rate, and what they are multiplied by.
struct DropoutDraw {
  RandomKey key;
  double rate;
  float scale;  // 1 / (1 - rate)
};

/// y [n] = x * factors, each of which is the scale or 0: those of elements [first, first + n) of
/// the draw. The factors are kept where there is room for them.
void dropout_run(const DropoutDraw& draw, int64_t first, int64_t n, const float* x, float* y,
                 float* factors);

}  // namespace keratin::cpu
