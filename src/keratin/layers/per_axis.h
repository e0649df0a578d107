// The arguments of layers over time, area and space that have a part for each spatial axis:
// size = 2, size = {2, 3}, padding = {{1, 1}, {0, 2}}. In files they are lists, as in Keras's.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "keratin/base/concepts.h"
#include "keratin/base/config.h"

namespace keratin::layers {

ConfigValue numbers_to_value(std::span<const int64_t> numbers);
void numbers_from_value(const ConfigValue& value, std::span<int64_t> numbers);

/// A whole number for each of n axes, or one for all.
template <int n>
class PerAxis {
 public:
  template <PlainInteger I>
  PerAxis(I all) {  // NOLINT: implicit on purpose
    numbers_.fill(static_cast<int64_t>(all));
  }
  PerAxis(int64_t a, int64_t b) requires(n == 2) : numbers_{a, b} {}
  PerAxis(int64_t a, int64_t b, int64_t c) requires(n == 3) : numbers_{a, b, c} {}

  int64_t operator[](int i) const { return numbers_[static_cast<size_t>(i)]; }
  std::span<const int64_t> all() const { return numbers_; }

  friend ConfigValue to_value(const PerAxis& x) { return numbers_to_value(x.numbers_); }
  /// Throws ValueError for what is neither a whole number nor n of them.
  friend void from_value(const ConfigValue& value, PerAxis& x) {
    numbers_from_value(value, x.numbers_);
  }

 private:
  std::array<int64_t, static_cast<size_t>(n)> numbers_;
};

/// How many elements before and after an axis: 1 is one on each side, {0, 2} two behind it.
struct Margin {
  int64_t before = 0, after = 0;

  Margin() = default;
  template <PlainInteger I>
  Margin(I both)  // NOLINT: implicit on purpose
      : before(static_cast<int64_t>(both)), after(static_cast<int64_t>(both)) {}
  Margin(int64_t elements_before, int64_t elements_after)
      : before(elements_before), after(elements_after) {}
};

std::string margins_text(std::span<const Margin> margins);
ConfigValue margins_to_value(std::span<const Margin> margins);
void margins_from_value(const ConfigValue& value, std::span<Margin> margins);

/// A margin for each of n axes, or one for all; {1, 2} is what one axis has before and after it,
/// and of several axes what each has on both sides.
template <int n>
class Margins {
 public:
  template <PlainInteger I>
  Margins(I all) {  // NOLINT: implicit on purpose
    margins_.fill(all);
  }
  Margins(int64_t before, int64_t after) requires(n == 1) : margins_{Margin(before, after)} {}
  Margins(Margin a, Margin b) requires(n == 2) : margins_{a, b} {}
  Margins(Margin a, Margin b, Margin c) requires(n == 3) : margins_{a, b, c} {}

  const Margin& operator[](int i) const { return margins_[static_cast<size_t>(i)]; }
  std::span<const Margin> all() const { return margins_; }
  /// "((1, 1), (0, 2))", as Python prints it.
  std::string to_string() const { return margins_text(margins_); }

  friend ConfigValue to_value(const Margins& x) { return margins_to_value(x.margins_); }
  /// Throws ValueError for what is neither a whole number nor n numbers or pairs.
  friend void from_value(const ConfigValue& value, Margins& x) {
    margins_from_value(value, x.margins_);
  }

 private:
  std::array<Margin, static_cast<size_t>(n)> margins_;
};

}  // namespace keratin::layers
