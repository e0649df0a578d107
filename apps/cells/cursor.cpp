// Completion and inspection at a place in a cell.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "child.h"
#include "completion.h"
#include "session.h"
#include "tokens.h"
#include "words.h"

namespace keratin::cells {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0;
}

// "#include <keratin" and the inside of strings and comments are no names.
bool is_within_text(const std::string& code) {
  const Tokens tokens = tokens_of(code + "\"");
  return tokens.is_open || tokens.size() == 0 || !tokens.list.back().is("\"");
}

// A piece up to the cursor, and what stands around it when it is read.
struct Opening {
  std::string head, tail;
};

Opening opening_of(PieceKind kind) {
  if (kind == PieceKind::declaration)
    return {"namespace notebook { inline namespace keratin_cursor {", "}}"};
  return {"namespace notebook { void keratin_cursor() {", "}}"};
}

// Whether the outermost bracket that is open at the end is that of a body.
bool begins_body(const std::string& text) {
  const Tokens tokens = tokens_of(text);
  int depth = 0;
  std::string_view outermost;
  for (const Token& token : tokens.list) {
    if (depth == 0 && token.step() > 0) outermost = token.text;
    depth += token.step();
  }
  return depth > 0 && outermost == "{";
}

// "f(" of "auto x = f("; all of what assigns nothing.
std::string behind_assignment(const std::string& text) {
  size_t begin = 0;
  int depth = 0;
  for (const Token& token : tokens_of(text).list) {
    if (depth == 0 && token.is("=")) begin = token.end();
    depth += token.step();
  }
  return text.substr(begin);
}

std::string names_as_json(const std::vector<Candidate>& found, const std::string& prefix) {
  std::vector<const Candidate*> sorted;
  for (const Candidate& candidate : found) {
    const std::string& name = candidate.name;
    const bool is_hidden =
        prefix.empty() ? name.starts_with("_") : prefix[0] != '_' && name[0] == '_';
    const bool is_ours = name.starts_with("cell_") || name.starts_with("keratin_cursor");
    if (name.starts_with(prefix) && !is_hidden && !is_ours && !name.starts_with("operator") &&
        !name.starts_with("~")) {
      sorted.push_back(&candidate);
    }
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Candidate* a, const Candidate* b) {
    return a->priority != b->priority ? a->priority < b->priority : a->name < b->name;
  });
  nlohmann::json names = nlohmann::json::array();
  std::set<std::string> seen;
  for (const Candidate* candidate : sorted) {
    if (names.size() < 500 && seen.insert(candidate->name).second) names.push_back(candidate->name);
  }
  return names.dump();
}

std::string words_as_json(std::vector<std::string> words, const std::string& typed) {
  std::erase_if(words, [&](const std::string& word) { return !word.starts_with(typed); });
  const std::set<std::string> sorted(words.begin(), words.end());
  return nlohmann::json(sorted).dump();
}

// Where the string begins that is open at the end of the text, behind its quote; nothing outside of
// strings.
std::optional<size_t> open_string(const std::string& text) {
  const Tokens tokens = tokens_of(text + "\"");
  if (tokens.is_open || tokens.size() == 0) return std::nullopt;
  const Token& last = tokens.list.back();
  const bool is_open = last.kind == TokenKind::literal && last.text[0] == '"' &&
                       last.begin < text.size() && last.end() > text.size();
  return is_open ? std::optional(last.begin + 1) : std::nullopt;
}

}  // namespace

Completions Session::complete(const std::string& code, size_t position) {
  const std::string text = code.substr(0, position);
  size_t begin = text.size();
  std::string answer = "[]";
  if (const auto quoted = open_string(text)) {
    begin = *quoted;
    const std::string typed = text.substr(begin), before = text.substr(0, begin - 1);
    answer = in_child([&] { return words_as_json(words_at(before), typed); });
  } else if (!is_within_text(text)) {
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    const std::string prefix = text.substr(begin);
    answer = in_child([&] { return names_as_json(names_at(text), prefix); });
  }
  return {nlohmann::json::parse(answer).get<std::vector<std::string>>(), begin};
}

std::string Session::inspect(const std::string& code, size_t position) {
  size_t end = std::min(position, code.size()), begin = end;
  while (end < code.size() && is_word(code[end])) ++end;
  while (begin > 0 && is_word(code[begin - 1])) --begin;
  if (begin == end && begin > 0 && code[begin - 1] == '(') {  // f(|: what f is
    end = begin - 1;
    for (begin = end; begin > 0 && is_word(code[begin - 1]);) --begin;
  }
  const std::string name = code.substr(begin, end - begin), text = code.substr(0, end);
  if (name.empty() || is_within_text(text)) return {};
  return in_child([&] {
    std::vector<std::string> texts;
    for (const Candidate& candidate : names_at(text)) {
      if (candidate.name != name || !candidate.declaration) continue;
      if (candidate.declaration->isImplicit()) continue;
      const std::string one = explain(interpreter_, *candidate.declaration);
      if (std::find(texts.begin(), texts.end(), one) == texts.end()) texts.push_back(one);
    }
    std::string all;
    for (const std::string& one : texts) all += (all.empty() ? "" : "\n\n") + one;
    return all;
  });
}

// The piece at the end of the text; those before it are known by then.
Piece Session::read_pieces_before(const std::string& text) {
  std::vector<Piece> pieces = pieces_of(text);
  Piece last{"", 1, 1, true};
  if (!pieces.empty() && !pieces.back().text.ends_with(';')) {
    last = pieces.back();
    pieces.pop_back();
  }
  read_only(pieces);
  return last;
}

// clang itself gives up on a field's name where a call has several overloads, and crashes over
// "auto x = call(": what is assigned is read alone.
std::vector<clang::QualType> Session::types_of(const OpenArgument& argument) {
  const std::string last = read_pieces_before(argument.call).text;
  const bool is_body = begins_body(last);
  const Opening opening = opening_of(is_body ? PieceKind::declaration : PieceKind::statement);
  const std::string text = is_body ? last : behind_assignment(last);
  std::vector<clang::QualType> types =
      candidates(interpreter_, opening.head, text, opening.tail).parameters;
  for (const std::string& field : argument.fields) types = types_of_field(types, field);
  return types;
}

std::vector<Candidate> Session::names_at(const std::string& text) {
  size_t begin = text.size();
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  const auto options = open_options(text.substr(0, begin));
  if (!options) {
    const Piece last = read_pieces_before(text);
    const auto is_type = [this](const auto& path) { return names_->is_type(path); };
    const Opening opening = opening_of(kind_of(last, is_type));
    return candidates(interpreter_, opening.head, last.text, opening.tail).names;
  }
  std::vector<Candidate> fields = fields_of(types_of(options->argument));
  std::erase_if(fields, [&](const Candidate& x) { return options->given.contains(x.name); });
  return fields;
}

std::vector<std::string> Session::words_at(const std::string& text) {
  const auto argument = open_argument(text);
  if (!argument) return {};
  std::vector<std::string> words;
  for (const clang::QualType type : types_of(*argument)) {
    for (std::string& word : words_of_type(full_name(interpreter_, type))) {
      words.push_back(std::move(word));
    }
  }
  return words;
}

}  // namespace keratin::cells
