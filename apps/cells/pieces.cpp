#include "pieces.h"

#include <array>

#include "tokens.h"

namespace keratin::cells {
namespace {

constexpr std::array<std::string_view, 10> blocks = {"if",  "for", "while", "do",    "switch",
                                                     "try", "{",   "else",  "catch", "return"};
constexpr std::array<std::string_view, 4> types_with_body = {"struct", "class", "enum", "union"};

// Cuts a cell, one piece after the other.
class Cutter {
 public:
  explicit Cutter(const std::string& code) : code_(code), tokens_(tokens_of(code)) {}

  std::vector<Piece> cut() {
    std::vector<Piece> pieces;
    while (at_ < tokens_.size()) {
      const size_t begin = at_;
      if (is_directive(at_)) {
        pass_directive();
      } else {
        pass_piece();
      }
      const size_t from = tokens_[begin].begin;
      pieces.push_back(
          {code_.substr(from, end_ - from), tokens_[begin].line, tokens_[begin].column, false});
    }
    if (!pieces.empty()) pieces.back().is_last = true;
    return pieces;
  }

 private:
  bool is_directive(size_t i) const { return tokens_[i].is("#") && tokens_[i].starts_line; }

  void pass_line() {
    end_ = tokens_[at_].begin;
    while (end_ < code_.size() && (code_[end_] != '\n' || code_[end_ - 1] == '\\')) ++end_;
    while (at_ < tokens_.size() && tokens_[at_].begin < end_) ++at_;
  }

  // A condition goes to its end, whatever stands in it.
  void pass_directive() {
    int conditions = 0;
    for (bool is_first = true; at_ < tokens_.size(); is_first = false) {
      if (is_directive(at_)) {
        const std::string_view word = tokens_.word(at_ + 1);
        if (word.starts_with("if")) ++conditions;
        if (word == "endif") --conditions;
        pass_line();
        if (conditions <= 0) return;
      } else {
        end_ = tokens_[at_++].end();
      }
      if (is_first && conditions <= 0) return;
    }
  }

  void pass_piece() {
    const size_t begin = at_;
    int depth = 0;
    bool is_body = false;       // of a function: its "}" ends the piece
    bool is_condition = false;  // behind "requires": something must follow
    while (at_ < tokens_.size()) {
      const Token& token = tokens_[at_];
      if (depth == 0 && token.is("{")) {
        is_condition = opens_condition(begin, at_);
        is_body = !is_condition && opens_body(begin, at_);
      }
      depth += token.step();
      ++at_;
      end_ = token.end();
      if (depth > 0) continue;
      if (token.is(";") && !goes_on_after_semicolon(begin)) return;
      if (token.is("}") && is_condition && at_ < tokens_.size() && !tokens_[at_].is(";")) continue;
      if (token.is("}") && (is_body || !goes_on_after_brace(begin))) return;
      if (at_ < tokens_.size() && is_directive(at_)) return;
    }
  }

  // "if (a) b(); else c();" and "do a(); while (b);".
  bool goes_on_after_semicolon(size_t begin) const {
    const std::string_view first = tokens_.word(begin), next = tokens_.word(at_);
    return (next == "else" && is_one_of(first, blocks)) || (next == "while" && first == "do");
  }

  bool goes_on_after_brace(size_t begin) const {
    const std::string_view first = tokens_.word(begin), next = tokens_.word(at_);
    if (at_ == tokens_.size()) return false;
    if (next == "else" || next == "catch") return true;
    if (first == "do") return next == "while" || next == "(" || next == ";";
    if (is_one_of(first, blocks) && first != "return") return false;
    if (names_type_body(begin)) return next == ";" || tokens_.is_name(at_) || next == "*";
    constexpr std::array<std::string_view, 33> on = {
        ";",  ",", ".", "->", "(",  ")",  "[",  "]",  "=",  "?",  ":",
        "+",  "-", "*", "/",  "%",  "<",  ">",  "==", "!=", "<=", ">=",
        "&&", "|", "&", "||", "<<", ">>", "+=", "-=", "*=", "/=", "{"};
    return is_one_of(next, on);
  }

