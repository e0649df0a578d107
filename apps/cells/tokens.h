// The tokens of a cell, by clang's own lexer, without comments.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace keratin::cells {

enum class TokenKind { word, literal, mark };

struct Token {
  TokenKind kind = TokenKind::mark;
  std::string text;
  size_t begin = 0;  // in bytes
  int line = 1;      // from 1, as compilers count
  int column = 1;
  bool starts_line = false;

  size_t end() const { return begin + text.size(); }
  bool is(std::string_view word) const { return text == word; }
  /// +1 for an opening bracket, -1 for a closing one.
  int step() const;
};

struct Tokens {
  std::vector<Token> list;
  /// Whether the cell ends within a comment, a raw string or the continuation of a line.
  bool is_open = false;

  size_t size() const { return list.size(); }
  const Token& operator[](size_t i) const { return list[i]; }
  /// The text of token i, "" behind the last one.
  std::string_view word(size_t i) const {
    return i < list.size() ? std::string_view(list[i].text) : std::string_view();
  }
  bool is_name(size_t i) const { return i < list.size() && list[i].kind == TokenKind::word; }
};

Tokens tokens_of(const std::string& code);

/// Whether `word` is one of `list`.
template <class List>
bool is_one_of(std::string_view word, const List& list) {
  for (std::string_view candidate : list) {
    if (word == candidate) return true;
  }
  return false;
}

}  // namespace keratin::cells
