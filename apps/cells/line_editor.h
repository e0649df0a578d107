// One line after the other from the terminal, with libedit: history, Tab, and Ctrl-C that drops it.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace keratin::cells {

enum class LineResult { line, dropped, end };

class LineEditor {
 public:
  /// The names that can stand at the end of a text.
  using Completer = std::function<std::vector<std::string>(const std::string& line)>;

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
