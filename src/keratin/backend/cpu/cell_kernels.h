// One row of a recurrence's step in the widest registers that the processor has
// (recurrence_calls.h has the formulas), with tanh for f and the logistic function for s.
#pragma once
#include <cstdint>

namespace keratin::cpu {

/// q, p and kept: 4 blocks of `units`; c moves on, h is written. kept may be null.
void lstm_row(const float* q, const float* p, float* kept, float* c, float* h, int64_t units);
/// dh is the gradient by h', dc that by c', which becomes that by c; dq: 4 blocks.
void lstm_gradient_row(const float* kept, const float* c, const float* dh, float* dc, float* dq,
                       int64_t units);
/// q and p: 3 blocks; bias, which is added to q, and kept may be null; h moves on.
void gru_row(const float* q, const float* bias, const float* p, float* kept, float* h,
             int64_t units);
/// dh becomes the gradient by h but for the way through q; dq and dp: 3 blocks, which differ in the
/// last one.
void gru_gradient_row(const float* kept, const float* h, float* dh, float* dq, float* dp,
                      int64_t units);

}  // namespace keratin::cpu
