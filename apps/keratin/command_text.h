// What the command says of itself, as data: from it come the man page and the shell's completion.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace keratin::command {

struct OptionText {
  std::vector<std::string> names;  // "--output", "-o"; of what has no name, "MODEL"
  std::string value;               // "FILE"; empty: it takes none
  std::string description;
  std::vector<std::string> choices = {};  // the words that it takes
  bool is_positional = false;
  bool is_required = false;
};

struct CommandText {
  std::string name;
  std::string description;
  std::string example;
  std::vector<OptionText> options;
};

struct ProgramText {
  std::string version;
  std::string description;
  std::vector<OptionText> options;
  std::vector<CommandText> commands;
};

/// How a page says a command: what stands before its options, each of them, and what stands behind.
struct PageWriter {
  std::function<std::string(const CommandText&)> head;
  std::function<std::string(const OptionText&)> option;
  std::function<std::string(const CommandText&)> tail;
};
/// All commands, one after the other.
std::string written(const ProgramText& program, const PageWriter& writer);

/// For `source`, or share/bash-completion/completions/keratin.
std::string bash_completion(const ProgramText& program);
/// The page keratin(1), in man(7)'s macros.
std::string manual(const ProgramText& program);

}  // namespace keratin::command
