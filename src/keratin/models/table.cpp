// The table that summary() prints.
#include <algorithm>

#include "keratin/base/text.h"
#include "keratin/models/table_internal.h"

namespace keratin::models {
namespace {

std::string repeated(const char* glyph, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += glyph;
  return out;
}

/// Characters of UTF-8 text.
size_t length_of(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// Bytes of the first `count` characters.
size_t bytes_of(const std::string& text, size_t count) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && count-- == 0) break;
  }
  return at;
}

/// The words of `cell` in lines of at most `room` characters; a longer word is cut. Blanks in front
/// stay.
std::vector<std::string> wrapped(const std::string& cell, size_t room) {
  std::vector<std::string> lines(1);
  const size_t indent = std::min(cell.find_first_not_of(' '), cell.size());
  std::string line(indent, ' ');
  bool is_new = true;
  for (size_t at = indent; at < cell.size();) {
    const size_t end = std::min(cell.find(' ', at), cell.size());
    std::string word = cell.substr(at, end - at);
    at = end + 1;
    if (!is_new && length_of(line) + 1 + length_of(word) > room) {
      lines.back() = line;
      lines.emplace_back();
      line.clear();
      is_new = true;
    }
    if (!is_new) line += ' ';
    while (length_of(line) + length_of(word) > room) {
      const size_t bytes = bytes_of(word, room - std::min(room, length_of(line)));
      lines.back() = line + word.substr(0, bytes);
      lines.emplace_back();
      word.erase(0, std::max<size_t>(bytes, 1));
      line.clear();
    }
    line += word;
    is_new = false;
  }
  lines.back() = line;
  return lines;
}

std::string padded(const std::string& text, size_t room, Align align) {
  const size_t blanks = room > length_of(text) ? room - length_of(text) : 0;
  const size_t before = align == Align::left ? 0 : align == Align::right ? blanks : blanks / 2;
  return std::string(before, ' ') + text + std::string(blanks - before, ' ');
}

}  // namespace

Table::Table(std::vector<Column> columns, int line_length, bool has_colours)
    : columns_(std::move(columns)), has_colours_(has_colours) {
  int begin = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const int end = static_cast<int>(columns_[i].end * line_length);
    // The line before each column is its own; the last line is of the column before the last.
    widths_.push_back(std::max(i + 2 == columns_.size() ? 8 : 11, end - begin - 1));
    begin = end;
  }
  if (widths_.size() > 1) --widths_[widths_.size() - 2];
}

std::string Table::rule(const char* left, const char* line, const char* joint,
                        const char* right) const {
  std::string out = left;
  for (size_t i = 0; i < widths_.size(); ++i) {
    out += (i ? joint : "") + repeated(line, widths_[i]);
  }
  return out + right + "\n";
}

std::string Table::row(const char* border, const std::vector<std::string>& cells,
                       const char* colour) const {
  std::vector<std::vector<std::string>> parts;
  size_t height = 1;
  for (size_t i = 0; i < cells.size(); ++i) {
    parts.push_back(wrapped(cells[i], static_cast<size_t>(widths_[i] - 2)));
    height = std::max(height, parts[i].size());
  }
  const std::string end = *colour ? "\x1b[0m" : "";
  std::string out;
  for (size_t line = 0; line < height; ++line) {
    out += border;
    for (size_t i = 0; i < parts.size(); ++i) {
      const std::string cell = line < parts[i].size() ? parts[i][line] : "";
      const auto room = static_cast<size_t>(widths_[i] - 2);
      out += text(" ", colour, padded(cell, room, columns_[i].align), end, " ", border);
    }
    out += "\n";
  }
  return out;
}

std::string Table::to_string() const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string out = rule("┏", "━", "┳", "┓");
  out += row("┃", titles, has_colours_ ? "\x1b[1m" : "");
  out += rule("┡", "━", "╇", "┩");
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (i > 0) out += rule("├", "─", "┼", "┤");
    out += row("│", rows_[i]);
  }
  return out + rule("└", "─", "┴", "┘");
}

}  // namespace keratin::models
