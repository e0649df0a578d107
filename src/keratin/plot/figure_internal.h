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
#include "keratin/plot/options.h"

namespace keratin::plot {

/// A stretch of an axis in units of the data. low may be above high: then the axis runs downwards.
struct Interval {
  double low = 0, high = 0;
};

enum class Scale { linear, log };

/// What a marker is made of. Its edge is drawn around it, half of it outside.
struct MarkerStyle {
  char shape = 0;  // 0 for none
  double size = 6, edge_width = 1;
  Color face = {}, edge = {};
};

/// Where an artist's numbers count: in data, or from 0 to 1 along the frame.
struct Across {
  bool x = false, y = false;
};

struct Line {
  std::vector<double> x = {}, y = {};
  std::string label = {};
  Color color = {};
  std::string linestyle = {};  // "-", "--", ":", "-.", "none"
  double linewidth = 1.5;
  MarkerStyle marker = {};
  Across across = {};
  bool is_of_errorbar = false, has_xerr = false, has_yerr = false;  // for the legend
  double capsize = 0;
};
struct Bars {
  std::vector<double> x = {}, height = {};  // centres
  std::string label = {};
  Color color = {};
  double width = 0.8, bottom = 0;
  bool is_histogram = false;
  Color edge = {0, 0, 0, 0};
};
struct Points {
  std::vector<double> x = {}, y = {};
  std::string label = {};
  std::vector<Color> colors = {};  // one, or one a point
  MarkerStyle marker = {};
};
/// Bars from one number to another, with caps at their ends.
struct ErrorBars {
  std::vector<double> x = {}, y = {}, low = {}, high = {};
  bool along_x = false;  // low and high lie beside x, not above and below y
  Color color = {};
  double linewidth = 1.5, capsize = 0;
};
/// The area between two lines.
struct Area {
  std::vector<double> x = {}, y1 = {}, y2 = {};
  std::string label = {};
  Color color = {};
};
struct Image {
  Pixels pixels = {};
  double alpha = 1;
};
/// From words to what they are about; neither is drawn where that lies outside of the frame.
struct Arrow {
  double x = 0, y = 0;
  bool is_visible = false, has_head = true;
  Stroke stroke = {};
};
struct Words {
  double x = 0, y = 0;
  std::string text = {};
  TextStyle style = {};
  std::optional<Arrow> arrow = {};
};
using Artist = std::variant<Line, Bars, Points, ErrorBars, Area, Image, Words>;

/// The ticks that the caller asked for; labels are the numbers when empty.
struct Ticks {
  std::vector<double> places;
  std::vector<std::string> labels;
};

/// A title or a label of an axis.
struct Label {
  std::string text = {};
  double size = 10;
  Color color = {};
};

/// What numbers became colours: for the colorbar.
struct ColorScale {
  Colormap cmap = "viridis";
  Interval range = {0, 1};
  double alpha = 1;
};

/// Limits that the caller set; an end that is not set follows the data.
struct Limits {
  std::optional<double> low = {}, high = {};
};

/// One coordinate system.
struct AxesState {
  Rectangle cell = {};  // fractions of the figure, from the top left
  std::vector<Artist> artists = {};
  Label title = {.size = 12}, xlabel = {}, ylabel = {};
  bool is_visible = true, has_grid = false, is_equal = false;
  bool counts_x = false;  // x is a number of something: ticks at whole numbers only
  std::optional<LegendOptions> legend = {};
  std::optional<Ticks> xticks = {}, yticks = {};
  std::vector<std::string> words = {};  // the places 0, 1, 2, ... of an x of words
  Limits xlim = {}, ylim = {};
  Scale xscale = Scale::linear, yscale = Scale::linear;
  std::optional<ColorScale> colors = {};     // of what was last drawn through a colormap
  std::optional<std::string> colorbar = {};  // its label
  size_t next_color = 0, next_fill = 0;      // lines, and what is filled, count for themselves
};

/// Matplotlib's figure.subplot.* defaults, as fractions of the figure's size and (the last two) of
/// an average place's.
struct Margins {
  double left = 0.125, right = 0.9, bottom = 0.11, top = 0.88, wspace = 0.2, hspace = 0.2;
};
struct FigureState {
  double width = 6.4 * 72, height = 4.8 * 72;  // points
  double dpi = 100;
  Color background = {1, 1, 1, 1};
  Label title = {.size = 12};
  std::vector<std::shared_ptr<AxesState>> places;
  std::vector<std::array<int64_t, 3>> grid_cells;  // rows, columns, index from 0; one a place
  size_t current = 0;
  Margins margins;
};

/// The calling thread's figure; begins one when there is none.
const std::shared_ptr<FigureState>& shared_current_figure();
FigureState& current_figure();
/// The place that verbs draw into; makes the only one when the figure has none.
AxesState& current_axes();
AxesState& current_axes_of(FigureState& figure);
bool has_current_figure();
/// Null ends the figure without a new one.
void set_current_figure(std::shared_ptr<FigureState> figure);
/// Adds the place, or makes it current when the figure has it already.
AxesState& select_place(FigureState& figure, int rows, int columns, int64_t index);
/// Puts every place where margins and grid say.
void arrange(FigureState& figure);

/// "red", "r", "C1", "0.5", "#1f77b4", "#fff". Throws ValueError.
Color parse_color(std::string_view name, double alpha = 1);
/// C0, C1, ... again from the start after ten: Matplotlib's tab10.
Color cycle_color(size_t index);
/// The named colour, or the next one of the cycle when `name` is empty.
Color color_or_next(AxesState& axes, const std::string& name, double alpha);
Color fill_or_next(AxesState& axes, const std::string& name, double alpha);

inline constexpr std::string_view marker_shapes = ".os^v<>Dd+x*";
/// 0 for "" and "none". Throws ValueError for what is no marker.
char parse_marker(std::string_view marker);
/// 0, 1, 2, ...
Series counted(size_t size);
/// The numbers of x. Words become the places of the axis's words, which they may add to.
std::vector<double> places_of(AxesState& axes, const Series& x);
/// The colormap over what is given of vmin and vmax, else over the finite numbers. Throws
/// ValueError unless vmin <= vmax.
ColorScale color_scale_of(const char* verb, const Colormap& cmap, const std::vector<double>& values,
                          std::optional<double> vmin, std::optional<double> vmax, double alpha);

/// Draws all of it but the background.
void draw_places(const FigureState& figure, Canvas& canvas);
/// Draws all of it.
void draw(const FigureState& figure, Canvas& canvas);
/// The file's bytes.
std::string render(const FigureState& figure, FileFormat format, double dpi,
                   const SavefigOptions& options = {});

}  // namespace keratin::plot
