// Loops over flat runs of float32 in the widest registers that the processor has (Highway picks the
// version while the program runs). Each must equal the default of backend.h named beside it.
#pragma once
#include <cstdint>

#include "keratin/backend/backend.h"

namespace keratin::cpu {

/// Where a part of a matrix of weights lies: `rows` runs of `columns` elements, `step` apart in the
/// weight and its slots, `gradient_step` apart in the gradient. A flat run is one row.
struct Grid {
  int64_t rows, columns, step, gradient_step;
};
inline Grid flat_grid(int64_t size) { return {1, size, size, size}; }

/// Where a part of each slot of a rule begins; null for those that it has not.
using SlotPointers = std::array<float*, kMostSlots>;
/// UpdateCall on a part of a weight.
void update_run(const StepRule& rule, float decay, float* weight, const float* gradient,
                const SlotPointers& slots, const Grid& grid);
/// y += bias, then max(y, 0) if `is_relu`: what dense does to a row of its result.
void bias_run(float* y, const float* bias, bool is_relu, int64_t size);
/// dx = y > 0 ? dy : 0, the gradient of relu.
void relu_gradient_run(const float* y, const float* dy, float* dx, int64_t size);
void relu_gradient_run(const BFloat16* y, const BFloat16* dy, BFloat16* dx, int64_t size);
/// y = x < 0 ? 0 : x; NaN stays.
void relu_run(const BFloat16* x, BFloat16* y, int64_t size);
/// total += x, element by element.
void accumulate_run(float* total, const float* x, int64_t size);
/// x rounded to bfloat16, to nearest and even, and kept as float32.
void round_to_bfloat16_run(float* x, int64_t size);

}  // namespace keratin::cpu
