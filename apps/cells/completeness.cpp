#include "completeness.h"

#include <array>

#include "pieces.h"
#include "tokens.h"

namespace keratin::cells {
namespace {

// Brackets that are open at the end, innermost last; `is_right` is false for one that closes
// another.
std::string open_brackets(const Tokens& tokens, bool& is_right) {
  std::string open;
  for (const Token& token : tokens.list) {
    if (token.step() > 0) open += token.text;
    if (token.step() >= 0) continue;
    const char wanted = token.is(")") ? '(' : token.is("]") ? '[' : '{';
    if (open.empty() || open.back() != wanted) {
      is_right = false;
      return open;
    }
    open.pop_back();
  }
  return open;
}

// "a +", "f =", "network.": something must follow.
bool ends_with_operator(const Tokens& tokens) {
  constexpr std::array<std::string_view, 26> waiting = {
      "+",  "-",  "*",  "/",  "%",  "=", "<", "==", "!=", "<=", ">=", "&&", "||",
      "<<", "+=", "-=", "*=", "/=", ",", ".", "->", "::", "?",  ":",  "!",  "|"};
  return is_one_of(tokens.list.back().text, waiting);
}

// "for (...)", "if (...)", "else", "template <...>", "int f()" are the head of something.
bool is_head(const Piece& piece) {
  const Tokens tokens = tokens_of(piece.text);
  const std::string_view first = tokens.word(0), last = tokens.list.back().text;
  if (last == "else" || last == "do" || last == "try") return true;
  if (first == "template" && last == ">") return true;
  if (first == "do") return last == "}";
  if (first == "try" && last == "}") return piece.text.find("catch") == std::string::npos;
  if (last != ")") return false;
  // The bracket that ends the piece: is it the head's own, or does a call end with it?
  int depth = 0;
  size_t i = tokens.size();
  while (i-- > 0) {
    depth -= tokens[i].step();
    if (depth == 0) break;
  }
  const std::string_view before = i > 0 ? tokens.word(i - 1) : "";
  return before == "if" || before == "for" || before == "while" || before == "switch" ||
         before == "catch" || before == "constexpr";
}

}  // namespace

CompletenessAnswer completeness_of(const std::string& code) {
  const Tokens tokens = tokens_of(code);
  if (tokens.is_open) return {Completeness::incomplete};
  if (tokens.size() == 0) return {};
  bool is_right = true;
  const std::string open = open_brackets(tokens, is_right);
  if (!is_right) return {Completeness::invalid};
  if (!open.empty()) return {Completeness::incomplete, std::string(2 * open.size(), ' ')};
  const Piece last = pieces_of(code).back();
  if (last.text.starts_with('#')) {
    const bool is_condition = last.text.starts_with("#if") && !last.text.ends_with("#endif");
    return {is_condition ? Completeness::incomplete : Completeness::complete};
  }
  if (is_head(last)) return {Completeness::incomplete, "  "};
  if (ends_with_operator(tokens)) return {Completeness::incomplete, "  "};
  return {};
}

const char* name_of(Completeness status) {
  constexpr std::array<const char*, 3> names = {"complete", "incomplete", "invalid"};
  return names[static_cast<size_t>(status)];
}

}  // namespace keratin::cells
