// The verbs that draw data: each checks its arguments and adds one artist to the current place.
#include "keratin/plot/plot.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/histogram_internal.h"
#include "keratin/plot/view_internal.h"

namespace keratin::plot {
namespace {

constexpr std::string_view line_styles[] = {"-", "--", ":", "-.", "none"};
constexpr std::string_view markers = ".os^v<>Dd+x*";

Series counted(size_t size) {
  std::vector<double> values(size);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

char parse_marker(std::string_view marker) {
  if (marker.empty() || marker == "none") return 0;
  if (marker.size() == 1 && markers.find(marker) != std::string_view::npos) return marker[0];
  throw_value_error(text("unknown marker '", marker, "'"), {{"known", ". o s ^ v < > D d + x *"}});
}

struct Format {
  std::string linestyle, color;
  std::string marker;
};

/// "bo", "r--", "g^:", "C1-": colour, marker and line style in any order, each at most once.
Format parse_format(std::string_view format) {
  Format result;
  for (size_t i = 0; i < format.size();) {
    const std::string_view rest = format.substr(i);
    const std::string_view two = rest.substr(0, 2), one = rest.substr(0, 1);
    if (two == "--" || two == "-.") {
      result.linestyle = two;
    } else if (one == "-" || one == ":") {
      result.linestyle = one;
    } else if (one[0] == 'C' && two.size() == 2 && two[1] >= '0' && two[1] <= '9') {
      result.color = two;
    } else if (markers.find(one) != std::string_view::npos) {
      result.marker = one;
    } else if (std::string_view("bgrcmykw").find(one) != std::string_view::npos) {
      result.color = one;
    } else {
      throw_value_error(text("plot::plot: '", one, "' in the format '", format,
                             "' is neither a colour nor a marker nor a line style"),
                        {}, "write a colour, a marker, a line style: 'bo', 'r--', 'C1^:'");
    }
    i += result.linestyle == two || result.color == two ? 2 : 1;
  }
  if (result.linestyle.empty()) result.linestyle = result.marker.empty() ? "-" : "none";
  return result;
}

std::string checked_linestyle(const std::string& linestyle) {
  if (linestyle.empty()) return "-";
  const bool is_known =
      std::find(std::begin(line_styles), std::end(line_styles), linestyle) != std::end(line_styles);
  if (!is_known) {
    throw_value_error(text("unknown line style '", linestyle, "'"),
                      {{"known", quoted_list(line_styles)}});
  }
  return linestyle;
}

/// A colour for each number of c, none for what is not finite.
std::vector<Color> colors_of(const ScatterOptions& options) {
  Reach reach;
  for (const double value : options.c.values()) reach.add(value);
  std::vector<Color> colors;
  for (const double value : options.c.values()) {
    const double part =
        reach.low < reach.high ? fraction_of(value, {reach.low, reach.high}, Scale::linear) : 0;
    const auto rgb = options.cmap(part);
    colors.push_back(
        {rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0, std::isfinite(value) ? options.alpha : 0});
  }
  return colors;
}

}  // namespace

void plot(const Series& x, const Series& y, const LineOptions& options) {
  check_lengths("plot", x.size(), y.size());
  check_not_negative("plot: linewidth", options.linewidth);
  check_not_negative("plot: markersize", options.markersize);
  check_alpha("plot", options.alpha);
  Line line{.x = x.values(), .y = y.values(), .label = options.label};
  line.linestyle = checked_linestyle(options.linestyle);
  line.marker = parse_marker(options.marker);
  line.linewidth = options.linewidth;
  line.markersize = options.markersize;
  Axes2D& axes = current_axes();
  line.color = color_or_next(axes, options.color, options.alpha);
  axes.artists.emplace_back(std::move(line));
}

void plot(const Series& y, const LineOptions& options) { plot(counted(y.size()), y, options); }

void plot(const Series& x, const Series& y, const LineFormat& format, const LineOptions& options) {
  const Format parsed = parse_format(format.text);
  LineOptions merged = options;
  if (merged.color.empty()) merged.color = parsed.color;
  if (merged.linestyle.empty()) merged.linestyle = parsed.linestyle;
  if (merged.marker.empty()) merged.marker = parsed.marker;
  plot(x, y, merged);
}

void plot(const Series& y, const LineFormat& format, const LineOptions& options) {
  plot(counted(y.size()), y, format, options);
}

void bar(const Series& x, const Series& height, const BarOptions& options) {
  check_lengths("bar", x.size(), height.size());
  check_positive("bar: width", options.width);
  check_alpha("bar", options.alpha);
  Bars bars{.x = x.values(), .height = height.values(), .label = options.label};
  bars.width = options.width;
  Axes2D& axes = current_axes();
  bars.color = color_or_next(axes, options.color, options.alpha);
  axes.artists.emplace_back(std::move(bars));
}

void bar(const std::vector<std::string>& names, const Series& height, const BarOptions& options) {
  const Series places = counted(names.size());
  bar(places, height, options);
  xticks(places, names);
}

void barplot(const Series& height, const BarOptions& options) {
  bar(counted(height.size()), height, options);
}

void scatter(const Series& x, const Series& y, const ScatterOptions& options) {
  check_lengths("scatter", x.size(), y.size());
  check_not_negative("scatter: s", options.s);
  check_alpha("scatter", options.alpha);
  Points points{.x = x.values(), .y = y.values(), .label = options.label};
  points.marker = parse_marker(options.marker);
  points.markersize = std::sqrt(options.s);
  Axes2D& axes = current_axes();
  if (options.c.size() == 0) {
    points.colors = {color_or_next(axes, options.color, options.alpha)};
  } else {
    check_lengths("scatter (c)", x.size(), options.c.size());
    points.colors = colors_of(options);
  }
  axes.artists.emplace_back(std::move(points));
}

void hist(const Series& x, const HistOptions& options) {
  const Histogram made = histogram_of(x.values(), options.bins, options.range);
  const double width = made.edges[1] - made.edges[0];
  Bars bars{.height = made.counts, .label = options.label, .width = width};
  for (int i = 0; i < options.bins; ++i) bars.x.push_back(made.edges[0] + (i + 0.5) * width);
  const double counted = std::accumulate(bars.height.begin(), bars.height.end(), 0.0);
  if (options.density && counted > 0) {
    for (double& height : bars.height) height /= counted * width;
  }
  check_alpha("hist", options.alpha);
  Axes2D& axes = current_axes();
  bars.color = color_or_next(axes, options.color, options.alpha);
  axes.artists.emplace_back(std::move(bars));
}

}  // namespace keratin::plot
