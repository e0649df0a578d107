#include "keratin/base/text.h"

#include <array>
#include <charconv>
#include <vector>

namespace keratin {
namespace {

template <class T>
void append_number(std::string& out, T value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void append_text(std::string& out, std::string_view value) { out += value; }
void append_text(std::string& out, char value) { out += value; }
void append_text(std::string& out, bool value) { out += value ? "True" : "False"; }
void append_text(std::string& out, double value) { append_number(out, value); }
void append_text(std::string& out, int64_t value) { append_number(out, value); }
void append_text(std::string& out, uint64_t value) { append_number(out, value); }

bool is_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i++]);
    if (first < 0x80) continue;
    const size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || text.size() - i < more) return false;
    uint32_t point = first & (0x3F >> more);
    for (const size_t end = i + more; i < end; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xC0) != 0x80) return false;
      point = point << 6 | (next & 0x3F);
    }
    // Longer than it need be, half of a pair of surrogates, or behind the last.
    if ((more == 2 && point < 0x800) || (more == 3 && point < 0x10000) || point > 0x10FFFF ||
        (point >= 0xD800 && point < 0xE000)) {
      return false;
    }
  }
  return true;
}

std::string readable_size(double bytes) {
  const char* units[] = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
  size_t unit = 0;
  for (; bytes >= 1024 && unit < 6; ++unit) bytes /= 1024;
  std::array<char, 64> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes,
                                 std::chars_format::fixed, 2);
  return std::string(digits.data(), end.ptr) + " " + units[unit];
}

std::string snake_case(std::string_view class_name) {
  std::string words;  // Keras drops what can stand in no identifier
  for (const char c : class_name) {
    if (is_upper(c) || is_lower(c) || is_digit(c) || c == '_') words += c;
  }
  // An underscore goes before a capital that starts a word: after a small letter, or before one.
  std::string result;
  for (size_t i = 0; i < words.size(); ++i) {
    const char c = words[i];
    const bool after_word = i > 0 && is_lower(words[i - 1]);
    const bool before_word = i > 0 && i + 1 < words.size() && is_lower(words[i + 1]);
    if (is_upper(c) && (after_word || before_word)) result += '_';
    result += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min(substitute, std::min(row[j], row[j - 1]) + 1);
    }
  }
  return row[b.size()];
}

}  // namespace keratin
