// From the artists' data to the view and its ticks.
#include <algorithm>
#include <cmath>
#include <limits>

#include "keratin/plot/draw_internal.h"
#include "keratin/plot/ticks_internal.h"

namespace keratin::plot {
namespace {

/// The data's reach along one axis. A held edge gets no margin.
struct Reach {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  double held_low = std::numeric_limits<double>::quiet_NaN(), held_high = held_low;

  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  Interval with_margins() const {
    if (!(low <= high)) return {0, 1};
    if (low == high) {
      const double half = low == 0 ? 0.055 : std::abs(low) * 0.055;
      return {low == held_low ? low : low - half, high + half};
    }
    const double margin = (high - low) * 0.05;
    return {low == held_low ? low : low - margin, high == held_high ? high : high + margin};
  }
};

struct Reaches {
  Reach x, y;
  bool is_image = false;

  void operator()(const Line& line) {
    for (size_t i = 0; i < line.x.size(); ++i) {
      if (std::isnan(line.x[i]) || std::isnan(line.y[i])) continue;
      x.add(line.x[i]);
      y.add(line.y[i]);
    }
  }
  void operator()(const Points& points) {
    for (const double value : points.x) x.add(value);
    for (const double value : points.y) y.add(value);
  }
  void operator()(const Bars& bars) {
    for (const double center : bars.x) {
      x.add(center - bars.width / 2);
      x.add(center + bars.width / 2);
    }
    for (const double height : bars.height) y.add(height);
    y.add(0);
    y.held_low = y.held_high = 0;
  }
  void operator()(const Image& image) {
    is_image = true;
    x.add(x.held_low = -0.5);
    x.add(x.held_high = image.pixels.width - 0.5);
    y.add(y.held_low = -0.5);
    y.add(y.held_high = image.pixels.height - 0.5);
  }
  void operator()(const Words&) {}
};

/// Shrinks the box around its centre until a unit is as long in x as in y.
void make_equal(Frame& frame) {
  const double x_span = std::abs(frame.x.high - frame.x.low);
  const double y_span = std::abs(frame.y.high - frame.y.low);
  const double unit = std::min(frame.box.width / x_span, frame.box.height / y_span);
  const double width = unit * x_span, height = unit * y_span;
  frame.box = {frame.box.x + (frame.box.width - width) / 2,
               frame.box.y + (frame.box.height - height) / 2, width, height};
}

AxisTicks ticks_of(const std::optional<Ticks>& wanted, Interval view, double room,
                   bool only_whole) {
  AxisTicks result;
  if (wanted) {
    const auto [low, high] = std::minmax(view.low, view.high);
    for (size_t i = 0; i < wanted->places.size(); ++i) {
      if (wanted->places[i] < low || wanted->places[i] > high) continue;
      result.places.push_back(wanted->places[i]);
      if (i < wanted->labels.size()) result.labels.push_back(wanted->labels[i]);
    }
    if (!wanted->labels.empty()) return result;
  } else {
    result.places = nice_ticks(view, std::clamp(static_cast<int>(room), 1, 9));
    if (only_whole) {
      std::erase_if(result.places, [](double place) { return place != std::floor(place); });
    }
  }
  TickLabels made = tick_labels(result.places);
  result.labels = std::move(made.labels);
  result.factor = std::move(made.factor);
  return result;
}

bool has_image(const Axes2D& axes) {
  return std::any_of(axes.artists.begin(), axes.artists.end(),
                     [](const Artist& artist) { return std::holds_alternative<Image>(artist); });
}

}  // namespace

Frame frame_of(const Figure& figure, const Axes2D& axes) {
  Reaches reaches;
  for (const Artist& artist : axes.artists) std::visit(reaches, artist);
  Frame frame;
  frame.box = {axes.cell.x * figure.width, axes.cell.y * figure.height,
               axes.cell.width * figure.width, axes.cell.height * figure.height};
  frame.x = axes.xlim.value_or(reaches.x.with_margins());
  const Interval y = reaches.y.with_margins();
  frame.y = axes.ylim.value_or(reaches.is_image ? Interval{y.high, y.low} : y);
  if (reaches.is_image || axes.is_equal) make_equal(frame);
  return frame;
}

// A tick needs three times the font's size along x, twice along y.
AxisTicks xticks_of(const Axes2D& axes, const Frame& frame) {
  return ticks_of(axes.xticks, frame.x, frame.box.width / (3 * font_size),
                  has_image(axes) || axes.counts_x);
}

AxisTicks yticks_of(const Axes2D& axes, const Frame& frame) {
  return ticks_of(axes.yticks, frame.y, frame.box.height / (2 * font_size), has_image(axes));
}

}  // namespace keratin::plot
