#include <fmt/format.h>

#include <cctype>

#include "apps/keratin/command_text.h"

namespace keratin::command {
namespace {

/// As troff reads it: no letter steers it.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else if ((letter == '.' || letter == '\'') && (result.empty() || result.back() == '\n')) {
      result += std::string("\\&") + letter;
    } else {
      result += letter;
    }
  }
  return result;
}

std::string entry(const OptionText& option) {
  std::string head;
  for (const std::string& name : option.names) {
    head += (head.empty() ? "" : ", ") + fmt::format("\\fB{}\\fR", escaped(name));
  }
  if (option.is_positional) head = fmt::format("\\fI{}\\fR", escaped(option.names.at(0)));
  if (!option.value.empty()) head += fmt::format(" \\fI{}\\fR", escaped(option.value));
  std::string text = option.description;
  if (option.is_required && !option.is_positional) text += "; required";
  return fmt::format(".TP\n{}\n{}.\n", head, escaped(text));
}

/// What must stand behind the command.
std::string usage(const OptionText& option) {
  const std::string name = escaped(option.names.at(0));
  if (option.is_positional) {
    return option.is_required ? fmt::format(".I {}\n", name) : fmt::format(".RI [ {} ]\n", name);
  }
  return option.is_required ? fmt::format(".BI {} \" {}\"\n", name, escaped(option.value)) : "";
}

std::string synopsis(const ProgramText& program) {
  return written(program, {.head =
                               [](const CommandText& command) {
                                 return fmt::format(".B keratin {}\n", command.name);
                               },
                           .option = usage,
                           .tail = [](const CommandText&) { return ".RI [ options ]\n.br\n"; }});
}

std::string sections(const ProgramText& program) {
  return written(program, {.head =
                               [](const CommandText& command) {
                                 return fmt::format(".SS keratin {}\n{}.\n", command.name,
                                                    escaped(command.description));
                               },
                           .option = entry,
                           .tail =
                               [](const CommandText& command) {
                                 return fmt::format(".PP\nExample:\n.PP\n.RS\n.nf\n{}\n.fi\n.RE\n",
                                                    escaped(command.example));
                               }});
}

}  // namespace

std::string manual(const ProgramText& program) {
  std::string page = fmt::format(
      ".TH KERATIN 1 \"\" \"keratin {}\" \"User Commands\"\n"
      ".SH NAME\nkeratin \\- neural networks, with Keras's words and "
      "files\n.SH SYNOPSIS\n",
      program.version);
  page += synopsis(program) + ".SH DESCRIPTION\n" + escaped(program.description);
  page += "\n.SH COMMANDS\n" + sections(program);
  page += ".SH OPTIONS\n";
  for (const OptionText& option : program.options) page += entry(option);
  return page +
         ".SH EXIT STATUS\n.TP\n0\nDone.\n.TP\n1\nIt failed: a file, a shape, a device. One line "
         "on "
         "stderr says why.\n.TP\n2\nThe command was not understood.\n"
         ".SH ENVIRONMENT\n.TP\n\\fBKERAS_HOME\\fR\nWhere data sets are kept, in the folder "
         "datasets; ~/.keras without it.\n.TP\n\\fBKERATIN_DEVICE\\fR\nWhere models compute: "
         "cpu:0, "
         "gpu:0.\n";
}

}  // namespace keratin::command
