// What a piece of a cell is, told by its first words as far as C++ can be.
#include <array>

#include "pieces.h"
#include "tokens.h"

namespace keratin::cells {
namespace {

constexpr std::array<std::string_view, 10> blocks = {"if", "for", "while", "do",     "switch",
                                                     "{",  "try", "throw", "return", "goto"};
constexpr std::array<std::string_view, 24> declaring = {
    "struct",    "class",     "enum",         "union",    "namespace",     "using",
    "typedef",   "template",  "extern",       "static",   "inline",        "constexpr",
    "consteval", "constinit", "const",        "concept",  "static_assert", "typename",
    "volatile",  "auto",      "thread_local", "decltype", "alignas",       "asm"};
constexpr std::array<std::string_view, 14> plain_types = {
    "int",    "long",     "short", "char",    "bool",    "float",    "double",
    "signed", "unsigned", "void",  "wchar_t", "char8_t", "char16_t", "char32_t"};
constexpr std::array<std::string_view, 11> assigning = {
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="};

// Passes "<...>" behind a name.
size_t behind_angles(const Tokens& tokens, size_t i) {
  int depth = 0, brackets = 0;
  for (; i < tokens.size(); ++i) {
    brackets += tokens[i].step();
    if (brackets == 0) {
      if (tokens[i].is("<")) ++depth;
      if (tokens[i].is(">")) --depth;
      if (tokens[i].is(">>")) depth -= 2;
    }
    if (depth <= 0) return i + 1;
  }
  return i;
}

// Whether "Type" in front of token i makes a declaration: a name, "(*f)(", or the like follows.
bool declares_behind_type(const Tokens& tokens, size_t i) {
  while (is_one_of(tokens.word(i), std::array<std::string_view, 4>{"*", "&", "&&", "const"})) ++i;
  if (tokens.word(i) == "(" && (tokens.word(i + 1) == "*" || tokens.word(i + 1) == "&")) {
    return tokens.is_name(i + 2) && tokens.word(i + 3) == ")" && tokens.word(i + 4) == "(";
  }
  return tokens.is_name(i) || tokens.word(i) == "[";
}

bool is_declaration(const Tokens& tokens, const IsType& is_type) {
  const std::string_view first = tokens.word(0);
  if (first == "[") return tokens.word(1) == "[";
  if (is_one_of(first, declaring)) return !(first == "auto" && tokens.word(1) == "(");
  if (is_one_of(first, plain_types)) return tokens.word(1) != "(" && tokens.word(1) != "{";
  size_t i = first == "::" ? 1 : 0;
  if (!tokens.is_name(i)) return false;
  std::vector<std::string> path;
  bool has_arguments = false;  // of a template: what stands behind them cannot be looked up
  for (;; ++i) {
    if (!has_arguments) path.emplace_back(tokens.word(i));
    ++i;
    if (tokens.word(i) == "<" && is_type(path)) {
      i = behind_angles(tokens, i);
      has_arguments = true;
    }
    if (tokens.word(i) != "::" || !tokens.is_name(i + 1)) break;
  }
  if (tokens.word(i) == "::" && tokens.word(i + 1) == "~") return true;
  const bool is_constructor = path.size() >= 2 && path.back() == path[path.size() - 2];
  if (is_constructor && tokens.word(i) == "(") return true;
  return is_type(path) && declares_behind_type(tokens, i);
}

bool assigns(const Tokens& tokens) {
  int depth = 0;
  for (const Token& token : tokens.list) {
    depth += token.step();
    if (depth == 0 && is_one_of(token.text, assigning)) return true;
  }
  return false;
}

}  // namespace

PieceKind kind_of(const Piece& piece, const IsType& is_type) {
  const Tokens tokens = tokens_of(piece.text);
  if (tokens.size() == 0) return PieceKind::statement;
  if (tokens[0].is("#")) return PieceKind::directive;
  if (is_one_of(tokens.word(0), blocks)) return PieceKind::statement;
  if (is_declaration(tokens, is_type)) return PieceKind::declaration;
  if (!piece.is_last || tokens.list.back().is(";") || assigns(tokens)) return PieceKind::statement;
  return PieceKind::expression;
}

}  // namespace keratin::cells
