// One line after the other: from the terminal with libedit, its history, Tab, and Ctrl-C that drops
// the line; from a pipe or a file byte for byte.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace keratin::cells {

enum class LineResult { line, dropped, end };

class LineEditor {
 public:
  /// What can stand for the last `typed` bytes of a line.
  struct Completion {
    std::vector<std::string> names;
    size_t typed = 0;
  };
  using Completer = std::function<Completion(const std::string& line)>;

  /// Reads the history of earlier days, and keeps it in `history_file`; "" keeps none.
  LineEditor(std::string history_file, Completer completer);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  LineResult read(const std::string& prompt, std::string& line);
  void remember(const std::string& line);

 private:
  struct State;
  State* state_;
};

/// $XDG_STATE_HOME/keratin/history or ~/.local/state/keratin/history, whose folder is made; "" when
/// there is no home.
std::string history_path();

}  // namespace keratin::cells
