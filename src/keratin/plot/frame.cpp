// From the artists' data to the view and its ticks.
#include <algorithm>
#include <cmath>

#include "keratin/plot/draw_internal.h"
#include "keratin/plot/ticks_internal.h"

namespace keratin::plot {
namespace {

struct Reaches {
  Reach x, y;
  bool is_image = false;

  void add(const std::vector<double>& xs, const std::vector<double>& ys) {
    x.is_used = y.is_used = true;
    for (size_t i = 0; i < xs.size(); ++i) {
      if (!std::isfinite(xs[i]) || !std::isfinite(ys[i])) continue;
      x.add(xs[i]);
      y.add(ys[i]);
    }
  }
  void operator()(const Line& line) {
    if (line.across.x) return y.add(line.y[0]);
    if (line.across.y) return x.add(line.x[0]);
    add(line.x, line.y);
  }
  void operator()(const Points& points) { add(points.x, points.y); }
  void operator()(const ErrorBars& bars) {
    add(bars.along_x ? bars.low : bars.x, bars.along_x ? bars.y : bars.low);
    add(bars.along_x ? bars.high : bars.x, bars.along_x ? bars.y : bars.high);
  }
  void operator()(const Area& area) {
    add(area.x, area.y1);
    add(area.x, area.y2);
  }
  void operator()(const Bars& bars) {
    for (size_t i = 0; i < bars.x.size(); ++i) {
      if (!std::isfinite(bars.x[i]) || !std::isfinite(bars.height[i])) continue;
      x.add(bars.x[i] - bars.width / 2);
      x.add(bars.x[i] + bars.width / 2);
      y.add(bars.bottom + bars.height[i]);
      y.add(bars.bottom);
    }
    x.is_used = y.is_used = true;
    y.edges.push_back(bars.bottom);
  }
  void operator()(const Image& image) {
    is_image = true;
    add_edges(x, image.pixels.width);
    add_edges(y, image.pixels.height);
  }
  void operator()(const Words&) {}

 private:
  static void add_edges(Reach& reach, int pixels) {
    for (const double edge : {-0.5, pixels - 0.5}) {
      reach.add(edge);
      reach.edges.push_back(edge);
    }
  }
};

/// Shrinks the box until a unit is as long in x as in y; around its centre, or towards a colorbar.
void make_equal(Frame& frame, bool to_the_right) {
  // Halves, whose distance is no larger than the largest number.
  const double x_span = std::abs(frame.x.high / 2 - frame.x.low / 2);
  const double y_span = std::abs(frame.y.high / 2 - frame.y.low / 2);
  const double unit = std::min(frame.box.width / x_span, frame.box.height / y_span);
  const double width = unit * x_span, height = unit * y_span;
  frame.box = {frame.box.x + (frame.box.width - width) * (to_the_right ? 1 : 0.5),
               frame.box.y + (frame.box.height - height) / 2, width, height};
}

/// The same by showing more of x or of y, as Matplotlib's axis("equal") does.
void widen_until_equal(Frame& frame) {
  const double across = half_span_of(frame.x, frame.xscale) / frame.box.width;
  const double upright = half_span_of(frame.y, frame.yscale) / frame.box.height;
  if (across > upright) frame.y = widened(frame.y, across / upright, frame.yscale);
  if (upright > across) frame.x = widened(frame.x, upright / across, frame.xscale);
}

/// Ticks of one axis: how many fit, and what they are at.
struct Axis {
  const std::optional<Ticks>& wanted;
  Interval view;
  Scale scale;
  double room;
  bool only_whole;
};

AxisTicks log_ticks_of(const Axis& axis) {
  LogTicks made = log_ticks(axis.view, static_cast<int>(std::clamp(axis.room, 2.0, 9.0)));
  AxisTicks result;
  result.places = std::move(made.places);
  result.labels = std::move(made.labels);
  result.minor_places = std::move(made.minor_places);
  result.minor_labels = std::move(made.minor_labels);
  return result;
}

/// What lies outside of the view is left out.
AxisTicks shown(const std::vector<double>& places, const TickLabels& labels, Interval view) {
  if (view.low > view.high) std::swap(view.low, view.high);
  AxisTicks result;
  result.factor = labels.factor;
  for (size_t i = 0; i < places.size(); ++i) {
    const double fraction = fraction_of(places[i], view, Scale::linear);
    if (fraction < -1e-10 || fraction > 1 + 1e-10) continue;
    result.places.push_back(places[i]);
    result.labels.push_back(labels.labels[i]);
  }
  return result;
}

AxisTicks ticks_of(const Axis& axis) {
  if (!axis.wanted && axis.scale == Scale::log) return log_ticks_of(axis);
  std::vector<double> places =
      axis.wanted ? axis.wanted->places
                  : nice_ticks(axis.view, static_cast<int>(std::clamp(axis.room, 1.0, 9.0)),
                               axis.only_whole);
  if (axis.scale == Scale::log) std::erase_if(places, [](double place) { return place <= 0; });
  TickLabels labels = tick_labels(places, axis.view);
  if (axis.wanted && axis.wanted->labels.size() == places.size()) {
    labels = {axis.wanted->labels, ""};
  }
  return shown(places, labels, axis.view);
}

/// Ticks that were asked for are shown, however far out they are; ends that were set are kept.
Interval view_of(const Reach& reach, const std::optional<Ticks>& ticks, const Limits& limits,
                 Scale scale, bool is_reversed) {
  Interval view = autoscaled(reach, scale);
  const bool is_free = !limits.low && !limits.high;
  if (ticks && is_free) {
    for (const double place : ticks->places) {
      if (scale == Scale::log && place <= 0) continue;
      view = {std::min(view.low, place), std::max(view.high, place)};
    }
  }
  if (is_reversed) std::swap(view.low, view.high);
  const auto fits = [scale](const std::optional<double>& end) {
    return end && (scale == Scale::linear || *end > 0);
  };
  if (fits(limits.low)) view.low = *limits.low;
  if (fits(limits.high)) view.high = *limits.high;
  return apart(view, scale);
}

}  // namespace

AxisTicks linear_ticks(Interval view, double room) {
  return ticks_of({std::nullopt, view, Scale::linear, room, false});
}

Frame frame_of(const FigureState& figure, const AxesState& axes) {
  Reaches reaches;
  for (const Artist& artist : axes.artists) std::visit(reaches, artist);
  Frame frame;
  frame.cell = {axes.cell.x * figure.width, axes.cell.y * figure.height,
                axes.cell.width * figure.width, axes.cell.height * figure.height};
  frame.box = frame.cell;
  if (axes.colorbar) frame.box.width *= 0.8;  // the rest is the bar's, and what stands between
  frame.xscale = axes.xscale;
  frame.yscale = axes.yscale;
  frame.x = view_of(reaches.x, axes.xticks, axes.xlim, axes.xscale, false);
  frame.y = view_of(reaches.y, axes.yticks, axes.ylim, axes.yscale, reaches.is_image);
  if (reaches.is_image) make_equal(frame, axes.colorbar.has_value());
  if (axes.is_equal && !reaches.is_image) widen_until_equal(frame);
  return frame;
}

// A tick needs three times the font's size along x, twice along y.
AxisTicks xticks_of(const AxesState& axes, const Frame& frame) {
  return ticks_of(
      {axes.xticks, frame.x, frame.xscale, frame.box.width / (3 * font_size), axes.counts_x});
}

AxisTicks yticks_of(const AxesState& axes, const Frame& frame) {
  return ticks_of({axes.yticks, frame.y, frame.yscale, frame.box.height / (2 * font_size), false});
}

}  // namespace keratin::plot
