// What the commands print: a JSON object for machines, lines for people.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "keratin/keratin.h"

namespace keratin::command {

using Json = nlohmann::ordered_json;

/// As one line on stdout. Numbers that JSON does not have are null, bytes that are no UTF-8 are
/// replaced.
void print_json(const Json& value);
/// A tensor as lists in lists.
Json to_json(const Tensor& x);
/// Text on stdout, or on stderr for a person beside the results. What a file named may hold bytes
/// that steer a terminal: those are shown as "?".
void print_text(std::string_view text);
void print_note(std::string_view text);
/// Without bytes that steer a terminal; new lines and tabs stay.
std::string printable(std::string_view text);
/// An error's text on one line: "ShapeError in dense: ...; input float32 (3,); hint ...".
std::string one_line(std::string_view text);

}  // namespace keratin::command
