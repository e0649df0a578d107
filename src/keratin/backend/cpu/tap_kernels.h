// Products, sums and the largest of rows, element by element, in registers. Rows of bfloat16 are
// widened there.
#pragma once
#include <cstdint>

#include "keratin/tensor/half.h"

namespace keratin::cpu {

/// y [n] = the sum of a[i] * b[i] for i in [0, count), or y += that if `adds`.
void sum_of_products(const float* const* a, const float* const* b, int64_t count, bool adds,
                     float* y, int64_t n);
void sum_of_products(const BFloat16* const* a, const float* const* b, int64_t count, bool adds,
                     float* y, int64_t n);
/// y [n] += a * b
void add_products(const float* a, const float* b, float* y, int64_t n);
void add_products(const BFloat16* a, const BFloat16* b, float* y, int64_t n);
/// y [n] = the largest of x[i] for i in [0, count), and of y itself if `with_y`; NaN wins.
void largest_of(const float* const* x, int64_t count, bool with_y, float* y, int64_t n);
void largest_of(const BFloat16* const* x, int64_t count, bool with_y, BFloat16* y, int64_t n);
/// y [n] = the sum of x[i] in their order, behind y itself if `with_y`.
void rows_sum(const float* const* x, int64_t count, bool with_y, float* y, int64_t n);
void rows_sum(const BFloat16* const* x, int64_t count, bool with_y, float* y, int64_t n);
/// dx[i] [n] += dy where i is the first whose x[i] equals y; sums of bfloat16 are rounded.
void add_to_first_equal(const float* const* x, int64_t count, const float* y, const float* dy,
                        float* const* dx, int64_t n);
void add_to_first_equal(const BFloat16* const* x, int64_t count, const BFloat16* y,
                        const BFloat16* dy, BFloat16* const* dx, int64_t n);

}  // namespace keratin::cpu
