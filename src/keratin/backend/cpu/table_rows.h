// Rows of a table by their numbers, on the pool: what an embedding reads, and what its gradient is
// added to.
#pragma once
#include "keratin/backend/primitive_calls.h"

namespace keratin::cpu {

/// False, and nothing done, for views that do not lie in one piece.
bool take_rows(const TakeCall& call);
/// The same, and for other dtypes than float32. Each task has a range of the table's rows, whose
/// sums run in the order of the indices.
bool scatter_add_rows(const ScatterAddCall& call);

}  // namespace keratin::cpu
