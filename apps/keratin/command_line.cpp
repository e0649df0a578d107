#include "apps/keratin/command_line.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <new>

#include "apps/keratin/commands.h"
#include "apps/keratin/report.h"
#include "apps/keratin/serve_options.h"
#include "apps/keratin/verbs.h"

namespace keratin::command {
namespace {

constexpr int kFailed = 1;
constexpr int kNotUnderstood = 2;

void add_serve(Verbs& verbs) {
  const auto request = std::make_shared<ServeRequest>();
  CLI::App& command = verbs.add(
      "serve", "Serves models over HTTP, with a page to draw digits on",
      "keratin serve digits.keras --port 8000", [request] { serve(*request); }, &request->json);
  add_serve_options(command, *request);
}

class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  int run(int argc, const char* const* argv);
  ProgramText text() const;

 private:
  OptionText text_of(const CLI::Option& option) const;
  std::vector<OptionText> options_of(const CLI::App& command) const;
  std::string unknown_word() const;
  int refuse(const CLI::ParseError& error) const;

  CLI::App app_{"Trains, uses and serves neural networks, with Keras's words and files.",
                "keratin"};
  Verbs verbs_{app_};
  std::string completion_;
  bool manual_ = false;
};

CommandLine::CommandLine() {
  app_.set_version_flag("--version", "keratin " KERATIN_VERSION, "Prints the version, and ends");
  app_.get_formatter()->column_width(32);
  app_.add_option("--completion", completion_)->group("")->check(CLI::IsMember({"bash"}));
  app_.add_flag("--man", manual_)->group("");
  app_.footer(
      "'keratin COMMAND --help' tells more, with an example.\n"
      "The exit code is 0, 1 for what failed, and 2 for what was not understood.");
  add_train(verbs_);
  add_evaluate(verbs_);
  add_predict(verbs_);
  add_summary(verbs_);
  add_convert(verbs_);
  add_serve(verbs_);
  add_repl(verbs_);
  add_notebook(verbs_);
}

/// What is said of a word that neither the command nor keratin knows; empty when there is none.
std::string CommandLine::unknown_word() const {
  const Verb* verb = verbs_.said();
  const CLI::App& command = verb ? *verb->app : app_;
  const std::vector<std::string> left = command.remaining();
  if (left.empty()) return {};
  const auto option = std::find_if(left.begin(), left.end(),
                                   [](const std::string& word) { return word.starts_with("-"); });
  std::vector<std::string> names;
  if (option != left.end()) {
    for (const CLI::Option* known : command.get_options()) {
      for (const std::string& name : known->get_lnames()) names.push_back("--" + name);
    }
  } else if (!verb) {
    for (const Verb& known : verbs_.list()) names.push_back(known.app->get_name());
  }
  const std::string word =
      option != left.end() ? option->substr(0, option->find('=')) : left.front();
  const char* kind = option != left.end() ? "option" : verb ? "argument" : "command";
  const std::string near = closest(word, names);
  return keratin::text("unknown ", kind, " '", word, "'",
                       near.empty() ? "" : keratin::text("; did you mean '", near, "'?"));
}

int CommandLine::refuse(const CLI::ParseError& error) const {
  const std::string unknown = unknown_word();
  std::string name = "keratin";
  if (verbs_.said()) name += " " + verbs_.said()->app->get_name();
  std::fflush(stdout);
  std::fprintf(stderr, "%s: %s (see %s --help)\n", name.c_str(),
               one_line(unknown.empty() ? error.what() : unknown).c_str(), name.c_str());
  return kNotUnderstood;
}

int fail(const std::string& reason, bool json) {
  if (json) print_json({{"error", reason}});
  std::fflush(stdout);
  std::fprintf(stderr, "keratin: %s\n", reason.c_str());
  return kFailed;
}

int carry_out(const Verb& verb) {
  const bool json = verb.json && *verb.json;
  if (json) {
    // stdout is the object's alone.
    set_output(
        {.write = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }});
  }
  try {
    verb.run();
  } catch (const std::bad_alloc&) {
    return fail("MemoryError: there is not enough memory", json);
  } catch (const std::exception& error) {
    return fail(one_line(error.what()), json);
  }
  return 0;
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return refuse(error);
    return app_.exit(error, std::cout, std::cerr);
  }
  if (!completion_.empty() || manual_) {
    const std::string page = manual_ ? manual(text()) : bash_completion(text());
    std::fwrite(page.data(), 1, page.size(), stdout);
    return 0;
  }
  if (const Verb* verb = verbs_.said()) return carry_out(*verb);
  std::cout << app_.help();
  return 0;
}

OptionText CommandLine::text_of(const CLI::Option& option) const {
  OptionText result;
  result.is_positional = option.get_positional();
  if (result.is_positional) result.names = {option.get_type_name()};
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  const bool takes_value = option.get_items_expected_max() > 0 && !result.is_positional;
  if (takes_value) result.value = option.get_type_name();
  result.description = option.get_description();
  const std::string normal = option.get_default_str();
  if (takes_value && !normal.empty()) result.description += " (" + normal + ")";
  result.choices = verbs_.words_of(option);
  result.is_required = option.get_required();
  return result;
}

std::vector<OptionText> CommandLine::options_of(const CLI::App& command) const {
  std::vector<OptionText> result;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty()) result.push_back(text_of(*option));
  }
  return result;
}

ProgramText CommandLine::text() const {
  ProgramText result{.version = KERATIN_VERSION,
                     .description = app_.get_description(),
                     .options = options_of(app_),
                     .commands = {}};
  for (const Verb& verb : verbs_.list()) {
    result.commands.push_back({.name = verb.app->get_name(),
                               .description = verb.app->get_description(),
                               .example = verb.example,
                               .options = options_of(*verb.app)});
  }
  return result;
}

}  // namespace

int run(int argc, const char* const* argv) {
  const int code = CommandLine().run(argc, argv);
  std::cout.flush();
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
    std::fprintf(stderr, "keratin: the output cannot be written\n");
    return kFailed;
  }
  return code;
}

ProgramText program_text() { return CommandLine().text(); }

}  // namespace keratin::command
