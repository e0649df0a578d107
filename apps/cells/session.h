// The variables of a notebook, and how a cell is checked, run, completed and explained.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "completion.h"
#include "interpreter.h"
#include "names.h"
#include "pieces.h"

namespace keratin::cells {

/// Why a cell ended before its end.
struct CellError {
  std::string name;  // "ShapeError", "CompileError", "KeyboardInterrupt"
  std::string text;
};

/// Each whole, for the text from `begin`, in bytes, up to the cursor.
struct Completions {
  std::vector<std::string> names;
  size_t begin = 0;
};

/// What the interpreter reads at once: one piece, or a run of statements as one function.
struct Unit {
  PieceKind kind = PieceKind::statement;
  std::string text;  // with what tells the compiler where it stands in the cell
  size_t first_piece = 0;
  int level = 0;  // 0 in a namespace of its own, 1 in that of all cells, 2 outside
};

class Session {
 public:
  /// Ready when the library's headers are read. The arguments are clang's.
  explicit Session(std::vector<std::string> arguments);

  /// Runs the cell, called In[number] in messages. Values are handed to emit_value.
  std::optional<CellError> run(const std::string& code, int number);

  /// What can stand at the position, in bytes: names, or in quotes the words of a closed list.
  Completions complete(const std::string& code, size_t position);
  /// What is known of the name at the position; "" when nothing is.
  std::string inspect(const std::string& code, size_t position);

 private:
  struct Fault {
    size_t piece = 0;
    std::string text;
  };

  Unit next_unit(const std::vector<Piece>& pieces, size_t& at);
  std::string source_of(const Unit& unit, const std::string& id) const;
  std::string next_id();
  std::optional<Fault> check(const std::vector<Piece>& pieces);
  std::optional<CellError> check_all(const std::vector<Piece>& pieces);
  void read_only(const std::vector<Piece>& pieces);
  std::string with_older_namespace(const std::string& text) const;
  void execute(const Unit& unit);
  void execute_declaration(const Unit& unit);
  void declare(clang::PartialTranslationUnit& parsed, const std::string& id);
  void forget_hidden();
  Piece read_pieces_before(const std::string& text);
  std::vector<clang::QualType> types_of(const OpenArgument& argument);
  std::vector<Candidate> names_at(const std::string& text);
  std::vector<std::string> words_at(const std::string& text);

  Interpreter interpreter_;
  std::optional<Names> names_;  // when the namespace of the cells is there
  int cell_ = 0, serial_ = 0;
  std::vector<int> levels_;  // of the cell's pieces: found out by trying
  std::vector<std::string> hidden_;
};

}  // namespace keratin::cells
