#include "apps/keratin/command_text.h"

namespace keratin::command {

std::string written(const ProgramText& program, const PageWriter& writer) {
  std::string page;
  for (const CommandText& command : program.commands) {
    page += writer.head(command);
    for (const OptionText& option : command.options) page += writer.option(option);
    page += writer.tail(command);
  }
  return page;
}

}  // namespace keratin::command
