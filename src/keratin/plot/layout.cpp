// The verbs that name and arrange: figures, places, titles, axes.
#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/draw_internal.h"
#include "keratin/plot/plot.h"

namespace keratin::plot {

void figure(const FigureOptions& options) {
  if (options.figsize.size() != 2) {
    throw_value_error(text("plot::figure: figsize is {width, height} in inches, and has ",
                           options.figsize.size(), " numbers"));
  }
  check_pixels("figure", options.figsize[0], options.figsize[1], options.dpi);
  auto made = std::make_unique<Figure>();
  made->width = options.figsize[0] * 72;
  made->height = options.figsize[1] * 72;
  made->dpi = options.dpi;
  made->background = parse_color(options.facecolor);
  set_current_figure(std::move(made));
}

void subplot(int rows, int columns, int index) {
  select_place(current_figure(), rows, columns, int64_t{index} - 1);
}

void subplots(int rows, int columns, const FigureOptions& options) {
  constexpr int64_t most = 2500;
  const int64_t count = int64_t{rows} * columns;
  if (rows < 1 || columns < 1 || count > most) {
    throw_value_error(text("plot::subplots: ", rows, " x ", columns,
                           " places; rows and columns are ", "1 or more, and the places at most ",
                           most));
  }
  figure(options);
  for (int64_t index = count - 1; index >= 0; --index) {
    select_place(current_figure(), rows, columns, index);
  }
}

void tight_layout() {
  Figure& figure = current_figure();
  Canvas canvas(FileFormat::png, figure.width, figure.height, 72);
  Overhang outer;  // what the outermost places need
  double between_x = 0, between_y = 0;
  int64_t rows = 1, columns = 1;
  for (size_t i = 0; i < figure.places.size(); ++i) {
    const Axes2D& axes = *figure.places[i];
    const Overhang needs = overhang_of(axes, frame_of(figure, axes), canvas);
    rows = std::max(rows, figure.grid_cells[i][0]);
    columns = std::max(columns, figure.grid_cells[i][1]);
    outer.left = std::max(outer.left, needs.left);
    outer.right = std::max(outer.right, needs.right);
    outer.top = std::max(outer.top, needs.top);
    outer.bottom = std::max(outer.bottom, needs.bottom);
    between_x = std::max(between_x, needs.left + needs.right);
    between_y = std::max(between_y, needs.top + needs.bottom);
  }
  const double pad = 1.08 * font_size;  // Matplotlib's
  Margins margins = figure.margins;
  const double title = figure.title.empty() ? 0 : 12 + 0.02 * figure.height;
  margins.left = (outer.left + pad) / figure.width;
  margins.right = 1 - (outer.right + pad) / figure.width;
  margins.bottom = (outer.bottom + pad) / figure.height;
  margins.top = 1 - (outer.top + pad + title) / figure.height;
  if (margins.left >= margins.right || margins.bottom >= margins.top) return;  // labels need all
  const auto gap = [pad](double between, double span, int64_t count) {
    const auto cells = static_cast<double>(count);
    const double points = count > 1 ? between + pad : 0;
    const double cell = (span - points * (cells - 1)) / cells;
    return cell > 0 ? points / cell : 0;
  };
  margins.wspace = gap(between_x, (margins.right - margins.left) * figure.width, columns);
  margins.hspace = gap(between_y, (margins.top - margins.bottom) * figure.height, rows);
  figure.margins = margins;
  arrange(figure);
}

void close() { set_current_figure(nullptr); }

void clf() {
  Figure& figure = current_figure();
  figure.places.clear();
  figure.grid_cells.clear();
  figure.title.clear();
  figure.current = 0;
}

void title(std::string_view words) { current_axes().title = words; }
void suptitle(std::string_view words) { current_figure().title = words; }
void xlabel(std::string_view words) { current_axes().xlabel = words; }
void ylabel(std::string_view words) { current_axes().ylabel = words; }

void axis(std::string_view what) {
  Axes2D& axes = current_axes();
  if (what == "off" || what == "on") {
    axes.is_visible = what == "on";
  } else if (what == "equal") {
    axes.is_equal = true;
  } else {
    throw_value_error(text("plot::axis takes 'on', 'off' or 'equal', not '", what, "'"));
  }
}

namespace {

Ticks checked_ticks(const char* verb, const Series& places,
                    const std::vector<std::string>& labels) {
  if (!labels.empty() && labels.size() != places.size()) {
    throw_shape_error(
        text("plot::", verb, ": ", places.size(), " places and ", labels.size(), " labels"));
  }
  check_finite(verb, places.values());
  return {places.values(), labels};
}

}  // namespace

void xticks(const Series& places, const std::vector<std::string>& labels) {
  current_axes().xticks = checked_ticks("xticks", places, labels);
}
void yticks(const Series& places, const std::vector<std::string>& labels) {
  current_axes().yticks = checked_ticks("yticks", places, labels);
}
void xlim(double left, double right) { current_axes().xlim = checked_limits("xlim", left, right); }
void ylim(double bottom, double top) { current_axes().ylim = checked_limits("ylim", bottom, top); }
void grid(bool visible) { current_axes().has_grid = visible; }

void legend(const LegendOptions& options) {
  if (!is_legend_place(options.loc)) {
    throw_value_error(text("plot::legend: unknown place '", options.loc, "'"), {},
                      "write 'best', or 'upper', 'lower' or 'center' with 'left', 'right' or "
                      "'center' behind it");
  }
  current_axes().has_legend = true;
  current_axes().legend_place = options.loc;
}

}  // namespace keratin::plot
