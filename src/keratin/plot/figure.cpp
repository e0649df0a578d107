// The current figure of each thread, and where its places lie.
#include "keratin/plot/figure_internal.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::plot {
namespace {

thread_local std::shared_ptr<FigureState> current;

}  // namespace

bool has_current_figure() { return current != nullptr; }

void set_current_figure(std::shared_ptr<FigureState> figure) { current = std::move(figure); }

const std::shared_ptr<FigureState>& shared_current_figure() {
  if (!current) current = std::make_shared<FigureState>();
  return current;
}

FigureState& current_figure() { return *shared_current_figure(); }

AxesState& current_axes() { return current_axes_of(current_figure()); }

AxesState& current_axes_of(FigureState& figure) {
  if (figure.places.empty()) return select_place(figure, 1, 1, 0);
  return *figure.places[figure.current];
}

AxesState& select_place(FigureState& figure, int rows, int columns, int64_t index) {
  if (rows < 1 || columns < 1 || index < 0 || index >= int64_t{rows} * columns) {
    throw_value_error(keratin::text("subplot ", index + 1, " of a grid of ", rows, " x ", columns,
                                    " does not exist"),
                      {}, "places count from 1 in reading order");
  }
  const std::array<int64_t, 3> cell = {rows, columns, index};
  const auto found = std::find(figure.grid_cells.begin(), figure.grid_cells.end(), cell);
  figure.current = static_cast<size_t>(found - figure.grid_cells.begin());
  if (found == figure.grid_cells.end()) {
    figure.grid_cells.push_back(cell);
    figure.places.push_back(std::make_shared<AxesState>());
    arrange(figure);
  }
  return *figure.places[figure.current];
}

void arrange(FigureState& figure) {
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
