#include "apps/keratin/command_text.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "apps/keratin/command_line.h"
#include "apps/keratin/report.h"

namespace keratin::command {
namespace {

namespace fs = std::filesystem;

/// What `bash` prints for a script.
std::string bash(const std::string& script) {
  const fs::path path =
      fs::temp_directory_path() / ("keratin-completion-" + std::to_string(getpid()));
  std::ofstream(path) << script;
  std::string result;
  std::FILE* pipe = popen(("bash " + path.string()).c_str(), "r");
  char buffer[4096];
  while (const size_t count = fread(buffer, 1, sizeof buffer, pipe)) result.append(buffer, count);
  pclose(pipe);
  fs::remove(path);
  return result;
}

/// What completion offers for word number `at` of these.
std::string offered(const std::string& words, int at) {
  return bash(bash_completion(program_text()) + "COMP_WORDS=(" + words +
              ")\nCOMP_CWORD=" + std::to_string(at) + "\n_keratin\necho \"${COMPREPLY[*]}\"\n");
}

TEST(BashCompletion, OffersCommandsOptionsAndWords) {
  EXPECT_EQ(offered("keratin e", 1), "evaluate\n");
  EXPECT_EQ(offered("keratin train --val", 2), "--validation-split\n");
  EXPECT_EQ(offered("keratin train --optimizer r", 3), "rmsprop\n");
  EXPECT_EQ(offered("keratin evaluate net.keras --data fash", 4), "fashion_mnist\n");
  EXPECT_EQ(offered("keratin train --epochs ''", 3), "\n");
  EXPECT_EQ(offered("keratin train --optimizer = rm", 4), "rmsprop\n");
  EXPECT_EQ(offered("keratin repl ''", 2), "--help -h\n");
}

TEST(Manual, HasEveryCommandOptionAndExample) {
  const ProgramText program = program_text();
  const std::string page = manual(program);
  ASSERT_EQ(program.commands.size(), 8U);
  for (const CommandText& command : program.commands) {
    EXPECT_NE(page.find(".SS keratin " + command.name + "\n"), std::string::npos);
    EXPECT_EQ(command.example.rfind("keratin " + command.name, 0), 0U) << command.example;
    EXPECT_FALSE(command.options.empty());
    for (const OptionText& option : command.options) {
      EXPECT_FALSE(option.description.empty()) << command.name << " " << option.names.at(0);
    }
  }
  EXPECT_NE(page.find("\\fB\\-\\-validation\\-split\\fR \\fIPART\\fR"), std::string::npos) << page;
}

TEST(OneLine, JoinsLinesAndShowsNoEscapes) {
  EXPECT_EQ(one_line("ShapeError: it's 3\n  input   float32 (3,)\n  hint    add one"),
            "ShapeError: it's 3; input float32 (3,); hint add one");
  EXPECT_EQ(one_line("a\033[31mred\x7f"), "a?[31mred?");
}

}  // namespace
}  // namespace keratin::command
