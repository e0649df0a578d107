// A cell cut into what C++ knows at file scope and what it knows in functions.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace keratin::cells {

enum class PieceKind { directive, declaration, statement, expression };

struct Piece {
  std::string text;
  int line = 1;  // where it stands in the cell
  int column = 1;
  bool is_last = false;
};

/// The cell's pieces: each ends with the ";" or "}" that ends a statement, a definition or, of a
/// directive, with its line ("#if" with the line of its "#endif").
std::vector<Piece> pieces_of(const std::string& code);

/// Whether a::b, given as {"a", "b"}, names a type, a template of types or a namespace; what
/// cannot be told is none.
using IsType = std::function<bool(const std::vector<std::string>& path)>;

/// What the piece is. `Type x` is a declaration and `x * y` a statement, which only who knows the
/// names can tell. An expression is what the last piece is without a ";" behind it, unless it
/// assigns: its value is shown.
PieceKind kind_of(const Piece& piece, const IsType& is_type);

/// The text with "[&]" of lambdas outside of functions as "[ ]": there C++ allows no capture, and
/// nothing needs one.
std::string without_captures(const std::string& text);

}  // namespace keratin::cells
