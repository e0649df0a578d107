// Recurrences on the pool: a task takes some rows of the batch through all steps, with their states
// and gates in its caches. Rows never meet, so that no step waits for another task.
#pragma once
#include "keratin/backend/recurrence_calls.h"

namespace keratin::cpu {

/// False, and nothing done, for what it has no kernel for: other dtypes than float32, strides along
/// the last axis, and for lstm and gru other functions than tanh and sigmoid.
bool recurrence(const RecurrenceCall& call);
bool recurrence_gradient(const RecurrenceGradientCall& call);

}  // namespace keratin::cpu
