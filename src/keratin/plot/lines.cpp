// The verbs that draw lines: plot and its logarithmic sisters, lines across the frame, error bars,
// and the area between two lines.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/axes.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"

namespace keratin::plot {
namespace {

struct StyleName {
  std::string_view name, pattern;
};
constexpr StyleName line_styles[] = {{"-", "-"},       {"--", "--"},     {":", ":"},
                                     {"-.", "-."},     {"none", "none"}, {"solid", "-"},
                                     {"dashed", "--"}, {"dotted", ":"},  {"dashdot", "-."},
                                     {"None", "none"}, {" ", "none"}};

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
    std::string* part = &result.linestyle;
    std::string_view found;
    if (two == "--" || two == "-.") {
      found = two;
    } else if (one == "-" || one == ":") {
      found = one;
    } else if (one[0] == 'C' && two.size() == 2 && two[1] >= '0' && two[1] <= '9') {
      part = &result.color;
      found = two;
    } else if (marker_shapes.find(one) != std::string_view::npos) {
      part = &result.marker;
      found = one;
    } else if (std::string_view("bgrcmykw").find(one) != std::string_view::npos) {
      part = &result.color;
      found = one;
    }
    if (found.empty() || !part->empty()) {
      throw_value_error(keratin::text("plot::plot: '", one, "' in the format '", format,
                                      found.empty() ? "' is neither a colour nor a marker nor a "
                                                      "line style"
                                                    : "' is one too many of its kind"),
                        {}, "write a colour, a marker, a line style: 'bo', 'r--', 'C1^:'");
    }
    *part = found;
    i += found.size();
  }
  if (result.linestyle.empty()) result.linestyle = result.marker.empty() ? "-" : "none";
  return result;
}

std::string checked_linestyle(const std::string& linestyle) {
  if (linestyle.empty()) return "-";
  for (const StyleName& known : line_styles) {
    if (known.name == linestyle) return std::string(known.pattern);
  }
  throw_value_error(keratin::text("unknown line style '", linestyle, "'"),
                    {{"known", "'-', '--', ':', '-.', 'none'"}});
}

[[noreturn]] void throw_both(const char* name, const char* short_name) {
  throw_value_error(keratin::text("plot: both ", name, " and ", short_name, " are given"), {},
                    "they are one argument; give one");
}
double either(const char* name, const std::optional<double>& value, const char* short_name,
              const std::optional<double>& short_value, double otherwise) {
  if (value && short_value) throw_both(name, short_name);
  const double chosen = value.value_or(short_value.value_or(otherwise));
  check_not_negative(keratin::text("plot: ", name), chosen);
  return chosen;
}
std::string either(const char* name, const std::string& value, const char* short_name,
                   const std::string& short_value) {
  if (!value.empty() && !short_value.empty()) throw_both(name, short_name);
  return value.empty() ? short_value : value;
}

Color color_or(const Color& otherwise, const std::string& name, double alpha) {
  return name.empty() ? otherwise : parse_color(name, alpha);
}

/// All of a line but its points. `format` gives what the options leave open.
Line line_of(AxesState& axes, const LineOptions& options, const Format& format) {
  Line line{.label = options.label};
  check_alpha("plot", options.alpha);
  std::string linestyle = either("linestyle", options.linestyle, "ls", options.ls);
  if (linestyle.empty()) linestyle = format.linestyle;
  line.linestyle = checked_linestyle(linestyle);
  line.linewidth = either("linewidth", options.linewidth, "lw", options.lw, 1.5);
  line.marker.shape = parse_marker(options.marker.empty() ? format.marker : options.marker);
  line.marker.size = either("markersize", options.markersize, "ms", options.ms, 6);
  line.marker.edge_width =
      either("markeredgewidth", options.markeredgewidth, "mew", options.mew, 1);
  const std::string edge = either("markeredgecolor", options.markeredgecolor, "mec", options.mec);
  const std::string face = either("markerfacecolor", options.markerfacecolor, "mfc", options.mfc);
  const std::string color = either("color", options.color, "c", options.c);
  line.color = color_or_next(axes, color.empty() ? format.color : color, options.alpha);
  line.marker.edge = color_or(line.color, edge, options.alpha);
  line.marker.face = color_or(line.color, face, options.alpha);
  return line;
}

void draw_line(AxesState& axes, const Series& x, const Series& y, const Format& format,
               const LineOptions& options) {
  check_lengths("plot", x.size(), y.size());
  Line line = line_of(axes, options, format);
  line.x = places_of(axes, x);
  line.y = y.values();
  axes.artists.emplace_back(std::move(line));
}

/// A line at `place` from one part of the frame to another.
void draw_across(AxesState& axes, const char* verb, double place, double begin, double end,
                 bool along_x, const LineOptions& options) {
  for (const double value : {place, begin, end}) check_finite(verb, value);
  Line line = line_of(axes, options, {});
  line.x = along_x ? std::vector{begin, end} : std::vector{place, place};
  line.y = along_x ? std::vector{place, place} : std::vector{begin, end};
  line.across = {.x = along_x, .y = !along_x};
  axes.artists.emplace_back(std::move(line));
}

