#include "session.h"

#include <clang/Interpreter/PartialTranslationUnit.h>

#include <cstdio>
#include <map>

#include "child.h"
#include "exceptions.h"
#include "interrupts.h"
#include "tokens.h"

namespace keratin::cells {
namespace {

std::string place(const Piece& piece, int cell) {
  return "#line " + std::to_string(piece.line) + " \"In[" + std::to_string(cell) + "]\"\n" +
         std::string(static_cast<size_t>(piece.column - 1), ' ');
}

bool ends_itself(const std::string& text) {
  const Tokens tokens = tokens_of(text);
  return tokens.size() > 0 && tokens.list.back().is(";");
}

// What C++ wants outside of namespaces.
bool stands_alone(const std::string& text) {
  const Tokens tokens = tokens_of(text);
  const std::string_view first = tokens.word(0), second = tokens.word(1);
  return first == "extern" || (first == "using" && second == "namespace") ||
         (first == "template" && second == "<" && tokens.word(2) == ">");
}

}  // namespace

Session::Session(std::vector<std::string> arguments) : interpreter_(std::move(arguments)) {
  const char* start =
      "#include <keratin_cells/out.h>\nusing namespace keratin;\nnamespace notebook {}\n"
      "using namespace notebook;\n";
  for (VoidFunction initialize : interpreter_.link(interpreter_.parse(start))) initialize();
  names_.emplace(interpreter_.context());
}

std::optional<CellError> Session::run(const std::string& code, int number) {
  cell_ = number;
  const InterruptScope scope;
  try {
    const std::vector<Piece> pieces = pieces_of(code);
    levels_.assign(pieces.size(), 0);
    if (auto error = check_all(pieces)) return error;
    for (size_t at = 0; at < pieces.size();) execute(next_unit(pieces, at));
    return std::nullopt;
  } catch (...) {
    return describe_exception();
  }
}

// Statements up to the next declaration or directive become one function; its variables are the
// cell's.
Unit Session::next_unit(const std::vector<Piece>& pieces, size_t& at) {
  const auto is_type = [this](const auto& path) { return names_->is_type(path); };
  const auto kind = [&](size_t i) { return kind_of(pieces[i], is_type); };
  Unit unit{kind(at), {}, at, levels_[at]};
  const Piece& first = pieces[at++];
  if (unit.kind == PieceKind::declaration) {
    unit.text = place(first, cell_) + with_older_namespace(without_captures(first.text));
    if (stands_alone(first.text)) unit.level = std::max(unit.level, 1);
  } else if (unit.kind == PieceKind::directive) {
    unit.text = place(first, cell_) + first.text;
    if (first.column > 1)
      unit.text.erase(unit.text.find_last_of('\n') + 1, size_t(first.column - 1));
    return unit;
  } else {
    unit.text = place(first, cell_) + first.text;
  }
  while (unit.kind == PieceKind::statement && at < pieces.size() &&
         kind(at) == PieceKind::statement) {
    unit.text += "\n" + place(pieces[at], cell_) + pieces[at].text;
    ++at;
  }
  if (!ends_itself(unit.text)) unit.text += ";";
  return unit;
}

std::string Session::next_id() {
  return "cell_" + std::to_string(cell_) + "_" + std::to_string(++serial_);
}

std::string Session::source_of(const Unit& unit, const std::string& id) const {
  const std::string notebook = "namespace notebook {\n",
                    function = notebook + "extern \"C\" void " + id + "() {\n";
  switch (unit.kind) {
    case PieceKind::directive: return unit.text + "\n";
    case PieceKind::statement: return function + unit.text + "\n}\n}\n";
    case PieceKind::expression:
      return function + "keratin::cells::Out{} ,\n" + unit.text + "\n}\n}\n";
    case PieceKind::declaration: break;
  }
  if (unit.level == 2) return unit.text + "\n";
  if (unit.level == 1) return notebook + unit.text + "\n}\n";
  return notebook + "inline namespace " + id + " {\n" + unit.text + "\n}\n}\n";
}

// A namespace of a cell is a new one, which knows what older ones of its name hold: the cell can
// run again, and another cell can add to it. "a::b" is one in the other.
std::string Session::with_older_namespace(const std::string& text) const {
  const Tokens tokens = tokens_of(text);
  if (!tokens.word(0).starts_with("namespace")) return text;
  std::vector<std::string> path;
  std::string head, tail;
  size_t at = 1;
  for (; tokens.is_name(at); at += 2) {
    path.emplace_back(tokens[at].text);
    const std::string older = names_->path_of_namespace(path);
    head += "namespace " + path.back() + " {";
    if (!older.empty()) head += " using namespace " + older + ";";
    if (tokens.word(at + 1) == "{") break;
    if (tokens.word(at + 1) != "::") return text;
    tail += "}";
  }
  if (tokens.word(at + 1) != "{" || path.empty()) return text;
  return head + text.substr(tokens[at + 1].end()) + tail;
}

// Reads the whole cell in a child, so that nothing of it runs unless all of it can; after an error
// clang's interpreter keeps halves of templates, which the child takes away with it.
std::optional<Session::Fault> Session::check(const std::vector<Piece>& pieces) {
  const std::string answer = in_child([&] {
    size_t begin = 0;
    try {
      for (size_t at = 0; at < pieces.size();) {
        begin = at;
        const Unit unit = next_unit(pieces, at);
        const std::string id = next_id();
        declare(interpreter_.parse(source_of(unit, id)), id);
      }
    } catch (const CompileError& error) {
      return std::to_string(begin) + " " + error.what();
    }
    return std::string();
  });
  if (answer.empty()) return std::nullopt;
  const size_t blank = answer.find(' ');
  return Fault{std::stoul(answer.substr(0, blank)), answer.substr(blank + 1)};
}

// What cannot be declared in a namespace, as "int A::f() {...}", is tried outside of one.
std::optional<CellError> Session::check_all(const std::vector<Piece>& pieces) {
  std::map<size_t, std::string> first_texts;  // of the faults that were tried elsewhere
  for (;;) {
    const std::optional<Fault> fault = check(pieces);
    if (!fault) return std::nullopt;
    const Piece& piece = pieces[fault->piece];
    const std::string& text = first_texts.emplace(fault->piece, fault->text).first->second;
    const auto is_type = [this](const auto& path) { return names_->is_type(path); };
    int& level = levels_[fault->piece];
    if (kind_of(piece, is_type) != PieceKind::declaration || level == 2) {
      return CellError{"CompileError", text};
    }
    level = level == 0 && stands_alone(piece.text) ? 2 : level + 1;
  }
}

void Session::declare(clang::PartialTranslationUnit& parsed, const std::string& id) {
  names_->note_references(*parsed.TUPart);
  if (clang::NamespaceDecl* space = names_->find_namespace(id)) {
    for (std::string& name : names_->hide_older(*space)) hidden_.push_back(std::move(name));
  }
}

void Session::execute(const Unit& unit) {
  if (unit.kind == PieceKind::declaration) return execute_declaration(unit);
  const std::string id = next_id();
  clang::PartialTranslationUnit& parsed = interpreter_.parse(source_of(unit, id));
  std::fputs(interpreter_.take_diagnostics().c_str(), stderr);
  names_->note_references(*parsed.TUPart);
  for (VoidFunction initialize : interpreter_.link(parsed)) initialize();
  if (unit.kind != PieceKind::directive) interpreter_.function(id)();
}

// When an initializer throws, what was there before stays.
void Session::execute_declaration(const Unit& unit) {
  const std::string id = next_id();
  clang::PartialTranslationUnit& parsed = interpreter_.parse(source_of(unit, id));
  std::fputs(interpreter_.take_diagnostics().c_str(), stderr);
  try {
    for (VoidFunction initialize : interpreter_.link(parsed)) initialize();
  } catch (...) {
    if (clang::NamespaceDecl* space = names_->find_namespace(id)) names_->hide_all(*space);
    throw;
  }
  declare(parsed, id);
  forget_hidden();
}

void Session::forget_hidden() {
  for (const std::string& name : std::exchange(hidden_, {})) {
    const std::string id = next_id();
    interpreter_.link(interpreter_.parse("extern \"C\" void " + id +
                                         "() { keratin::cells::forget(" + name + "); }\n"));
    interpreter_.function(id)();
  }
}

// Reads pieces without running them, as far as it goes; only a child does this.
void Session::read_only(const std::vector<Piece>& pieces) {
  levels_.assign(pieces.size(), 0);
  for (size_t at = 0; at < pieces.size();) {
    try {
      const Unit unit = next_unit(pieces, at);
      const std::string id = next_id();
      declare(interpreter_.parse(source_of(unit, id)), id);
    } catch (const CompileError&) {
    }
  }
}

}  // namespace keratin::cells
