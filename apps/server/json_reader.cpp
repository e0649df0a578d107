#include "server/json_reader.h"

#include "keratin/base/text.h"
#include "server/message.h"
#include "server/utf8.h"

namespace keratin::server {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(std::string& out, unsigned code) {
  const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xe0 | code >> 12);
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
    }
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

}  // namespace

std::string_view name_of(JsonReader::Kind kind) {
  switch (kind) {
    case JsonReader::Kind::object: return "an object";
    case JsonReader::Kind::array: return "a list";
    case JsonReader::Kind::string: return "a string";
    case JsonReader::Kind::number: return "a number";
    case JsonReader::Kind::boolean: return "true or false";
    case JsonReader::Kind::null: break;
  }
  return "null";
}

void JsonReader::refuse(std::string_view what) const {
  throw Refusal{400, text("JSON, at byte ", at_, ": ", what)};
}

void JsonReader::skip_space() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return;
    ++at_;
  }
}

JsonReader::Kind JsonReader::peek() {
  skip_space();
  if (at_ == text_.size()) refuse("a value is missing");
  switch (const char c = text_[at_]; c) {
    case '{': return Kind::object;
    case '[': return Kind::array;
    case '"': return Kind::string;
    case 't':
    case 'f': return Kind::boolean;
    case 'n': return Kind::null;
    default:
      if (is_digit(c) || c == '-' || c == 'N' || c == 'I') return Kind::number;
  }
  refuse("expected a value");
}

void JsonReader::open(char bracket, std::string_view what) {
  const Kind found = peek();
  if (!is_at(bracket)) refuse(text("expected ", what, ", found ", name_of(found)));
  if (--depth_left_ < 0) refuse("nested too deep");
  ++at_;
}

bool JsonReader::has_more(char bracket, bool is_first) {
  skip_space();
  if (is_at(bracket)) {
    ++at_;
    return false;
  }
  if (is_first) return true;
  if (!is_at(',')) refuse(text("expected ',' or '", bracket, "'"));
  ++at_;
  skip_space();
  return true;
}

void JsonReader::expect(char c) {
  skip_space();
  if (!is_at(c)) refuse(text("expected '", c, "'"));
  ++at_;
}

void JsonReader::word(std::string_view expected) {
  if (text_.substr(at_, expected.size()) != expected) refuse(text("expected ", expected));
  at_ += expected.size();
}

unsigned JsonReader::four_hex_digits() {
  unsigned code = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (is_digit(c)) {
      code = code * 16 + static_cast<unsigned>(c - '0');
    } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
      code = code * 16 + static_cast<unsigned>((c | 0x20) - 'a' + 10);
    } else {
      refuse("\\u needs four hexadecimal digits");
    }
  }
  return code;
}

void JsonReader::append_escape(std::string& out) {
  const char c = at_ < text_.size() ? text_[at_++] : '\0';
  switch (c) {
    case '"':
    case '\\':
    case '/': out += c; return;
    case 'b': out += '\b'; return;
    case 'f': out += '\f'; return;
    case 'n': out += '\n'; return;
    case 'r': out += '\r'; return;
    case 't': out += '\t'; return;
    case 'u': break;
    default: refuse("there is no such escape");
  }
  unsigned code = four_hex_digits();
  if (code >= 0xd800 && code <= 0xdbff) {
    if (text_.substr(at_, 2) != "\\u") refuse("half of a surrogate pair is missing");
    at_ += 2;
    const unsigned low = four_hex_digits();
    if (low < 0xdc00 || low > 0xdfff) refuse("half of a surrogate pair is missing");
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  } else if (code >= 0xdc00 && code <= 0xdfff) {
    refuse("half of a surrogate pair is missing");
  }
  append_utf8(out, code);
}

std::string JsonReader::string() {
  const Kind found = peek();
  if (found != Kind::string) refuse(text("expected a string, found ", name_of(found)));
  std::string out;
  for (++at_;;) {
    if (at_ == text_.size()) refuse("the string does not end");
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c == '"') break;
    if (c < 0x20) refuse("a control character in a string");
    if (c == '\\') {
      ++at_;
      append_escape(out);
    } else {
      const size_t length = utf8_length(text_, at_);
      if (length == 0) refuse("the string is no UTF-8");
      out += text_.substr(at_, length);
      at_ += length;
    }
  }
  ++at_;
  return out;
}

bool JsonReader::boolean() {
  const Kind found = peek();
  if (found != Kind::boolean) refuse(text("expected true or false, found ", name_of(found)));
  const bool value = is_at('t');
  word(value ? "true" : "false");
  return value;
}

void JsonReader::digits() {
  if (at_ == text_.size() || !is_digit(text_[at_])) refuse("a digit is missing in the number");
  while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
}

std::string_view JsonReader::number() {
  const Kind found = peek();
  if (found != Kind::number) refuse(text("expected a number, found ", name_of(found)));
  const size_t begin = at_;
  const auto taken = [&] { return text_.substr(begin, at_ - begin); };
  if (is_at('N')) return word("NaN"), taken();
  if (is_at('-')) ++at_;
  if (is_at('I')) return word("Infinity"), taken();
  if (is_at('0')) {
    ++at_;
    if (at_ < text_.size() && is_digit(text_[at_])) refuse("a number begins with 0");
  } else {
    digits();
  }
  if (is_at('.')) {
    ++at_;
    digits();
  }
  if (is_at('e') || is_at('E')) {
    ++at_;
    if (is_at('+') || is_at('-')) ++at_;
    digits();
  }
  return taken();
}

std::string_view JsonReader::skip() {
  const Kind kind = peek();
  const size_t begin = at_;
  switch (kind) {
    case Kind::object: object([&](const std::string&) { skip(); }); break;
    case Kind::array: array([&] { skip(); }); break;
    case Kind::string: string(); break;
    case Kind::number: number(); break;
    case Kind::boolean: boolean(); break;
    case Kind::null: word("null"); break;
  }
  return text_.substr(begin, at_ - begin);
}

void JsonReader::end() {
  skip_space();
  if (at_ != text_.size()) refuse("something follows the value");
}

}  // namespace keratin::server
