// Completion and inspection at a place in a cell.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "child.h"
#include "completion.h"
#include "session.h"
#include "tokens.h"

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

}  // namespace

std::vector<std::string> Session::complete(const std::string& code, size_t position) {
  const std::string text = code.substr(0, position);
  if (is_within_text(text)) return {};
  size_t begin = text.size();
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  const std::string prefix = text.substr(begin);
  const std::string answer = in_child([&] { return names_as_json(read_at(text), prefix); });
  return nlohmann::json::parse(answer).get<std::vector<std::string>>();
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
    for (const Candidate& candidate : read_at(text)) {
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

// What can stand at the end of the text, whose earlier pieces are known by then.
std::vector<Candidate> Session::read_at(const std::string& text) {
  std::vector<Piece> pieces = pieces_of(text);
  Piece last{"", 1, 1, true};
  if (!pieces.empty() && !pieces.back().text.ends_with(';')) {
    last = pieces.back();
    pieces.pop_back();
  }
  read_only(pieces);
  const PieceKind kind = kind_of(last, [this](const auto& path) { return names_->is_type(path); });
  const Opening opening = opening_of(kind);
  return candidates(interpreter_, opening.head, last.text, opening.tail);
}

}  // namespace keratin::cells
