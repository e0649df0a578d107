#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "apps/keratin/command_text.h"

namespace keratin::command {
namespace {

std::string words(const std::vector<OptionText>& options) {
  std::string result;
  for (const OptionText& option : options) {
    if (option.is_positional) continue;
    for (const std::string& name : option.names) result += (result.empty() ? "" : " ") + name;
  }
  return result;
}

/// Whether it has arguments that are no options: those are files.
bool takes_files(const CommandText& command) {
  return std::any_of(command.options.begin(), command.options.end(),
                     [](const OptionText& option) { return option.is_positional; });
}

/// What comes after an option that takes a value: its words, files where it has none, nothing
/// where it is a number.
std::string after(const OptionText& option) {
  const std::string names = fmt::format("{}", fmt::join(option.names, "|"));
  if (!option.choices.empty()) {
    const bool takes_files = option.value == "DATA";
    return fmt::format("      {}) words=\"{}\"; files={} ;;\n", names,
                       fmt::join(option.choices, " "), takes_files ? "yes" : "no");
  }
  return fmt::format("      {}) words=\"\"; files={} ;;\n", names,
                     option.value == "FILE" || option.value == "FOLDER" ? "yes" : "no");
}

std::string head_of(const CommandText& command) {
  return fmt::format("    {})\n      words=\"{}\"; files={}\n      case \"$before\" in\n",
                     command.name, words(command.options), takes_files(command) ? "yes" : "no");
}

}  // namespace

std::string bash_completion(const ProgramText& program) {
  std::string commands;
  for (const CommandText& command : program.commands) commands += " " + command.name;
  std::string result = fmt::format(
      "# bash completion of keratin {}, made by keratin --completion bash\n"
      "_keratin() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  local words=\"{}{}\" files=no\n"
      "  [ \"$word\" = = ] && word=\n"
      "  [ \"$before\" = = ] && before=\"${{COMP_WORDS[COMP_CWORD-2]}}\"\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n",
      program.version, words(program.options), commands);
  result += written(
      program,
      {.head = head_of,
       .option = [](const OptionText& option) { return option.value.empty() ? "" : after(option); },
       .tail = [](const CommandText&) { return "      esac ;;\n"; }});
  return result +
         "  esac\n"
         "  COMPREPLY=()\n"
         "  [ -n \"$words\" ] && mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
         "  if [ \"$files\" = yes ] && [[ \"$word\" != -* ]]; then\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$([[ $before == -* ]] && echo \"$words\")\" "
         "-- \"$word\"; compgen -f -- \"$word\")\n"
         "  fi\n"
         "} && complete -F _keratin keratin\n";
}

}  // namespace keratin::command
