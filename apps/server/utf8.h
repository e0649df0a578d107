// What counts as a character in UTF-8.
#pragma once
#include <cstddef>
#include <string_view>

namespace keratin::server {

/// Bytes of the well-formed character at `at` (Unicode, table 3-7); 0 when there is none.
inline size_t utf8_length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool is_long = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool is_out = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return is_long || is_out ? 0 : length;
}

}  // namespace keratin::server
