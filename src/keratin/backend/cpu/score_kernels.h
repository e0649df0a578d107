// Rows of attention's scores in the widest registers that the processor has.
#pragma once
#include <cstdint>

namespace keratin::cpu {

/// x *= factor; its largest element.
float scaled_largest(float* x, float factor, int64_t n);
/// x = exp(x - shift); its sum.
float shifted_exp(float* x, float shift, int64_t n);
/// x = exp(x - shift) * factor
void scaled_exp(float* x, float shift, float factor, int64_t n);
/// x *= factor
void scale_run(float* x, float factor, int64_t n);
/// The sum of x * y.
float inner_product(const float* x, const float* y, int64_t n);
/// dp = p * (dp - inner) * scale: from the gradient by a softmax to that by what was scaled.
void score_gradient(const float* p, float* dp, float inner, float scale, int64_t n);

}  // namespace keratin::cpu
