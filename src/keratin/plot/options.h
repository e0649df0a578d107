// What plot's verbs take beside their data: Matplotlib's names. Where Matplotlib has a short name
// too (lw, ls, c, ms), so have we; both at once throw ValueError. Lengths are in points (1/72 inch)
// unless it says inches; colours are "red", "r", "C0" to "C9", "0.5" (a gray) or "#1f77b4"; an
// unknown colour, line style, marker or place throws ValueError, and so does a size below 0 or an
// alpha outside of 0 to 1.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/plot/colormap.h"
#include "keratin/plot/series.h"

namespace keratin::plot {

/// A string that is made of words alone: in plot({1}, {0}) the second list are numbers, which would
/// else begin options with a null pointer as their first string.
struct Text : std::string {
  Text() = default;
  template <class T>
  requires std::convertible_to<const T&, std::string_view> Text(const T& words)  // NOLINT: implicit
      : std::string(std::string_view(words)) {}
};

struct FigureOptions {
  std::vector<double> figsize = {6.4, 4.8};  // width and height in inches
  double dpi = 100;
  std::string facecolor = "white";
};

struct LineOptions {
  Text label = {};
  std::string color = {}, c = {};       // the next of C0, C1, ... when empty
  std::string linestyle = {}, ls = {};  // "-" "--" ":" "-." or "none", or "solid", "dashed", ...
  std::string marker = {};              // one of . o s ^ v < > D d + x *
  std::optional<double> linewidth = {}, lw = {};         // 1.5
  std::optional<double> markersize = {}, ms = {};        // 6
  std::string markeredgecolor = {}, mec = {};            // the line's colour
  std::optional<double> markeredgewidth = {}, mew = {};  // 1
  std::string markerfacecolor = {}, mfc = {};            // the line's colour; "none" for rings
  double alpha = 1;
};

/// Matplotlib's shorthand for colour, marker and line style: "bo", "r--", "C1^:". A type of its
/// own, because the list {0, 10} would also begin a string.
struct LineFormat {
  std::string text;
  template <class T>
  requires std::convertible_to<const T&, std::string_view> LineFormat(const T& words)  // NOLINT
      : text(std::string_view(words)) {}
};

struct BarOptions {
  double width = 0.8;  // in units of x
  double bottom = 0;
  std::string label = {};
  std::string color = {};
  std::string edgecolor = {};  // none when empty
  double alpha = 1;
};

/// Seaborn's names.
struct BarplotOptions {
  Text color = {};           // the first of the cycle when empty
  double saturation = 0.75;  // 1 for the colour itself
  double width = 0.8;
  std::string label = {};
  double alpha = 1;
};

struct ScatterOptions {
  double s = 36;  // area of the marker in square points
  Series c = {};  // numbers that `cmap` turns into colours, one a point; NaN has none
  Colormap cmap = "viridis";
  std::optional<double> vmin = {};  // these numbers get the map's first and last colour; the
  std::optional<double> vmax = {};  // smallest and largest of c when they are not given
  std::string marker = "o";
  std::string label = {};
  std::string color = {};
  double alpha = 1;
};

struct HistOptions {
  int bins = 10;
  std::vector<double> range = {};  // from and to; the data's when empty
  bool density = false;            // the bars' area is 1
  std::string label = {};
  std::string color = {};
  std::string edgecolor = {};  // none when empty
  double alpha = 1;
};

struct ImshowOptions {
  Colormap cmap = "viridis";
  std::optional<double> vmin = {};  // these numbers get the map's first and last colour; the
  std::optional<double> vmax = {};  // smallest and largest of x when they are not given
  double alpha = 1;
};

/// One number for all points, or one a point. (Series takes no number alone: with one, g++ 12 takes
/// {.alpha = 0.5} for a series too.)
struct ErrorSizes : Series {
  using Series::Series;
  ErrorSizes(const Series& sizes) : Series(sizes) {}  // NOLINT: implicit
  template <Arithmetic T>
  ErrorSizes(T size) : Series({static_cast<double>(size)}) {}  // NOLINT: implicit
};

struct ErrorbarOptions {
  Text fmt = {};                    // as plot takes it; "none" for the bars alone
  ErrorSizes yerr = {}, xerr = {};  // 0 or more
  std::string ecolor = {};          // the line's colour when empty
  std::optional<double> elinewidth = {};
  double capsize = 0;
  std::string label = {};
  std::string color = {};
  std::string marker = {};
  double alpha = 1;
};

struct FillBetweenOptions {
  Text label = {};
  std::string color = {};
  double alpha = 1;
};

struct TextOptions {
  double fontsize = 10;
  std::string color = "black";
  std::string ha = "left";      // or "center", "right"
  std::string va = "baseline";  // or "bottom", "center", "top"
  double rotation = 0;          // degrees against the clock
  double alpha = 1;
};

struct ArrowProps {
  std::string arrowstyle = {};  // "->" or "-"; no arrow when empty
  std::string color = "black";
  double linewidth = 1;
};
struct AnnotateOptions {
  std::vector<double> xytext = {};  // where the text stands; at xy itself when empty
  ArrowProps arrowprops = {};       // from the text to xy
  double fontsize = 10;
  std::string color = "black";
  std::string ha = "left", va = "baseline";
};

/// The words of titles and labels.
struct LabelOptions {
  std::optional<double> fontsize = {};  // 12 for titles, 10 for labels
  std::string color = "black";
};

/// Limits of an axis; an end that is not given stays as it is: xlim({0, 10}), ylim({.bottom = 0}).
struct XLimits {
  std::optional<double> left = {}, right = {};
};
struct YLimits {
  std::optional<double> bottom = {}, top = {};
};

struct LegendOptions {
  std::string loc = "best";  // "upper right", "lower left", "center", ...
  double fontsize = 10;
  bool frameon = true;
};

struct ColorbarOptions {
  std::string label = {};
};

struct SavefigOptions {
  double dpi = 0;  // the figure's when 0
  bool transparent = false;
  std::string bbox_inches = {};  // "tight": no more of the figure than what is drawn on
  double pad_inches = 0.1;       // around it
  std::string format = {};       // "png", "svg" or "pdf"; by the end of the name when empty
};

}  // namespace keratin::plot
