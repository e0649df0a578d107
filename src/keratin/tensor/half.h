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
  /// Inline, so that the loops which round are vector loops.
  explicit BFloat16(float value) {
    const uint32_t word = std::bit_cast<uint32_t>(value);
    const uint32_t rounded = word + 0x7fffU + ((word >> 16) & 1U);
    const bool is_nan = (word & 0x7fffffffU) > 0x7f800000U;  // keeps a bit of its payload
    bits = static_cast<uint16_t>((is_nan ? word | 0x400000U : rounded) >> 16);
  }
  operator float() const {  // NOLINT: implicit on purpose, exact
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }
};

}  // namespace keratin
