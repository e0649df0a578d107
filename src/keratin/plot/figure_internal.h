// What a figure remembers until it is drawn: its places, and in each the things to draw.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "keratin/plot/canvas_internal.h"

namespace keratin::plot {

/// A stretch of an axis in units of the data. low may be above high: then the axis runs downwards.
struct Interval {
  double low = 0, high = 0;
};

enum class Scale { linear, log };

struct Line {
  std::vector<double> x = {}, y = {};
  std::string label = {};
  Color color = {};
  std::string linestyle = {};  // "-", "--", ":", "-.", "none"
  char marker = 0;             // 0 for none
  double linewidth = 1.5, markersize = 6;
};
struct Bars {
  std::vector<double> x = {}, height = {};  // centres
  std::string label = {};
  Color color = {};
  double width = 0.8;
};
struct Points {
  std::vector<double> x = {}, y = {};
  std::string label = {};
  std::vector<Color> colors = {};  // one, or one a point
  char marker = 'o';
  double markersize = 6;  // points
};
struct Image {
  Pixels pixels = {};
  double alpha = 1;
};
struct Words {
  double x = 0, y = 0;
  std::string text = {};
  Color color = {};
};
using Artist = std::variant<Line, Bars, Points, Image, Words>;

/// The ticks that the caller asked for; labels are the numbers when empty.
struct Ticks {
  std::vector<double> places;
  std::vector<std::string> labels;
};

/// One coordinate system.
struct Axes2D {
  Rectangle cell;  // fractions of the figure, from the top left
  std::vector<Artist> artists;
  std::string title, xlabel, ylabel;
  Color title_color;
  double title_size = 12;
  bool is_visible = true, has_grid = false, has_legend = false, is_equal = false;
  bool counts_x = false;  // x is a number of something: ticks at whole numbers only
  std::string legend_place = "best";
  std::optional<Ticks> xticks, yticks;
  std::optional<Interval> xlim, ylim;
  Scale xscale = Scale::linear, yscale = Scale::linear;
  size_t next_color = 0;
};

/// Matplotlib's figure.subplot.* defaults, as fractions of the figure's size and (the last two) of
/// an average place's.
struct Margins {
  double left = 0.125, right = 0.9, bottom = 0.11, top = 0.88, wspace = 0.2, hspace = 0.2;
};
struct Figure {
  double width = 6.4 * 72, height = 4.8 * 72;  // points
  double dpi = 100;
  Color background = {1, 1, 1, 1};
  std::string title;
  std::vector<std::unique_ptr<Axes2D>> places;
  std::vector<std::array<int64_t, 3>> grid_cells;  // rows, columns, index from 0; one a place
  size_t current = 0;
  Margins margins;
};

/// The calling thread's figure; begins one when there is none.
Figure& current_figure();
/// The place that verbs draw into; makes the only one when the figure has none.
Axes2D& current_axes();
bool has_current_figure();
/// Null ends the figure without a new one.
void set_current_figure(std::unique_ptr<Figure> figure);
/// Adds the place, or makes it current when the figure has it already.
Axes2D& select_place(Figure& figure, int rows, int columns, int64_t index);
/// Puts every place where margins and grid say.
void arrange(Figure& figure);

/// "red", "r", "C1", "0.5", "#1f77b4", "#fff". Throws ValueError.
Color parse_color(std::string_view name, double alpha = 1);
/// C0, C1, ... again from the start after ten: Matplotlib's tab10.
Color cycle_color(size_t index);
/// The named colour, or the next one of the cycle when `name` is empty.
Color color_or_next(Axes2D& axes, const std::string& name, double alpha);

/// Draws all of it.
void draw(const Figure& figure, Canvas& canvas);
/// The file's bytes.
std::string render(const Figure& figure, FileFormat format, double dpi);

}  // namespace keratin::plot
