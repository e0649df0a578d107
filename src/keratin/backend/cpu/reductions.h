// Sums of float32 and normalization by them, on the pool. The cut depends on the shape alone.
#pragma once
#include "keratin/backend/normalization_calls.h"
#include "keratin/backend/primitive_calls.h"
#include "keratin/base/function_ref.h"

namespace keratin::cpu {

/// Sums and means over axes that stand side by side; false, and nothing done, for others.
bool sum_in_registers(const ReduceCall& call);
/// The same for bfloat16, added up in float32 and rounded once.
bool sum_rounded(const ReduceCall& call);
/// What is done with rows [begin, end) while they are in the cache.
using WithRows = FunctionRef<void(int64_t begin, int64_t end)>;
inline constexpr auto kNothingElse = [](int64_t, int64_t) {};

/// False, and nothing done, for other dtypes than float32 and for what does not lie row by row.
/// `then` comes behind each part of y's rows, `first` before each part of dy's and x's: all rows
/// once.
bool normalize(const NormalizationCall& call, WithRows then = kNothingElse);
bool normalize_gradient(const NormalizationGradientCall& call, WithRows first = kNothingElse);

}  // namespace keratin::cpu
