// JSON text to configurations.
#include "keratin/saving/json.h"

#include <charconv>
#include <limits>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::saving {
namespace {

// Python writes NaN and Infinity, which no JSON library takes: hence a reader of our own.
class Reader {
 public:
  Reader(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  ConfigValue whole() {
    if (text_.size() > limits_.bytes) {
      throw_value_error(
          text("JSON of ", text_.size(), " bytes, and ", limits_.bytes, " are the most"));
    }
    const ConfigValue result = value(0);
    skip_blanks();
    if (at_ != text_.size()) fail("the text goes on behind its end");
    return result;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw_value_error(text("no valid JSON at byte ", at_, ": ", what));
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }
  char peek() {
    skip_blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  void expect(char c) {
    if (peek() != c) fail(text("expected '", c, "'"));
    ++at_;
  }
  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  ConfigValue value(int level) {
    if (level > limits_.depth) fail(text("more than ", limits_.depth, " levels of nesting"));
    if (++values_ > limits_.values) fail(text("more than ", limits_.values, " values"));
    const char c = peek();
    if (c == '{') return object(level);
    if (c == '[') return list(level);
    if (c == '"') return string();
    if (take_word("true")) return true;
    if (take_word("false")) return false;
    if (take_word("null")) return nullptr;
    if (take_word("NaN")) return std::numeric_limits<double>::quiet_NaN();
    if (take_word("Infinity")) return std::numeric_limits<double>::infinity();
    if (take_word("-Infinity")) return -std::numeric_limits<double>::infinity();
    return number();
  }

  ConfigValue object(int level) {
    std::vector<Config::Item> items;
    expect('{');
    if (peek() == '}') {
      ++at_;
      return Config();
    }
    for (;;) {
      if (peek() != '"') fail("expected a name in quotes");
      std::string name = string();
      expect(':');
      items.emplace_back(std::move(name), value(level + 1));
      if (peek() != ',') break;
      ++at_;
    }
    expect('}');
    const size_t count = items.size();
    Config config = Config::of(std::move(items));
    if (config.size() < count && !limits_.takes_repeated_names) {
      fail("a name comes twice in an object");
    }
    return config;
  }

  ConfigValue list(int level) {
    ConfigValue::List list;
    expect('[');
    if (peek() == ']') {
      ++at_;
      return list;
    }
    for (;;) {
      list.push_back(value(level + 1));
      if (peek() != ',') break;
      ++at_;
    }
    expect(']');
    return list;
  }

  ConfigValue number() {
    size_t end = at_;
    bool is_whole = true;
    for (; end < text_.size(); ++end) {
      const char c = text_[end];
      const bool is_digit = c >= '0' && c <= '9';
      if (!is_digit && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') break;
      is_whole = is_whole && (is_digit || c == '-');
    }
    const char *begin = text_.data() + at_, *stop = text_.data() + end;
    const bool starts = begin != stop && (*begin == '-' || (*begin >= '0' && *begin <= '9'));
    if (!starts) fail("expected a value");
    if (is_whole) {
      int64_t whole = 0;
      const auto read = std::from_chars(begin, stop, whole);
      if (read.ec != std::errc() || read.ptr != stop) fail("a number that is out of range");
      at_ = end;
      return whole;
    }
    double real = 0;
    const auto read = std::from_chars(begin, stop, real);
    if (read.ec != std::errc() || read.ptr != stop) fail("a number that is out of range");
    at_ = end;
    return real;
  }

  uint32_t four_digits() {
    uint32_t unit = 0;
    if (at_ + 4 > text_.size()) fail("a \\u without four digits");
    const auto read = std::from_chars(text_.data() + at_, text_.data() + at_ + 4, unit, 16);
    if (read.ec != std::errc() || read.ptr != text_.data() + at_ + 4) {
      fail("a \\u without four digits");
    }
    at_ += 4;
    return unit;
  }

  void append_code_point(std::string& out, uint32_t point) {
    const auto byte = [&](uint32_t bits) { out += static_cast<char>(bits); };
    if (point < 0x80) return byte(point);
    if (point < 0x800) {
      byte(0xC0 | (point >> 6));
    } else if (point < 0x10000) {
      byte(0xE0 | (point >> 12));
      byte(0x80 | ((point >> 6) & 0x3F));
    } else {
      byte(0xF0 | (point >> 18));
      byte(0x80 | ((point >> 12) & 0x3F));
      byte(0x80 | ((point >> 6) & 0x3F));
    }
    byte(0x80 | (point & 0x3F));
  }

  void append_escape(std::string& out) {
    if (at_ >= text_.size()) fail("a string without end");
    const char c = text_[at_++];
    constexpr std::string_view kFrom = "\"\\/bfnrt", kTo = "\"\\/\b\f\n\r\t";
    if (const size_t which = kFrom.find(c); which != kFrom.npos) {
      out += kTo[which];
      return;
    }
    if (c != 'u') fail("an unknown escape");
    uint32_t point = four_digits();
    if (point >= 0xD800 && point < 0xDC00) {  // the first of a pair of surrogates
      if (!take_word("\\u")) fail("half of a pair of surrogates");
      const uint32_t second = four_digits();
      if (second < 0xDC00 || second >= 0xE000) fail("half of a pair of surrogates");
      point = 0x10000 + ((point - 0xD800) << 10) + (second - 0xDC00);
    }
    append_code_point(out, point);
  }

  std::string string() {
    std::string out;
    ++at_;  // the quote
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return out;
      if (c == '\\') {
        append_escape(out);
      } else if (static_cast<unsigned char>(c) < 0x20) {
        fail("a control character in a string");
      } else {
        out += c;
      }
    }
    fail("a string without end");
  }

  std::string_view text_;
  JsonLimits limits_;
  size_t at_ = 0;
  uint64_t values_ = 0;
};

}  // namespace

ConfigValue parse_json(std::string_view text, const JsonLimits& limits) {
  return Reader(text, limits).whole();
}

}  // namespace keratin::saving
