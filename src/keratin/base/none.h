// Python's None, which means something else in each place: an axis whose length is not known, the
// open end of a slice, a new axis in an index, an option that is not given.
#pragma once
#include <cstdint>
#include <optional>

namespace keratin {

/// Empties any std::optional. It is no number: where a number is wanted it does not compile.
struct NoneType : std::nullopt_t {
  constexpr NoneType() : std::nullopt_t(std::nullopt) {}
};
inline constexpr NoneType None{};

/// The number that stands in a Shape for None.
inline constexpr int64_t kNone = -1;
constexpr bool operator==(int64_t length, NoneType) { return length == kNone; }

}  // namespace keratin
