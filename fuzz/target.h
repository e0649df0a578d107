// What libFuzzer calls with the bytes that it makes up: a reader either gives a value or throws an
// error of the library's. Anything else ends the process, and is a finding.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "keratin/base/error.h"

/// Defines the target: READ(bytes) is an expression that reads a std::vector<uint8_t>.
#define KERATIN_FUZZ_TARGET(read)                                           \
  extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { \
    const std::vector<uint8_t> bytes(data, data + size);                    \
    try {                                                                   \
      read(bytes);                                                          \
    } catch (const keratin::Error&) { /* refused, which is right */         \
    }                                                                       \
    return 0;                                                               \
  }
