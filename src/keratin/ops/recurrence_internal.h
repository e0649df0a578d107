// A whole sequence through a cell with gates in one call of the backend, and its gradient.
#pragma once
#include "keratin/backend/recurrence_calls.h"
#include "keratin/tensor/tensors.h"

namespace keratin::ops {

/// What recurrence_calls.h names so; bias and mask may be undefined, and c where there is none.
struct RecurrentInputs {
  Tensor projected, kernel, bias, mask, h, c;
};

/// {y, h, (c)}: the output of all steps in the order in which they come, [batch, steps, units], or
/// without `all_steps` that of the last one, h; and the states after it. Floats of one dtype, on
/// one device; one step or more; those of 16 bits are computed in float32 and rounded once. The
/// slopes of both activations must follow from their values.
Tensors recurrent(const RecurrentFunction& function, const RecurrentOrder& order,
                  const RecurrentInputs& x, bool all_steps);

}  // namespace keratin::ops
