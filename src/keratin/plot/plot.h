// Matplotlib's pyplot: verbs that draw into the calling thread's current figure, at its current
// place. plt is another name of this namespace. axes.h says what each verb does, options.h what it
// takes.
#pragma once
#include <array>
#include <concepts>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/plot/axes.h"
#include "keratin/plot/options.h"

namespace keratin::plot {

/// A handle on a figure: copies are the same. A default one is empty, and all that is asked of it
/// throws ValueError.
class Figure {
 public:
  Figure() = default;
  explicit Figure(std::shared_ptr<FigureState> state) : state_(std::move(state)) {}

  /// Cell `index`, counted from 1 in reading order. Throws ValueError when there is no such cell.
  Axes add_subplot(int rows = 1, int columns = 1, int index = 1);
  AxesArray subplots(int rows = 1, int columns = 1);
  Axes gca();
  void suptitle(std::string_view words, const LabelOptions& options = {});
  void tight_layout();
  /// The scale of the colours of what was last drawn through a colormap there.
  void colorbar(const Axes& of, const ColorbarOptions& options = {});
  void savefig(const std::string& path, const SavefigOptions& options = {}) const;
  void savefig(std::ostream& file, const SavefigOptions& options = {}) const;

 private:
  FigureState& state() const;
  std::shared_ptr<FigureState> state_;
};

/// What subplots gives: auto [fig, axes] = plt::subplots(1, 2).
struct Subplots {
  Figure figure;
  AxesArray axes;
};

/// Begins a new figure, which becomes the current one.
Figure figure(const FigureOptions& options = {});
/// Cell `index`, counted from 1 in reading order, of rows x columns becomes the place to draw.
/// Throws ValueError when there is no such cell.
Axes subplot(int rows = 1, int columns = 1, int index = 1);
/// A new figure with rows x columns empty places; the last one is current, as in Matplotlib.
Subplots subplots(int rows = 1, int columns = 1, const FigureOptions& options = {});
Subplots subplots(const FigureOptions& options);
/// The current figure and its current place; begins them when there are none.
Figure gcf();
Axes gca();
/// The place, and its figure, become current.
void sca(const Axes& axes);
/// Fits the places into the figure so that labels and titles do not overlap.
void tight_layout();
/// Forgets the current figure.
void close();
/// Empties the current figure.
void clf();
/// Empties the current place.
void cla();

void plot(const Series& y, const LineOptions& options = {});
void plot(const Series& x, const Series& y, const LineOptions& options = {});
void plot(const Series& y, const LineFormat& format, const LineOptions& options = {});
void plot(const Series& x, const Series& y, const LineFormat& format,
          const LineOptions& options = {});
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
void axhline(double y = 0, const LineOptions& options = {});
void axhline(double y, double xmin, double xmax, const LineOptions& options = {});
void axvline(double x = 0, const LineOptions& options = {});
void axvline(double x, double ymin, double ymax, const LineOptions& options = {});
void errorbar(const Series& x, const Series& y, const ErrorbarOptions& options = {});
template <class T>
requires std::convertible_to<const T&, Series>
void errorbar(const Series& x, const Series& y, const T& yerr, ErrorbarOptions options = {}) {
  options.yerr = ErrorSizes(Series(yerr));
  errorbar(x, y, options);
}
void errorbar(const Series& x, const Series& y, double yerr, const ErrorbarOptions& options = {});
void fill_between(const Series& x, const Series& y1, const Series& y2,
                  const FillBetweenOptions& options = {});
void fill_between(const Series& x, const Series& y1, double y2 = 0,
                  const FillBetweenOptions& options = {});
void fill_between(const Series& x, const Series& y1, const FillBetweenOptions& options);
void bar(const Series& x, const Series& height, const BarOptions& options = {});
void bar(const Series& x, const Series& height, double width, const BarOptions& options = {});
/// Seaborn's: bars in one muted colour and a tick under each, written as x[i] or as its word.
/// Numbers stand in their order, at equal distances; words in the order given. Throws ValueError
/// for an x that comes twice, of which Seaborn would draw the mean.
void barplot(const Series& x, const Series& height, const BarplotOptions& options = {});
/// The same above 0, 1, 2, ...
void barplot(const Series& height, const BarplotOptions& options = {});
void scatter(const Series& x, const Series& y, const ScatterOptions& options = {});
void hist(const Series& x, const HistOptions& options = {});
void hist(const Series& x, int bins, const HistOptions& options = {});
void imshow(const Tensor& x, const ImshowOptions& options = {});
void imshow(const Tensor& x, const Colormap& cmap, const ImshowOptions& options = {});
/// The scale of the colours of what was last drawn through a colormap, at its right side. Throws
/// ValueError when nothing was.
void colorbar(const ColorbarOptions& options = {});
void text(double x, double y, std::string_view words, const TextOptions& options = {});
void annotate(std::string_view words, const std::array<double, 2>& xy,
              const AnnotateOptions& options = {});

void title(std::string_view words, const LabelOptions& options = {});
void suptitle(std::string_view words, const LabelOptions& options = {});
void xlabel(std::string_view words, const LabelOptions& options = {});
void ylabel(std::string_view words, const LabelOptions& options = {});
void axis(std::string_view what);
void xticks(const Series& places, const std::vector<std::string>& labels = {});
void yticks(const Series& places, const std::vector<std::string>& labels = {});
/// Without limits: those that the axis has.
std::pair<double, double> xlim();
std::pair<double, double> ylim();
void xlim(double left, double right);
void xlim(const XLimits& limits);
void ylim(double bottom, double top);
void ylim(const YLimits& limits);
void xscale(std::string_view scale);
void yscale(std::string_view scale);
void grid(bool visible = true);
void legend(const LegendOptions& options = {});
void legend(std::initializer_list<const char*> labels, const LegendOptions& options = {});
template <class T>
requires(Word<T> ||
         std::same_as<T, std::vector<std::string>>) void legend(const T& loc_or_labels,
                                                                const LegendOptions& options = {}) {
  gca().legend(loc_or_labels, options);
}

/// Writes the current figure as PNG, SVG or PDF, by options.format, else by the end of the name.
/// Throws ValueError for another format or end, FileError when the file cannot be written.
void savefig(const std::string& path, const SavefigOptions& options = {});
/// As Matplotlib's into a file object; PNG unless options.format says otherwise. Throws FileError
/// when the stream takes no more.
void savefig(std::ostream& file, const SavefigOptions& options = {});

/// Gets what show shows: "image/png", and the bytes.
using ShowHook = std::function<void(std::string_view mime, std::string_view bytes)>;
/// show hands each figure of this process to the hook from now on; {} ends that.
void set_show(ShowHook hook);

/// Hands the current figure to set_show's hook. Without one shows it in the terminal, in pixels
/// where it can draw them (kitty, iTerm2, sixel), else in half blocks of 24-bit colour; without a
/// terminal saves figure_N.png and says so. The next verb begins a new figure.
void show();

}  // namespace keratin::plot

namespace keratin {
namespace plt = plot;
}
