// Counts every malloc of the program, of all threads and of the libraries in it. A test program
// that wants to count includes "tests/support/counting_malloc.h" in one of its files.
#pragma once
#include <cstdint>

namespace keratin::test {

/// How many times memory was asked for since the program began, or -1 where it cannot be counted
/// (under the sanitizers, which bring a malloc of their own).
int64_t allocation_count();

}  // namespace keratin::test
