// JSON read from front to back: the caller asks for what comes next, and nothing is kept.
#pragma once
#include <string>
#include <string_view>

namespace keratin::server {

/// Reads one JSON text. Everything that is no JSON, deeper than `max_depth`, or another kind than
/// asked for throws Refusal 400, which says where. NaN, Infinity and -Infinity count as numbers, as
/// TensorFlow Serving takes them. Strings and names must be UTF-8.
class JsonReader {
 public:
  enum class Kind { object, array, string, number, boolean, null };

  explicit JsonReader(std::string_view text, int max_depth = 64)
      : text_(text), depth_left_(max_depth) {}

  /// What kind of value comes next.
  Kind peek();
  /// Calls on_member(name), which must read the value, for each member.
  template <class F>
  void object(F on_member) {
    open('{', "an object");
    for (bool is_first = true; has_more('}', is_first); is_first = false) {
      const std::string name = string();
      expect(':');
      on_member(name);
    }
    ++depth_left_;
  }
  /// Calls on_element(), which must read it, for each element.
  template <class F>
  void array(F on_element) {
    open('[', "a list");
    for (bool is_first = true; has_more(']', is_first); is_first = false) on_element();
    ++depth_left_;
  }
  std::string string();
  bool boolean();
  /// The number as it is written.
  std::string_view number();
  /// Goes over one value of any kind, and gives its text.
  std::string_view skip();
  /// Nothing but white space may follow.
  void end();

  [[noreturn]] void refuse(std::string_view what) const;

 private:
  void skip_space();
  void open(char bracket, std::string_view what);
  bool has_more(char bracket, bool is_first);
  void expect(char c);
  void word(std::string_view expected);
  void digits();
  void append_escape(std::string& out);
  unsigned four_hex_digits();
  bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  std::string_view text_;
  size_t at_ = 0;
  int depth_left_;
};

/// "an object", "a number", ...
std::string_view name_of(JsonReader::Kind kind);

}  // namespace keratin::server
