// The current figure of each thread, and where its places lie.
#include "keratin/plot/figure_internal.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::plot {
namespace {

thread_local std::unique_ptr<Figure> current;

}  // namespace

bool has_current_figure() { return current != nullptr; }

void set_current_figure(std::unique_ptr<Figure> figure) { current = std::move(figure); }

Figure& current_figure() {
  if (!current) current = std::make_unique<Figure>();
  return *current;
}

Axes2D& current_axes() {
  Figure& figure = current_figure();
  if (figure.places.empty()) return select_place(figure, 1, 1, 0);
  return *figure.places[figure.current];
}

Axes2D& select_place(Figure& figure, int rows, int columns, int64_t index) {
  if (rows < 1 || columns < 1 || index < 0 || index >= int64_t{rows} * columns) {
    throw_value_error(
        text("subplot ", index + 1, " of a grid of ", rows, " x ", columns, " does not exist"), {},
        "places count from 1 in reading order");
  }
  const std::array<int64_t, 3> cell = {rows, columns, index};
  const auto found = std::find(figure.grid_cells.begin(), figure.grid_cells.end(), cell);
  figure.current = static_cast<size_t>(found - figure.grid_cells.begin());
  if (found == figure.grid_cells.end()) {
    figure.grid_cells.push_back(cell);
    figure.places.push_back(std::make_unique<Axes2D>());
    arrange(figure);
  }
  return *figure.places[figure.current];
}

void arrange(Figure& figure) {
  const Margins& margins = figure.margins;
  const double width = margins.right - margins.left, height = margins.top - margins.bottom;
  for (size_t i = 0; i < figure.places.size(); ++i) {
    const auto [rows, columns, index] = figure.grid_cells[i];
    // A gap is a fraction of an average cell: columns cells and columns - 1 gaps fill the width.
    const auto across = static_cast<double>(columns), down = static_cast<double>(rows);
    const double cell_width = width / (across + margins.wspace * (across - 1));
    const double cell_height = height / (down + margins.hspace * (down - 1));
    figure.places[i]->cell = {
        margins.left + static_cast<double>(index % columns) * cell_width * (1 + margins.wspace),
        1 - margins.top + static_cast<double>(index / columns) * cell_height * (1 + margins.hspace),
        cell_width, cell_height};
  }
}

}  // namespace keratin::plot
