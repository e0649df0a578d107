// Products of rows, element by element, in registers.
#pragma once
#include <cstdint>

namespace keratin::cpu {

/// y [n] = the sum of a[i] * b[i] for i in [0, count), or y += that if `adds`.
void sum_of_products(const float* const* a, const float* const* b, int64_t count, bool adds,
                     float* y, int64_t n);
/// y [n] += a * b
void add_products(const float* a, const float* b, float* y, int64_t n);
/// y [n] = the larger of y and x; NaN wins.
void take_larger(const float* x, float* y, int64_t n);

}  // namespace keratin::cpu
