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
  void operator()(const Line& line) { add(line.x, line.y); }
  void operator()(const Points& points) { add(points.x, points.y); }
  void operator()(const Bars& bars) {
    for (size_t i = 0; i < bars.x.size(); ++i) {
      if (!std::isfinite(bars.x[i]) || !std::isfinite(bars.height[i])) continue;
      x.add(bars.x[i] - bars.width / 2);
      x.add(bars.x[i] + bars.width / 2);
      y.add(bars.height[i]);
      y.add(0);
    }
    x.is_used = y.is_used = true;
    y.edges.push_back(0);
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

/// Shrinks the box around its centre until a unit is as long in x as in y.
void make_equal(Frame& frame) {
  // Halves, whose distance is no larger than the largest number.
  const double x_span = std::abs(frame.x.high / 2 - frame.x.low / 2);
  const double y_span = std::abs(frame.y.high / 2 - frame.y.low / 2);
  const double unit = std::min(frame.box.width / x_span, frame.box.height / y_span);
  const double width = unit * x_span, height = unit * y_span;
  frame.box = {frame.box.x + (frame.box.width - width) / 2,
               frame.box.y + (frame.box.height - height) / 2, width, height};
}

AxisTicks ticks_of(const std::optional<Ticks>& wanted, Interval view, double room,
                   bool only_whole) {
  std::vector<double> places;
  if (wanted) {
    places = wanted->places;
  } else {
    places = nice_ticks(view, static_cast<int>(std::clamp(room, 1.0, 9.0)), only_whole);
  }
  TickLabels made = tick_labels(places, view);
  if (wanted && !wanted->labels.empty()) made = {wanted->labels, ""};
  const auto [low, high] = std::minmax(view.low, view.high);
  AxisTicks result;
  result.factor = made.factor;
  for (size_t i = 0; i < places.size(); ++i) {
    const double fraction = fraction_of(places[i], {low, high}, Scale::linear);
    if (fraction < -1e-10 || fraction > 1 + 1e-10) continue;
    result.places.push_back(places[i]);
    result.labels.push_back(made.labels[i]);
  }
  return result;
}

/// Ticks that were asked for are shown, however far out they are.
Interval with_ticks(Interval view, const std::optional<Ticks>& wanted) {
  if (!wanted) return view;
  for (const double place : wanted->places) {
    view = {std::min(view.low, place), std::max(view.high, place)};
  }
  return view;
}

}  // namespace

Frame frame_of(const Figure& figure, const Axes2D& axes) {
  Reaches reaches;
  for (const Artist& artist : axes.artists) std::visit(reaches, artist);
  Frame frame;
  frame.box = {axes.cell.x * figure.width, axes.cell.y * figure.height,
               axes.cell.width * figure.width, axes.cell.height * figure.height};
  frame.xscale = axes.xscale;
  frame.yscale = axes.yscale;
  frame.x = axes.xlim.value_or(with_ticks(autoscaled(reaches.x, axes.xscale), axes.xticks));
  const Interval y = with_ticks(autoscaled(reaches.y, axes.yscale), axes.yticks);
  frame.y = axes.ylim.value_or(reaches.is_image ? Interval{y.high, y.low} : y);
  if (reaches.is_image || axes.is_equal) make_equal(frame);
  return frame;
}

// A tick needs three times the font's size along x, twice along y.
AxisTicks xticks_of(const Axes2D& axes, const Frame& frame) {
  return ticks_of(axes.xticks, frame.x, frame.box.width / (3 * font_size), axes.counts_x);
}

AxisTicks yticks_of(const Axes2D& axes, const Frame& frame) {
  return ticks_of(axes.yticks, frame.y, frame.box.height / (2 * font_size), false);
}

}  // namespace keratin::plot
