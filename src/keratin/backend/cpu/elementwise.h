// Elementwise functions of floats on the pool, in registers (vector_functions.h). Views may have
// any strides; the 16-bit dtypes are computed in float32 and rounded once, as the reference does.
#pragma once
#include "keratin/backend/functions/lists.h"
#include "keratin/tensor/view.h"

namespace keratin::cpu {

/// y = f(x). False, and nothing is done, for what the registers have no loop for: predicates, and
/// dtypes other than float32, float16 and bfloat16.
bool unary_in_registers(Unary f, UnaryArgs args, const ConstView& x, const View& y);

/// dx = dy * f'(x), where y = f(x). False, and nothing is done, for other dtypes than these.
bool slope_in_registers(Unary f, UnaryArgs args, const ConstView& x, const ConstView& y,
                        const ConstView& dy, const View& dx);

}  // namespace keratin::cpu
