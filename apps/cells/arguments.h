// Where in an unfinished text an argument is being typed: which call it belongs to, and which of
// its options.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace keratin::cells {

/// "f(x, {.a = " is the value of the field a of f's second argument.
struct OpenArgument {
  std::string call;                 // "f(x, ": the text up to the argument
  std::vector<std::string> fields;  // within it, the outermost first: {"a"}
};

/// What is typed at the end of the text, in front of its value; nothing outside of calls.
std::optional<OpenArgument> open_argument(const std::string& text);

/// The braces that are open at the end of "f(x, {.a = 1, ." as the argument they are, and the
/// fields that are set in them; nothing where no field's name can stand.
struct OpenOptions {
  OpenArgument argument;
  std::set<std::string> given;
};
std::optional<OpenOptions> open_options(const std::string& text);

}  // namespace keratin::cells
