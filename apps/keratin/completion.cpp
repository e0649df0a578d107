#include <fmt/format.h>
#include <fmt/ranges.h>

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

std::string part_of(const CommandText& command) {
  std::string result = fmt::format("    {})\n      words=\"{}\"\n      case \"$before\" in\n",
                                   command.name, words(command.options));
  for (const OptionText& option : command.options) {
    if (!option.value.empty()) result += after(option);
  }
  return result + "      esac ;;\n";
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
      "  [ \"$COMP_CWORD\" -gt 1 ] && files=yes\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n",
      program.version, words(program.options), commands);
  for (const CommandText& command : program.commands) result += part_of(command);
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
