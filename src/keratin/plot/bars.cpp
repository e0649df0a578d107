// Bars: above places or words, and of a histogram.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/axes.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/histogram_internal.h"
#include "keratin/plot/plot.h"

namespace keratin::plot {
namespace {

/// The colour, so many times as far from the gray that is as light.
Color muted(const Color& color, double saturation) {
  const double most = std::max({color.red, color.green, color.blue});
  const double least = std::min({color.red, color.green, color.blue});
  const double gray = (most + least) / 2;
  const auto nearer = [&](double channel) { return gray + saturation * (channel - gray); };
  return {nearer(color.red), nearer(color.green), nearer(color.blue), color.alpha};
}

/// The words of an axis of categories: x itself, or its numbers in their order.
std::vector<std::string> names_of(const Series& x) {
  if (!x.words().empty()) return x.words();
  std::vector<std::string> names;
  for (const double number : x.values()) names.push_back(keratin::text(number));
  return names;
}

/// How to bring the numbers into their order; words stay as they are.
std::vector<size_t> order_of(const Series& x) {
  std::vector<size_t> order(x.size());
  std::iota(order.begin(), order.end(), size_t{0});
  if (x.words().empty()) {
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return x[a] < x[b]; });
  }
  return order;
}

}  // namespace

void Axes::bar(const Series& x, const Series& height, const BarOptions& options) {
  check_lengths("bar", x.size(), height.size());
  check_positive("bar: width", options.width);
  check_finite("bar: bottom", options.bottom);
  check_alpha("bar", options.alpha);
  AxesState& axes = state();
  Bars bars{.x = places_of(axes, x), .height = height.values(), .label = options.label};
  bars.width = options.width;
  bars.bottom = options.bottom;
  bars.color = fill_or_next(axes, options.color, options.alpha);
  if (!options.edgecolor.empty()) bars.edge = parse_color(options.edgecolor, options.alpha);
  axes.artists.emplace_back(std::move(bars));
}
void Axes::bar(const Series& x, const Series& height, double width, const BarOptions& options) {
  BarOptions merged = options;
  merged.width = width;
  bar(x, height, merged);
}

void Axes::hist(const Series& x, const HistOptions& options) {
  const Histogram made = histogram_of(x.values(), options.bins, options.range);
  const double width = made.edges[1] - made.edges[0];
  Bars bars{.height = made.counts, .label = options.label, .width = width};
  bars.is_histogram = true;
  for (int i = 0; i < options.bins; ++i) bars.x.push_back(made.edges[0] + (i + 0.5) * width);
  const double counted = std::accumulate(bars.height.begin(), bars.height.end(), 0.0);
  if (options.density && counted > 0) {
    for (double& height : bars.height) height /= counted * width;
  }
  check_alpha("hist", options.alpha);
  AxesState& axes = state();
  bars.color = fill_or_next(axes, options.color, options.alpha);
  if (!options.edgecolor.empty()) bars.edge = parse_color(options.edgecolor, options.alpha);
  axes.artists.emplace_back(std::move(bars));
}
void Axes::hist(const Series& x, int bins, const HistOptions& options) {
  HistOptions merged = options;
  merged.bins = bins;
  hist(x, merged);
}

void barplot(const Series& x, const Series& height, const BarplotOptions& options) {
  check_lengths("barplot", x.size(), height.size());
  check_finite("barplot", x.values());
  const std::vector<std::string> names = names_of(x);
  std::vector<std::string> ordered;
  std::vector<double> heights;
  for (const size_t i : order_of(x)) {
    if (std::find(ordered.begin(), ordered.end(), names[i]) != ordered.end()) {
      throw_value_error(keratin::text("plot::barplot: x holds ", names[i], " twice"), {},
                        "give one height for each; the mean of several is ops::mean");
    }
    ordered.push_back(names[i]);
    heights.push_back(height[i]);
  }
  if (!(options.saturation >= 0 && options.saturation <= 1)) {
    throw_value_error(keratin::text("plot::barplot: saturation is ", options.saturation,
                                    " and must be between 0 and 1"));
  }
  Axes axes = gca();
  axes.bar(ordered, heights,
           {.width = options.width,
            .label = options.label,
            .color = options.color.empty() ? "C0" : options.color,
            .alpha = options.alpha});
  auto& bars = std::get<Bars>(axes.state().artists.back());
  bars.color = muted(bars.color, options.saturation);
  if (!ordered.empty()) axes.set_xlim(-0.5, static_cast<double>(ordered.size()) - 0.5);
}

void barplot(const Series& height, const BarplotOptions& options) {
  barplot(counted(height.size()), height, options);
}

}  // namespace keratin::plot
