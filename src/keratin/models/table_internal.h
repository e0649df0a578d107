// The table that summary() prints: cells with wrapped words between lines, as Keras draws it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace keratin::models {

enum class Align : uint8_t { left, right, center };

class Table {
 public:
  struct Column {
    std::string title;
    double end;  // where it ends, as a share of the line
    Align align = Align::left;
  };

  /// Lines of at most `line_length` characters; colours for a terminal.
  Table(std::vector<Column> columns, int line_length, bool has_colours);

  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string to_string() const;

 private:
  std::string rule(const char* left, const char* line, const char* joint, const char* right) const;
  std::string row(const char* border, const std::vector<std::string>& cells,
                  const char* colour = "") const;

  std::vector<Column> columns_;
  std::vector<int> widths_;  // inner ones, one blank at each side included
  bool has_colours_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace keratin::models
