// Where the elements of a kernel lie: row by row, or in panels of some columns, each of which lies
// row by row in one piece. In panels the columns that a thread works on are not scattered among
// those of other threads.
#pragma once
#include <cstdint>

namespace keratin::cpu {

struct KernelLayout {
  int64_t rows = 0, columns = 0;
  int64_t panel = 0;  // columns of a panel; all of them where there are no panels

  static KernelLayout row_major(int64_t rows, int64_t columns) { return {rows, columns, columns}; }
  /// Elements that all panels take; the last one is as wide as the others.
  int64_t size() const { return (columns + panel - 1) / panel * panel * rows; }
  /// Between an element and the one below it.
  int64_t step() const { return panel; }
  int64_t at(int64_t row, int64_t column) const {
    return column / panel * panel * rows + row * panel + column % panel;
  }
  /// f(column, columns) for the pieces of columns [begin, begin + count) that lie in one panel.
  template <class F>
  void for_each_piece(int64_t begin, int64_t count, F f) const {
    for (int64_t column = begin, end = begin + count; column < end;) {
      const int64_t left = panel - column % panel;
      const int64_t piece = left < end - column ? left : end - column;
      f(column, piece);
      column += piece;
    }
  }
};

}  // namespace keratin::cpu
