// The commands as CLI11 is told of them. Each command's file adds its own, with its options:
// add_train in train.cpp.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace keratin::command {

struct Verb {
  const CLI::App* app = nullptr;
  std::string example;
  std::function<void()> run;
  const bool* json = nullptr;  // whether --json was said; null where there is none
};

class Verbs {
 public:
  explicit Verbs(CLI::App& program) : program_(program) {}
  Verbs(const Verbs&) = delete;
  Verbs& operator=(const Verbs&) = delete;

  /// A command that does `run`. With `json` it has --json, which is noted there.
  CLI::App& add(const char* name, const char* description, const char* example,
                std::function<void()> run, bool* json = nullptr);
  /// The words that the option takes, for the shell to complete. Gives the option again.
  CLI::Option* offer(CLI::Option* option, std::vector<std::string> words);

  /// In the order in which they were added.
  const std::vector<Verb>& list() const { return list_; }
  /// The one that was said; null for none.
  const Verb* said() const;
  /// What `offer` was told; none for other options.
  std::vector<std::string> words_of(const CLI::Option& option) const;

 private:
  CLI::App& program_;
  std::vector<Verb> list_;
  std::map<const CLI::Option*, std::vector<std::string>> words_;
};

}  // namespace keratin::command
