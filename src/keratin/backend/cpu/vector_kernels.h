// Loops over flat runs of float32 in the widest registers that the processor has (Highway picks the
// version while the program runs). Each must equal the default of backend.h named beside it.
#pragma once
#include <cstdint>

#include "keratin/backend/backend.h"

namespace keratin::cpu {

/// Backend::sgd_step; velocity may be null.
void sgd_run(const SGDStep& step, float* weight, const float* gradient, float* velocity,
             int64_t size);
/// Backend::rmsprop_step; momentum and average may be null.
void rmsprop_run(const RMSpropStep& step, float* weight, const float* gradient, float* velocity,
                 float* momentum, float* average, int64_t size);
/// Backend::adam_step; v_hat may be null.
void adam_run(const AdamStep& step, float* weight, const float* gradient, float* m, float* v,
              float* v_hat, int64_t size);
/// y += bias, then max(y, 0) if `is_relu`: what dense does to a row of its result.
void bias_run(float* y, const float* bias, bool is_relu, int64_t size);
/// dx = y > 0 ? dy : 0, the gradient of relu.
void relu_gradient_run(const float* y, const float* dy, float* dx, int64_t size);
/// total += x, element by element.
void accumulate_run(float* total, const float* x, int64_t size);

}  // namespace keratin::cpu
