// Matplotlib's verbs: they draw into the calling thread's current figure. plt is another name of
// this namespace. Lengths are in points (1/72 inch) unless it says inches; colours are "red", "r",
// "C0" to "C9", "0.5" (a gray) or "#1f77b4"; all of them throw ValueError for an unknown colour,
// line style, marker or place.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/plot/colormap.h"
#include "keratin/plot/series.h"

namespace keratin::plot {

struct FigureOptions {
  std::vector<double> figsize = {6.4, 4.8};  // width and height in inches
  double dpi = 100;
  std::string facecolor = "white";
};
/// Begins a new figure, which becomes the current one.
void figure(const FigureOptions& options = {});
/// Cell `index`, counted from 1 in reading order, of rows x columns becomes the place to draw.
/// Throws ValueError when there is no such cell.
void subplot(int rows, int columns, int index);
/// A new figure with rows x columns empty places; the first one is current.
void subplots(int rows = 1, int columns = 1, const FigureOptions& options = {});
/// Fits the places into the figure so that labels and titles do not overlap.
void tight_layout();
/// Forgets the current figure.
void close();
/// Empties the current figure.
void clf();

struct LineOptions {
  std::string label = {};
  std::string color = {};      // the next of C0, C1, ... when empty
  std::string linestyle = {};  // "-" "--" ":" "-." or "none"
  std::string marker = {};     // one of . o s ^ v < > D d + x *
  double linewidth = 1.5;
  double markersize = 6;
  double alpha = 1;
};
/// Matplotlib's shorthand for colour, marker and line style: "bo", "r--", "C1^:". A type of its
/// own, because the list {0, 10} would also begin a string.
struct LineFormat {
  std::string text;
  template <size_t length>
  LineFormat(const char (&literal)[length]) : text(literal) {}  // NOLINT: implicit on purpose
  LineFormat(const std::string& made_at_run_time) : text(made_at_run_time) {}  // NOLINT
};
/// A line through (x[i], y[i]), or (i, y[i]). NaN interrupts the line. Throws ShapeError for x and
/// y of different lengths.
void plot(const Series& y, const LineOptions& options = {});
void plot(const Series& x, const Series& y, const LineOptions& options = {});
void plot(const Series& y, const LineFormat& format, const LineOptions& options = {});
void plot(const Series& x, const Series& y, const LineFormat& format,
          const LineOptions& options = {});

struct BarOptions {
  double width = 0.8;  // in units of x
  std::string label = {};
  std::string color = {};
  double alpha = 1;
};
/// Bars of height[i] above x[i], or above a name.
void bar(const Series& x, const Series& height, const BarOptions& options = {});
void bar(const std::vector<std::string>& names, const Series& height,
         const BarOptions& options = {});
/// Bars above 0, 1, 2, ...
void barplot(const Series& height, const BarOptions& options = {});

struct ScatterOptions {
  double s = 36;  // area of the marker in square points
  Series c = {};  // numbers that `cmap` turns into colours, one a point
  Colormap cmap = "viridis";
  std::string marker = "o";
  std::string label = {};
  std::string color = {};
  double alpha = 1;
};
void scatter(const Series& x, const Series& y, const ScatterOptions& options = {});

struct HistOptions {
  int bins = 10;
  std::vector<double> range = {};  // from and to; the data's when empty
  bool density = false;            // the bars' area is 1
  std::string label = {};
  std::string color = {};
  double alpha = 1;
};
/// How many numbers lie in each of `bins` equal intervals; the last includes its end.
void hist(const Series& x, const HistOptions& options = {});

struct ImshowOptions {
  Colormap cmap = "viridis";
  std::optional<double> vmin = {};  // these numbers get the map's first and last colour; the
  std::optional<double> vmax = {};  // smallest and largest of x when they are not given
  double alpha = 1;
};
/// Draws (height, width) through the colormap, or (height, width, 3 or 4) as red, green, blue
/// [, alpha] of uint8 or between 0 and 1. (height, width, 1) counts as (height, width). Throws
/// ShapeError for any other shape.
void imshow(const Tensor& x, const ImshowOptions& options = {});

void title(std::string_view text);
void suptitle(std::string_view text);
void xlabel(std::string_view text);
void ylabel(std::string_view text);
/// axis("off") hides the frame, its ticks and labels; "on" shows them; "equal" gives x and y the
/// same scale.
void axis(std::string_view what);
/// The ticks' places, and the words there instead of the numbers.
void xticks(const Series& places, const std::vector<std::string>& labels = {});
void yticks(const Series& places, const std::vector<std::string>& labels = {});
void xlim(double left, double right);
void ylim(double bottom, double top);
void grid(bool visible = true);

struct LegendOptions {
  std::string loc = "best";  // "upper right", "lower left", "center", ...
};
/// Names all that has a label.
void legend(const LegendOptions& options = {});

struct SavefigOptions {
  double dpi = 0;  // the figure's when 0
  bool transparent = false;
};
/// Writes the current figure as PNG, SVG or PDF, by the end of the name. Throws ValueError for
/// another end, FileError when the file cannot be written.
void savefig(const std::string& path, const SavefigOptions& options = {});

/// Shows the current figure in the terminal, in pixels where it can draw them (kitty, iTerm2,
/// sixel), else in half blocks of 24-bit colour; without a terminal saves figure_N.png and says so.
/// The next verb begins a new figure.
void show();

}  // namespace keratin::plot

namespace keratin {
namespace plt = plot;
}