/// The ends of error bars around `middle`; sizes are one for all or one a point.
ErrorBars error_bars(const char* name, const std::vector<double>& middle, const Series& sizes) {
  if (sizes.size() != 1 && sizes.size() != middle.size()) {
    throw_shape_error(keratin::text("plot::errorbar: ", name, " has ", sizes.size(),
                                    " numbers for ", middle.size(), " points"));
  }
  ErrorBars bars;
  for (size_t i = 0; i < middle.size(); ++i) {
    const double size = sizes[sizes.size() == 1 ? 0 : i];
    if (size < 0) {
      throw_value_error(
          keratin::text("plot::errorbar: ", name, " holds ", size, ", and must not be negative"));
    }
    bars.low.push_back(middle[i] - size);
    bars.high.push_back(middle[i] + size);
  }
  return bars;
}

}  // namespace

char parse_marker(std::string_view marker) {
  if (marker.empty() || marker == "none" || marker == "None") return 0;
  if (marker.size() == 1 && marker_shapes.find(marker) != std::string_view::npos) return marker[0];
  throw_value_error(keratin::text("unknown marker '", marker, "'"),
                    {{"known", ". o s ^ v < > D d + x *"}});
}

Series counted(size_t size) {
  std::vector<double> values(size);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

std::vector<double> places_of(AxesState& axes, const Series& x) {
  if (x.words().empty()) return x.values();
  std::vector<double> places;
  for (const std::string& word : x.words()) {
    const auto found = std::find(axes.words.begin(), axes.words.end(), word);
    places.push_back(static_cast<double>(found - axes.words.begin()));
    if (found == axes.words.end()) axes.words.push_back(word);
  }
  axes.xticks = Ticks{counted(axes.words.size()).values(), axes.words};
  return places;
}

void Axes::plot(const Series& x, const Series& y, const LineOptions& options) {
  draw_line(state(), x, y, {}, options);
}
void Axes::plot(const Series& y, const LineOptions& options) {
  plot(counted(y.size()), y, options);
}
void Axes::plot(const Series& x, const Series& y, const LineFormat& format,
                const LineOptions& options) {
  draw_line(state(), x, y, parse_format(format.text), options);
}
void Axes::plot(const Series& y, const LineFormat& format, const LineOptions& options) {
  plot(counted(y.size()), y, format, options);
}

void Axes::axhline(double y, const LineOptions& options) { axhline(y, 0, 1, options); }
void Axes::axhline(double y, double xmin, double xmax, const LineOptions& options) {
  draw_across(state(), "axhline", y, xmin, xmax, true, options);
}
void Axes::axvline(double x, const LineOptions& options) { axvline(x, 0, 1, options); }
void Axes::axvline(double x, double ymin, double ymax, const LineOptions& options) {
  draw_across(state(), "axvline", x, ymin, ymax, false, options);
}

void Axes::errorbar(const Series& x, const Series& y, const ErrorbarOptions& options) {
  check_lengths("errorbar", x.size(), y.size());
  check_not_negative("errorbar: capsize", options.capsize);
  AxesState& axes = state();
  const std::vector<double> places = places_of(axes, x);
  const bool has_line = options.fmt != "none";
  const Format format = has_line ? parse_format(options.fmt) : Format{"none", "", ""};
  Line line = line_of(axes,
                      {.label = options.label,
                       .color = options.color,
                       .marker = options.marker,
                       .alpha = options.alpha},
                      format);
  line.x = places;
  line.y = y.values();
  const auto add = [&](const char* name, const std::vector<double>& middle, const Series& sizes,
                       bool along_x) {
    if (sizes.size() == 0 && !middle.empty()) return;
    ErrorBars bars = error_bars(name, middle, sizes);
    bars.x = places;
    bars.y = y.values();
    bars.along_x = along_x;
    bars.color = color_or(line.color, options.ecolor, options.alpha);
    bars.linewidth = options.elinewidth.value_or(1.5);
    bars.capsize = options.capsize;
    check_not_negative("errorbar: elinewidth", bars.linewidth);
    axes.artists.emplace_back(std::move(bars));
  };
  line.is_of_errorbar = true;
  line.has_xerr = options.xerr.size() > 0;
  line.has_yerr = options.yerr.size() > 0;
  line.capsize = options.capsize;
  if (options.yerr.size() > 0) add("yerr", y.values(), options.yerr, false);
  if (options.xerr.size() > 0) add("xerr", places, options.xerr, true);
  axes.artists.emplace_back(std::move(line));
}

void Axes::errorbar(const Series& x, const Series& y, double yerr, const ErrorbarOptions& options) {
  ErrorbarOptions merged = options;
  merged.yerr = yerr;
  errorbar(x, y, merged);
}

void Axes::fill_between(const Series& x, const Series& y1, const Series& y2,
                        const FillBetweenOptions& options) {
  check_lengths("fill_between", x.size(), y1.size());
  if (y2.size() != 1) check_lengths("fill_between", x.size(), y2.size());
  check_alpha("fill_between", options.alpha);
  AxesState& axes = state();
  Area area{.x = places_of(axes, x), .y1 = y1.values(), .y2 = y2.values(), .label = options.label};
  if (y2.size() == 1) area.y2.assign(x.size(), y2[0]);
  area.color = fill_or_next(axes, options.color, options.alpha);
  axes.artists.emplace_back(std::move(area));
}
void Axes::fill_between(const Series& x, const Series& y1, double y2,
                        const FillBetweenOptions& options) {
  fill_between(x, y1, Series({y2}), options);
}
void Axes::fill_between(const Series& x, const Series& y1, const FillBetweenOptions& options) {
  fill_between(x, y1, Series({0}), options);
}

}  // namespace keratin::plot
