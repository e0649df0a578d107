#include "apps/keratin/verbs.h"

namespace keratin::command {

CLI::App& Verbs::add(const char* name, const char* description, const char* example,
                     std::function<void()> run, bool* json) {
  CLI::App* command = program_.add_subcommand(name, description);
  command->footer(std::string("Example:\n  ") + example);
  if (json) command->add_flag("--json", *json, "Prints one JSON object, and no progress bar");
  list_.push_back({command, example, std::move(run), json});
  return *command;
}

CLI::Option* Verbs::offer(CLI::Option* option, std::vector<std::string> words) {
  words_[option] = std::move(words);
  return option;
}

const Verb* Verbs::said() const {
  for (const Verb& verb : list_) {
    if (verb.app->parsed()) return &verb;
  }
  return nullptr;
}

std::vector<std::string> Verbs::words_of(const CLI::Option& option) const {
  const auto found = words_.find(&option);
  return found == words_.end() ? std::vector<std::string>() : found->second;
}

}  // namespace keratin::command
