// Sums of float32 and normalization by them, on the pool. The cut depends on the shape alone.
#pragma once
#include "keratin/backend/normalization_calls.h"
#include "keratin/backend/primitive_calls.h"

namespace keratin::cpu {

/// Sums and means over axes that stand side by side; false, and nothing done, for others.
bool sum_in_registers(const ReduceCall& call);
/// False, and nothing done, for other dtypes than float32 and for what does not lie row by row.
bool normalize(const NormalizationCall& call);
bool normalize_gradient(const NormalizationGradientCall& call);

}  // namespace keratin::cpu
