// One coordinate system of a figure, as Matplotlib's Axes: what to draw, and how it is named.
#pragma once
#include <array>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/plot/options.h"

namespace keratin::plot {

struct FigureState;
struct AxesState;

/// A word that a function takes in place of an options struct, from a literal or a string; no list
/// in braces is one.
template <class T>
concept Word = std::convertible_to<const T&, std::string_view>;

/// A handle: copies are the same place. A default one is empty, and all that is asked of it throws
/// ValueError.
class Axes {
 public:
  Axes() = default;
  Axes(std::shared_ptr<FigureState> figure, std::shared_ptr<AxesState> state);

  /// A line through (x[i], y[i]), or (i, y[i]). NaN interrupts the line. x may be words: then the
  /// axis is named by them. Throws ShapeError for x and y of different lengths.
  void plot(const Series& y, const LineOptions& options = {});
  void plot(const Series& x, const Series& y, const LineOptions& options = {});
  void plot(const Series& y, const LineFormat& format, const LineOptions& options = {});
  void plot(const Series& x, const Series& y, const LineFormat& format,
            const LineOptions& options = {});
  /// plot with a logarithmic y, x, or both.
  void semilogy(const Series& y, const LineOptions& options = {});
  void semilogy(const Series& x, const Series& y, const LineOptions& options = {});
  void semilogy(const Series& y, const LineFormat& format, const LineOptions& options = {});
  void semilogy(const Series& x, const Series& y, const LineFormat& format,
                const LineOptions& options = {});
  void semilogx(const Series& y, const LineOptions& options = {});
  void semilogx(const Series& x, const Series& y, const LineOptions& options = {});
  void semilogx(const Series& y, const LineFormat& format, const LineOptions& options = {});
  void semilogx(const Series& x, const Series& y, const LineFormat& format,
                const LineOptions& options = {});
  void loglog(const Series& y, const LineOptions& options = {});
  void loglog(const Series& x, const Series& y, const LineOptions& options = {});
  void loglog(const Series& y, const LineFormat& format, const LineOptions& options = {});
  void loglog(const Series& x, const Series& y, const LineFormat& format,
              const LineOptions& options = {});
  /// A line across the whole frame, or from one part of it (0 to 1) to another.
  void axhline(double y = 0, const LineOptions& options = {});
  void axhline(double y, double xmin, double xmax, const LineOptions& options = {});
  void axvline(double x = 0, const LineOptions& options = {});
  void axvline(double x, double ymin, double ymax, const LineOptions& options = {});
  /// plot with bars from y - yerr to y + yerr, and the same in x.
  void errorbar(const Series& x, const Series& y, const ErrorbarOptions& options = {});
  template <class T>
  requires std::convertible_to<const T&, Series>
  void errorbar(const Series& x, const Series& y, const T& yerr, ErrorbarOptions options = {}) {
    options.yerr = ErrorSizes(Series(yerr));
    errorbar(x, y, options);
  }
  void errorbar(const Series& x, const Series& y, double yerr, const ErrorbarOptions& options = {});
  /// The area between (x[i], y1[i]) and (x[i], y2[i]); y2 may be one number for all.
  void fill_between(const Series& x, const Series& y1, const Series& y2,
                    const FillBetweenOptions& options = {});
  void fill_between(const Series& x, const Series& y1, double y2 = 0,
                    const FillBetweenOptions& options = {});
  void fill_between(const Series& x, const Series& y1, const FillBetweenOptions& options);
  /// Bars of height[i] above x[i], or above a word.
  void bar(const Series& x, const Series& height, const BarOptions& options = {});
  void bar(const Series& x, const Series& height, double width, const BarOptions& options = {});
  void scatter(const Series& x, const Series& y, const ScatterOptions& options = {});
  /// How many numbers lie in each of `bins` equal intervals; the last includes its end. NaN is left
  /// out. Throws ValueError for infinite numbers without a range, and for intervals too narrow to
  /// be told apart.
  void hist(const Series& x, const HistOptions& options = {});
  void hist(const Series& x, int bins, const HistOptions& options = {});
  /// Draws (height, width) through the colormap, or (height, width, 3 or 4) as red, green, blue
  /// [, alpha]: whole numbers from 0 to 255, others from 0 to 1. (height, width, 1) counts as
  /// (height, width). What is NaN or infinite is not drawn. Throws ShapeError for any other shape.
  void imshow(const Tensor& x, const ImshowOptions& options = {});
  void imshow(const Tensor& x, const Colormap& cmap, const ImshowOptions& options = {});
  /// Words at a place in units of the data.
  void text(double x, double y, std::string_view words, const TextOptions& options = {});
  /// Words for the point xy, with an arrow when options.arrowprops says so.
  void annotate(std::string_view words, const std::array<double, 2>& xy,
                const AnnotateOptions& options = {});

