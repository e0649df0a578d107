#include "arguments.h"

#include "tokens.h"

namespace keratin::cells {
namespace {

constexpr size_t none = std::string::npos;

// The bracket that is open in front of token `end`.
size_t open_bracket(const Tokens& tokens, size_t end) {
  int depth = 0;
  for (size_t i = end; i-- > 0;) {
    depth += tokens[i].step();
    if (depth > 0) return i;
  }
  return none;
}

// Whether ".name =" stands in front of token i.
bool is_field(const Tokens& tokens, size_t i) {
  return i >= 3 && tokens[i - 1].is("=") && tokens.is_name(i - 2) && tokens[i - 3].is(".");
}

bool begins_value(const Tokens& tokens, size_t i) {
  return i > 0 && (tokens[i - 1].is("(") || tokens[i - 1].is(",") || tokens[i - 1].is("{"));
}

// The value in front of which token `i` stands.
std::optional<OpenArgument> argument_at(const std::string& text, const Tokens& tokens, size_t i) {
  OpenArgument argument;
  for (;;) {
    const bool has_name = is_field(tokens, i);
    if (has_name) {
      argument.fields.insert(argument.fields.begin(), tokens[i - 2].text);
      i -= 3;
    }
    if (!begins_value(tokens, i)) return std::nullopt;
    const size_t bracket = open_bracket(tokens, i);
    if (bracket == none || tokens[bracket].is("[")) return std::nullopt;
    if (tokens[bracket].is("(")) {
      if (has_name) return std::nullopt;
      argument.call = text.substr(0, tokens[i - 1].end()) + " ";
      return argument;
    }
    i = bracket;  // the braces are a value themselves
  }
}

}  // namespace

std::optional<OpenArgument> open_argument(const std::string& text) {
  const Tokens tokens = tokens_of(text);
  return argument_at(text, tokens, tokens.size());
}

std::optional<OpenOptions> open_options(const std::string& text) {
  const Tokens tokens = tokens_of(text);
  const size_t end = tokens.size();
  if (end < 2 || !tokens[end - 1].is(".") || !begins_value(tokens, end - 1)) return std::nullopt;
  const size_t brace = open_bracket(tokens, end - 1);
  if (brace == none || !tokens[brace].is("{")) return std::nullopt;
  const auto argument = argument_at(text, tokens, brace);
  if (!argument) return std::nullopt;
  OpenOptions options{*argument, {}};
  int depth = 0;
  for (size_t i = brace + 1; i < end; ++i) {
    if (depth == 0 && is_field(tokens, i)) options.given.insert(tokens[i - 2].text);
    depth += tokens[i].step();
  }
  return options;
}

}  // namespace keratin::cells
