// Figures, the places in them, and how these are arranged.
#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/draw_internal.h"
#include "keratin/plot/plot.h"

namespace keratin::plot {
namespace {

/// Every place that a grid has, the last one current.
AxesArray grid_of(const std::shared_ptr<FigureState>& figure, int rows, int columns) {
  constexpr int64_t most = 2500;
  const int64_t count = int64_t{rows} * columns;
  if (rows < 1 || columns < 1 || count > most) {
    throw_value_error(keratin::text("plot::subplots: ", rows, " x ", columns,
                                    " places; rows and columns are 1 or more, and the places at "
                                    "most ",
                                    most));
  }
  std::vector<Axes> places;
  for (int64_t index = 0; index < count; ++index) {
    select_place(*figure, rows, columns, index);
    places.emplace_back(figure, figure->places[figure->current]);
  }
  return AxesArray(std::move(places), rows, columns);
}

std::shared_ptr<FigureState> new_figure(const FigureOptions& options) {
  if (options.figsize.size() != 2) {
    throw_value_error(keratin::text("plot::figure: figsize is {width, height} in inches, and has ",
                                    options.figsize.size(), " numbers"));
  }
  check_pixels("figure", options.figsize[0], options.figsize[1], options.dpi);
  auto made = std::make_shared<FigureState>();
  made->width = options.figsize[0] * 72;
  made->height = options.figsize[1] * 72;
  made->dpi = options.dpi;
  made->background = parse_color(options.facecolor);
  return made;
}

/// What the places of each row and column need. Places of another grid count as outermost ones.
struct Needs {
  std::vector<double> left, right, top, bottom;  // by column, by column, by row, by row

  Needs(int64_t rows, int64_t columns)
      : left(static_cast<size_t>(columns)),
        right(left),
        top(static_cast<size_t>(rows)),
        bottom(top) {}

  void add(const Overhang& place, const std::array<int64_t, 3>& cell) {
    const auto rows = static_cast<int64_t>(top.size()), columns = static_cast<int64_t>(left.size());
    const bool is_here = cell[0] == rows && cell[1] == columns;
    for (int64_t row = 0; row < rows; ++row) {
      if (is_here && row != cell[2] / columns) continue;
      raise(top, row, place.top);
      raise(bottom, row, place.bottom);
    }
    for (int64_t column = 0; column < columns; ++column) {
      if (is_here && column != cell[2] % columns) continue;
      raise(left, column, place.left);
      raise(right, column, place.right);
    }
  }
  static void raise(std::vector<double>& all, int64_t at, double value) {
    double& one = all[static_cast<size_t>(at)];
    one = std::max(one, value);
  }
  /// The widest gap: what reaches out of one row or column and into the gap from the next.
  static double widest(const std::vector<double>& after, const std::vector<double>& before) {
    double gap = 0;
    for (size_t i = 1; i < after.size(); ++i) gap = std::max(gap, after[i - 1] + before[i]);
    return gap;
  }
};

constexpr double layout_pad = 1.08 * font_size;  // Matplotlib's

/// The space between two of `count` cells in `span`, as a fraction of a cell.
double gap(double between, double span, size_t count) {
  if (count < 2) return 0;
  const auto cells = static_cast<double>(count);
  const double points = between + layout_pad;
  const double cell = (span - points * (cells - 1)) / cells;
  return cell > 0 ? points / cell : 0;
}

Needs needs_of(const FigureState& figure) {
  int64_t rows = 1, columns = 1;
  for (const auto& cell : figure.grid_cells) {
    rows = std::max(rows, cell[0]);
    columns = std::max(columns, cell[1]);
  }
  Needs needs(std::min<int64_t>(rows, 10'000), std::min<int64_t>(columns, 10'000));
  Canvas canvas(FileFormat::none, figure.width, figure.height, 72);
  for (size_t i = 0; i < figure.places.size(); ++i) {
    const AxesState& axes = *figure.places[i];
    needs.add(overhang_of(axes, frame_of(figure, axes), canvas), figure.grid_cells[i]);
  }
  return needs;
}

void fit(FigureState& figure) {
  const Needs needs = needs_of(figure);
  Margins margins;
  const double title =
      figure.title.text.empty()
          ? 0
          : Canvas::text_height(figure.title.text, figure.title.size) + 0.02 * figure.height;
  margins.left = (needs.left.front() + layout_pad) / figure.width;
  margins.right = 1 - (needs.right.back() + layout_pad) / figure.width;
  margins.bottom = (needs.bottom.back() + layout_pad) / figure.height;
  margins.top = 1 - (needs.top.front() + layout_pad + title) / figure.height;
  if (margins.left >= margins.right || margins.bottom >= margins.top) return;  // no room
  margins.wspace = gap(Needs::widest(needs.right, needs.left),
                       (margins.right - margins.left) * figure.width, needs.left.size());
  margins.hspace = gap(Needs::widest(needs.bottom, needs.top),
                       (margins.top - margins.bottom) * figure.height, needs.top.size());
  figure.margins = margins;
  arrange(figure);
}

Label title_of(std::string_view words, const LabelOptions& options) {
  const double size = options.fontsize.value_or(12);
  check_font_size("suptitle", size);
  return {std::string(words), size, parse_color(options.color)};
}

}  // namespace

FigureState& Figure::state() const {
  if (!state_) {
    throw_value_error("this plt::Figure is empty", {}, "plt::figure() and plt::gcf() give one");
  }
  return *state_;
}
Axes Figure::add_subplot(int rows, int columns, int index) {
  select_place(state(), rows, columns, int64_t{index} - 1);
  return gca();
}
AxesArray Figure::subplots(int rows, int columns) {
  state();
  return grid_of(state_, rows, columns);
}
Axes Figure::gca() {
  current_axes_of(state());
  return Axes(state_, state_->places[state_->current]);
}
void Figure::suptitle(std::string_view words, const LabelOptions& options) {
  state().title = title_of(words, options);
}
void Figure::tight_layout() {
  fit(state());
  fit(state());  // places of another size may have other ticks
}

Figure gcf() { return Figure(shared_current_figure()); }
Axes gca() { return gcf().gca(); }
void sca(const Axes& axes) {
  axes.state();
  FigureState& figure = *axes.figure_state();
  for (size_t i = 0; i < figure.places.size(); ++i) {
    if (figure.places[i].get() == &axes.state()) figure.current = i;
  }
  set_current_figure(axes.figure_state());
}

Figure figure(const FigureOptions& options) {
  set_current_figure(new_figure(options));
  return gcf();
}
Axes subplot(int rows, int columns, int index) { return gcf().add_subplot(rows, columns, index); }
Subplots subplots(int rows, int columns, const FigureOptions& options) {
  std::shared_ptr<FigureState> made = new_figure(options);
  AxesArray axes = grid_of(made, rows, columns);
  set_current_figure(std::move(made));
  return {gcf(), std::move(axes)};
}
Subplots subplots(const FigureOptions& options) { return subplots(1, 1, options); }

void tight_layout() { gcf().tight_layout(); }
void suptitle(std::string_view words, const LabelOptions& options) {
  gcf().suptitle(words, options);
}
void close() { set_current_figure(nullptr); }
void clf() {
  FigureState& figure = current_figure();
  figure.places.clear();
  figure.grid_cells.clear();
  figure.title = {.size = 12};
  figure.current = 0;
}

}  // namespace keratin::plot
