// Counts what the whole program asks of malloc, in all threads, from before main on.
#pragma once
#include <cstdint>

namespace keratin::testing {

/// False under the sanitizers, which own malloc themselves.
bool counts_allocations();

/// Calls of malloc, calloc, realloc and the aligned ones (operator new comes through malloc).
/// Only differences between two calls mean something.
int64_t allocation_count();

}  // namespace keratin::testing
