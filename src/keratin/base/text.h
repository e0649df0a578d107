// Text put together without streams: text("expected ", 3, " rows") is what error messages are made
// of.
#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "keratin/base/concepts.h"

namespace keratin {

void append_text(std::string& out, std::string_view value);
void append_text(std::string& out, char value);
void append_text(std::string& out, bool value);    // True or False, as Python writes them
void append_text(std::string& out, double value);  // shortest form that reads back the same
void append_text(std::string& out, int64_t value);
void append_text(std::string& out, uint64_t value);
template <PlainInteger T>
void append_text(std::string& out, T value) {
  if constexpr (std::signed_integral<T>) {
    append_text(out, static_cast<int64_t>(value));
  } else {
    append_text(out, static_cast<uint64_t>(value));
  }
}
inline void append_text(std::string& out, const char* value) {
  append_text(out, std::string_view(value));
}
inline void append_text(std::string& out, const std::string& value) {
  append_text(out, std::string_view(value));
}
template <HasToString T>
void append_text(std::string& out, const T& value) {
  out += value.to_string();
}

/// All arguments, one after the other, as one string.
template <class... Args>
std::string text(const Args&... args) {
  std::string out;
  (append_text(out, args), ...);
  return out;
}

/// "'relu', 'tanh', 'sigmoid'" for messages that list what is known.
template <class Range>
std::string quoted_list(const Range& names) {
  std::string out;
  for (const auto& name : names) {
    if (!out.empty()) out += ", ";
    out += "'" + std::string(name) + "'";
  }
  return out;
}

/// Whether the bytes are text in UTF-8, as RFC 3629 has it.
bool is_utf8(std::string_view text);

/// "3.64 TB": bytes in powers of 1024, as summaries write them.
std::string readable_size(double bytes);

/// A class's name as Keras writes it for objects without a name: "Conv2D" -> "conv2d", "LeakyReLU"
/// -> "leaky_re_lu", "RMSprop" -> "rm_sprop".
std::string snake_case(std::string_view class_name);

/// The member of `names` that is closest to `name` by edit distance, or "" if none is close: for
/// the hint "did you mean ...?".
template <class Range>
std::string closest(std::string_view name, const Range& names);

/// Number of single-letter edits that turn `a` into `b`.
size_t edit_distance(std::string_view a, std::string_view b);

template <class Range>
std::string closest(std::string_view name, const Range& names) {
  std::string best;
  size_t best_distance = name.size() / 2 + 1;
  for (const auto& candidate : names) {
    const size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace keratin
