// The elementwise functions and softmax in the widest registers that the processor has. unary.inl
// is the mathematics and lanes_inl.h the numbers that it is computed with; each must equal the
// reference's loop but for the last places of exp, log, tanh and erf. An element's result depends
// neither on its place nor on its neighbours.
#pragma once
#include <cstdint>

#include "keratin/backend/functions/lists.h"

namespace keratin::cpu {

/// y[i] = f(x[i], a, b) for n elements; y may be x.
using ValueRun = void (*)(const float* x, float* y, int64_t n, float a, float b);
/// The loop of a function that is not a predicate.
ValueRun value_run_of(Unary f);

/// dx[i] = dy[i] * f'(x[i], y[i], a, b) for n elements; dx may be any of the others.
using SlopeRun = void (*)(const float* x, const float* y, const float* dy, float* dx, int64_t n,
                          float a, float b);
SlopeRun slope_run_of(Unary f);

/// Rows of n >= 1 elements; sums run lane by lane, then over the lanes. y may be x.
/// y = exp(x - max(x)), and its sum.
float exp_row(const float* x, float* y, int64_t n);
/// y = exp(x - max(x)) / sum(exp(x - max(x)))
void softmax_row(const float* x, float* y, int64_t n);
/// y = x - max(x) - log(sum(exp(x - max(x))))
void log_softmax_row(const float* x, float* y, int64_t n);
/// dx = y * (dy - sum(y * dy)); dx may be dy.
void softmax_gradient_row(const float* y, const float* dy, float* dx, int64_t n);

}  // namespace keratin::cpu