  void set_title(std::string_view words, const LabelOptions& options = {});
  void set_xlabel(std::string_view words, const LabelOptions& options = {});
  void set_ylabel(std::string_view words, const LabelOptions& options = {});
  /// Throws ValueError for ends that are equal or not finite. The first may be the larger one.
  void set_xlim(double left, double right);
  void set_xlim(const XLimits& limits);
  void set_ylim(double bottom, double top);
  void set_ylim(const YLimits& limits);
  std::pair<double, double> get_xlim() const;
  std::pair<double, double> get_ylim() const;
  /// "linear" or "log".
  void set_xscale(std::string_view scale);
  void set_yscale(std::string_view scale);
  /// The ticks' places, and the words there instead of the numbers. The view grows to hold them.
  void set_xticks(const Series& places, const std::vector<std::string>& labels = {});
  void set_yticks(const Series& places, const std::vector<std::string>& labels = {});
  void grid(bool visible = true);
  /// axis("off") hides the frame, its ticks and labels; "on" shows them; "equal" gives x and y the
  /// same scale.
  void axis(std::string_view what);
  void set_axis_off() { axis("off"); }
  void set_axis_on() { axis("on"); }
  /// Names all that has a label; a list names what is drawn in its order.
  void legend(const LegendOptions& options = {});
  void legend(std::initializer_list<const char*> labels, const LegendOptions& options = {}) {
    legend(std::vector<std::string>(labels.begin(), labels.end()), options);
  }
  template <std::same_as<std::vector<std::string>> T>  // no list in braces with a designator is one
  void legend(const T& labels, const LegendOptions& options = {}) {
    set_labels(labels);
    legend(options);
  }
  template <Word T>
  void legend(const T& loc, LegendOptions options = {}) {
    options.loc = loc;
    legend(options);
  }
  /// Forgets all that is drawn here.
  void cla();

  /// The place itself, for the library's own functions. Throws ValueError when the handle is empty.
  AxesState& state() const;
  const std::shared_ptr<FigureState>& figure_state() const { return figure_; }

 protected:
  void set_labels(const std::vector<std::string>& labels);

  std::shared_ptr<FigureState> figure_;
  std::shared_ptr<AxesState> state_;
  std::string why_empty_;  // what an empty handle says
};

/// A place of a grid, counted from 0; -1 is the last row or column.
struct Cell {
  int row = 0, column = 0;
};

/// The places that subplots makes: a row or a column of them is indexed by one number, a grid by
/// rows, axes[1][2] or axes[{1, 2}]. One place alone is itself an Axes.
class AxesArray : public Axes {
 public:
  AxesArray() = default;
  AxesArray(std::vector<Axes> places, int rows, int columns);

  /// Throws ValueError for an index outside.
  AxesArray operator[](int index) const;
  Axes operator[](const Cell& cell) const;
  Axes operator()(int row, int column) const { return (*this)[Cell{row, column}]; }

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  /// The number of what a single index counts: places of a row or a column, rows of a grid.
  int size() const;
  /// All places in reading order: for (plt::Axes ax : axes.flat()).
  const std::vector<Axes>& flat() const { return places_; }
  const std::vector<Axes>& ravel() const { return places_; }

 private:
  std::vector<Axes> places_;
  int rows_ = 0, columns_ = 0;
};

}  // namespace keratin::plot