  // Whether "struct", "class", ... stands before the first bracket.
  bool names_type_body(size_t begin) const {
    for (size_t i = begin; i < at_ && tokens_[i].step() == 0; ++i) {
      if (is_one_of(tokens_.word(i), types_with_body) && tokens_.word(begin) != "namespace") {
        return tokens_.word(begin) != "template" || !is_template_parameter(begin, i);
      }
    }
    return false;
  }

  // template <class T> ...: whether token i stands between the angles.
  bool is_template_parameter(size_t begin, size_t i) const {
    int angles = 0;
    for (size_t j = begin; j < i; ++j) {
      if (tokens_[j].is("<")) ++angles;
      if (tokens_[j].is(">")) --angles;
      if (tokens_[j].is(">>")) angles -= 2;
    }
    return angles > 0;
  }

  // Whether the "{" at `brace` begins the body of a function, and not of a lambda, a class or a
  // list: it stands behind a ")" with nothing assigned before.
  bool opens_body(size_t begin, size_t brace) const {
    if (tokens_[begin].is("namespace") || tokens_[begin].is("extern")) return true;
    int depth = 0;
    bool has_arguments = false, initializes = false;  // : x{1}, y{2} {}
    for (size_t i = begin; i < brace; ++i) {
      const bool is_outside = depth == 0;
      depth += tokens_[i].step();
      if (!is_outside) continue;
      if (tokens_[i].is(":") && i > begin && tokens_[i - 1].is(")")) initializes = true;
      if (tokens_[i].is("=") && !(i > begin && tokens_[i - 1].is("operator"))) return false;
      if (tokens_[i].is("[") && opens_lambda(begin, i)) return false;
      if (tokens_[i].is("(")) has_arguments = true;
    }
    const bool is_list = initializes && !tokens_[brace - 1].is(")") && !tokens_[brace - 1].is("}");
    return has_arguments && !is_list && !is_one_of(tokens_.word(begin), blocks) &&
           (tokens_[brace - 1].is(")") || tokens_.is_name(brace - 1) ||
            tokens_[brace - 1].is("}") || tokens_[brace - 1].is(">") || tokens_[brace - 1].is("&"));
  }

  // "requires {" and "requires (T x) {".
  bool opens_condition(size_t begin, size_t brace) const {
    size_t head = brace;
    if (brace > begin && tokens_[brace - 1].is(")")) {
      int depth = 0;
      do {
        depth += tokens_[--head].step();
      } while (depth < 0 && head > begin);
    }
    return head > begin && tokens_[head - 1].is("requires");
  }

  bool opens_lambda(size_t begin, size_t i) const {
    if (tokens_.word(i + 1) == "[" || (i > begin && tokens_[i - 1].is("["))) return false;
    return i == begin || !(tokens_.is_name(i - 1) || tokens_[i - 1].is(")") ||
                           tokens_[i - 1].is("]") || tokens_[i - 1].is("&"));
  }

  const std::string& code_;
  Tokens tokens_;
  size_t at_ = 0;   // the next token
  size_t end_ = 0;  // of the piece, in bytes
};

}  // namespace

std::vector<Piece> pieces_of(const std::string& code) { return Cutter(code).cut(); }

std::string without_captures(const std::string& text) {
  const Tokens tokens = tokens_of(text);
  std::string result = text;
  int depth = 0, body = -1;  // the depth in which a body stands; -1 outside
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (body < 0 && tokens[i].is("[") && tokens.word(i + 1) == "&" && tokens.word(i + 2) == "]") {
      result[tokens[i + 1].begin] = ' ';
    }
    const std::string_view before = i > 0 ? tokens.word(i - 1) : "";
    if (body < 0 && tokens[i].is("{") && (before == ")" || before == "]" || before == "mutable")) {
      body = depth;
    }
    depth += tokens[i].step();
    if (tokens[i].is("}") && depth == body) body = -1;
  }
  return result;
}

}  // namespace keratin::cells
