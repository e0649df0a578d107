#include "repl.h"

#include <unistd.h>

#include <csignal>
#include <iostream>
#include <optional>

#include "completeness.h"
#include "line_editor.h"
#include "worker_process.h"

namespace keratin::cells {
namespace {

using nlohmann::json;

// "exit" and "quit", as in Python, with brackets or without.
bool says_goodbye(const std::string& line) {
  for (const char* word : {"exit", "quit"}) {
    for (const char* tail : {"", "()", ";", "();"}) {
      if (line == std::string(word) + tail) return true;
    }
  }
  return false;
}

// Talks with the one at the terminal until the input ends.
class Repl {
 public:
  Repl()
      : editor_(isatty(0) ? history_path() : "",
                [this](const std::string& line) { return complete(line); }) {}

  int run() {
    std::signal(SIGINT, SIG_IGN);
    worker_.start();
    if (isatty(0)) {
      std::cout << "Keratin, C++20. A line without ';' at its end shows its value; Ctrl-D ends.\n";
    }
    std::string line;
    while (!exit_status_) {
      const LineResult result = editor_.read(isatty(0) ? prompt() : "", line);
      if (result == LineResult::end) break;
      if (result == LineResult::dropped) {
        cell_.clear();
      } else if (cell_.empty() && says_goodbye(line)) {
        break;
      } else {
        take(line);
      }
    }
    if (!exit_status_ && !cell_.empty()) run_cell();
    if (isatty(0)) std::cout << std::endl;
    return exit_status_.value_or(has_failed_ && !isatty(0) ? 1 : 0);
  }

 private:
  std::string prompt() const {
    const std::string name = "In [" + std::to_string(number_) + "]: ";
    return cell_.empty() ? name : std::string(name.size() - 5, ' ') + "...: ";
  }

  void take(const std::string& line) {
    if (line.find_first_not_of(" \t") != std::string::npos) editor_.remember(line);
    cell_ += line + "\n";
    if (cell_.find_first_not_of(" \t\n") == std::string::npos) {
      cell_.clear();
    } else if (completeness_of(cell_).status != Completeness::incomplete) {
      run_cell();
    }
  }

  void run_cell() {
    const auto done = worker_.ask({{"kind", "run"}, {"code", cell_}, {"cell", number_}},
                                  [this](const json& message) { show(message); });
    if (!done && worker_.exit_status()) {
      exit_status_ = worker_.exit_status();
    } else if (!done) {
      std::cerr << "The program ended (" << worker_.last_words()
                << "); all variables are gone, and a fresh one has started.\n";
      has_failed_ = true;
      worker_.start();
    }
    ++number_;
    cell_.clear();
  }

  void show(const json& message) {
    const std::string kind = message.at("kind"), text = message.value("text", "");
    if (kind == "value") {
      if (isatty(1)) std::cout << "Out[" << number_ << "]: ";
      std::cout << text << std::endl;
    } else if (kind == "error") {
      const std::string name = message.at("name");
      const bool says_itself = name == "CompileError" || text.starts_with(name);
      std::cerr << (says_itself ? "" : name + ": ") << text << (text.ends_with('\n') ? "" : "\n");
      has_failed_ = true;
    }
  }

  LineEditor::Completion complete(const std::string& line) {
    const std::string code = cell_ + line;
    const auto done =
        worker_.ask({{"kind", "complete"}, {"code", code}, {"position", code.size()}});
    if (!done || !done->contains("names")) return {};
    return {done->at("names").get<std::vector<std::string>>(),
            code.size() - done->at("begin").get<size_t>()};
  }

  WorkerProcess worker_;
  LineEditor editor_;
  std::string cell_;
  int number_ = 1;
  bool has_failed_ = false;
  std::optional<int> exit_status_;  // of a cell that called std::exit
};

}  // namespace

int run_repl() { return Repl().run(); }

}  // namespace keratin::cells
