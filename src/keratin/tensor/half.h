// The two 16-bit floating types: storage with conversions; arithmetic happens in float.
#pragma once
#include <bit>
#include <cstdint>

namespace keratin {

/// IEEE 754 binary16. Conversion from float rounds to nearest, ties to even.
struct Float16 {
  uint16_t bits = 0;
  Float16() = default;
  explicit Float16(float value);
  operator float() const;  // NOLINT: implicit on purpose, exact
};

/// The upper half of a float32. Conversion from float rounds to nearest, ties to even.
struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  explicit BFloat16(float value);
  operator float() const {  // NOLINT: implicit on purpose, exact
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }
};

}  // namespace keratin
