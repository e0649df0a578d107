// Which numbers a narrower type holds.
#pragma once
#include <concepts>
#include <limits>
#include <utility>

#include "keratin/tensor/half.h"

namespace keratin {

/// Whether `value`, cut towards zero, is a number of the integer type To; NaN is none. Inline, so
/// that the loops which convert are vector loops.
template <std::integral To, class From>
bool fits(From value) {
  if constexpr (std::same_as<From, bool>) {
    return true;
  } else if constexpr (std::integral<From>) {
    return std::in_range<To>(value);
  } else {
    // Both ends are powers of two, or one less: as doubles they are exact when one is added.
    constexpr double above = 2.0 * static_cast<double>(std::numeric_limits<To>::max() / 2 + 1);
    constexpr auto lowest = static_cast<double>(std::numeric_limits<To>::min());
    const auto wide = static_cast<double>(value);
    return wide < above && (wide > lowest - 1 || wide == lowest);
  }
}

}  // namespace keratin
