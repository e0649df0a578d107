// The verbs that draw data: each checks its arguments and adds one artist to the current place.
#include "keratin/plot/plot.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/figure_internal.h"

namespace keratin::plot {
namespace {

constexpr std::string_view line_styles[] = {"-", "--", ":", "-.", "none"};
constexpr std::string_view markers = ".os^v<>Dd+x*";

void check_lengths(const char* verb, size_t x, size_t y) {
  if (x == y) return;
  throw_shape_error(text("plot::", verb, ": x has ", x, " numbers and y has ", y));
}

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

void check_positive(const char* what, double value) {
  if (value > 0 && std::isfinite(value)) return;
  throw_value_error(text(what, " is ", value, " and must be above 0"));
}

}  // namespace

void plot(const Series& x, const Series& y, const LineOptions& options) {
  check_lengths("plot", x.size(), y.size());
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
  check_positive("plot::bar: width", options.width);
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
  check_positive("plot::scatter: s", options.s);
  Points points{.x = x.values(), .y = y.values(), .label = options.label};
  points.marker = parse_marker(options.marker);
  points.markersize = std::sqrt(options.s);
  Axes2D& axes = current_axes();
  if (options.c.size() == 0) {
    points.colors = {color_or_next(axes, options.color, options.alpha)};
  } else {
    check_lengths("scatter (c)", x.size(), options.c.size());
    const std::vector<double>& values = options.c.values();
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    for (const double value : values) {
      const auto rgb = options.cmap(*high > *low ? (value - *low) / (*high - *low) : 0.5);
      points.colors.push_back({rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0, options.alpha});
    }
  }
  axes.artists.emplace_back(std::move(points));
}

void hist(const Series& x, const HistOptions& options) {
  if (options.bins < 1) throw_value_error(text("plot::hist: bins is ", options.bins));
  if (!options.range.empty() && options.range.size() != 2) {
    throw_value_error("plot::hist: range is {from, to}, and has " +
                      std::to_string(options.range.size()) + " numbers");
  }
  std::vector<double> values = x.values();
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  double low = 0, high = 1;
  if (!options.range.empty()) {
    low = options.range[0];
    high = options.range[1];
  } else if (!values.empty()) {
    const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
    low = *smallest;
    high = *largest;
  }
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  const double width = (high - low) / options.bins;
  Bars bars{.label = options.label, .width = width};
  for (int i = 0; i < options.bins; ++i) bars.x.push_back(low + (i + 0.5) * width);
  bars.height.assign(static_cast<size_t>(options.bins), 0);
  double counted_values = 0;
  for (const double value : values) {
    if (value < low || value > high) continue;
    const auto bin = std::min(static_cast<int>((value - low) / width), options.bins - 1);
    bars.height[static_cast<size_t>(bin)] += 1;
    counted_values += 1;
  }
  if (options.density && counted_values > 0) {
    for (double& height : bars.height) height /= counted_values * width;
  }
  Axes2D& axes = current_axes();
  bars.color = color_or_next(axes, options.color, options.alpha);
  axes.artists.emplace_back(std::move(bars));
}

}  // namespace keratin::plot
