#include "tokens.h"

#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>

namespace keratin::cells {
namespace {

clang::LangOptions cpp20() {
  clang::LangOptions options;
  options.CPlusPlus = options.CPlusPlus11 = options.CPlusPlus14 = 1;
  options.CPlusPlus17 = options.CPlusPlus20 = 1;
  options.LineComment = options.RawStringLiterals = options.CXXOperatorNames = 1;
  options.Bool = options.Char8 = options.Digraphs = 1;
  return options;
}

TokenKind kind_of(const clang::Token& token) {
  if (token.is(clang::tok::raw_identifier)) return TokenKind::word;
  return token.isLiteral() ? TokenKind::literal : TokenKind::mark;
}

bool is_open_raw_string(std::string_view text) {
  const size_t quote = text.find('"');
  return quote != text.npos && quote > 0 && text[quote - 1] == 'R';
}

}  // namespace

int Token::step() const {
  if (kind != TokenKind::mark || text.size() != 1) return 0;
  if (std::string_view("([{").find(text[0]) != std::string_view::npos) return 1;
  return std::string_view(")]}").find(text[0]) != std::string_view::npos ? -1 : 0;
}

Tokens tokens_of(const std::string& code) {
  Tokens tokens;
  const clang::LangOptions options = cpp20();
  clang::SourceManagerForFile file("cell", code);
  clang::SourceManager& sources = file.get();
  const clang::FileID id = sources.getMainFileID();
  clang::Lexer lexer(id, sources.getBufferOrFake(id), sources, options);
  lexer.SetCommentRetentionState(true);
  size_t end = 0;
  for (clang::Token token;;) {
    lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::eof)) break;
    const size_t begin = sources.getFileOffset(token.getLocation());
    std::string text = code.substr(begin, token.getLength());
    end = begin + text.size();
    if (token.is(clang::tok::comment)) {
      tokens.is_open = false;
      continue;
    }
    tokens.is_open = token.is(clang::tok::unknown) && is_open_raw_string(text);
    tokens.list.push_back({kind_of(token), std::move(text), begin,
                           static_cast<int>(sources.getSpellingLineNumber(token.getLocation())),
                           static_cast<int>(sources.getSpellingColumnNumber(token.getLocation())),
                           token.isAtStartOfLine()});
  }
  // A comment without an end makes no token.
  tokens.is_open = tokens.is_open || code.find("/*", end) != code.npos || code.ends_with("\\\n") ||
                   code.ends_with('\\');
  return tokens;
}

}  // namespace keratin::cells
