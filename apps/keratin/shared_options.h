// Options that several commands have, with the same words in each.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apps/keratin/verbs.h"
#include "keratin/keratin.h"

namespace keratin::command {

/// Checks the same, and says nothing of it in --help, where descriptions do.
CLI::Validator silent(const CLI::Validator& validator);
CLI::Validator positive();

/// Takes the names of that family.
template <class Family>
CLI::Validator known() {
  const auto check = [](const std::string& name) -> std::string {
    try {
      Choice<Family>::named(name);
      return "";
    } catch (const Error& error) {
      return error.rule();
    }
  };
  return CLI::Validator(check, "");
}

/// The names of a family's classes, as Keras's users write them.
template <class Classes>
std::vector<std::string> names_of(const Classes& classes) {
  std::vector<std::string> names;
  for (const ClassNames& entry : classes) {
    const std::string_view alias = entry.aliases[0];
    if (!entry.class_name.empty()) names.emplace_back(alias.empty() ? entry.class_name : alias);
  }
  return names;
}

void add_model(CLI::App& command, std::string& model);
void add_data(Verbs& verbs, CLI::App& command, std::string& data);
void add_batch_size(CLI::App& command, int64_t& batch_size, const char* description);
void add_what_is_compiled(Verbs& verbs, CLI::App& command, std::string& loss,
                          std::vector<std::string>& metrics);
void add_scale(CLI::App& command, std::optional<double>& scale);
void add_threads(CLI::App& command, std::optional<int>& threads);

}  // namespace keratin::command
