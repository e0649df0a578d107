// Lines, bars, points, areas, images and words inside the frame.
#include <algorithm>
#include <array>
#include <cmath>

#include "keratin/plot/draw_internal.h"
#include "keratin/plot/polyline_internal.h"

namespace keratin::plot {
namespace {

bool are_finite(double x, double y) { return std::isfinite(x) && std::isfinite(y); }

/// The part of the way from `a` to `b` on which the rectangle is left; 0 when `a` lies outside.
double way_out(const Rectangle& area, const Point& a, const Point& b) {
  const auto until = [](double from, double to, double low, double high) {
    if (to > high) return (high - from) / (to - from);
    return to < low ? (low - from) / (to - from) : 1.0;
  };
  const double part =
      std::min(until(a.x, b.x, area.x, area.right()), until(a.y, b.y, area.y, area.bottom()));
  return std::clamp(part, 0.0, 1.0);
}

struct Drawing {
  const Frame& frame;
  Canvas& canvas;

  void operator()(const Line& line) const {
    const auto clip = canvas.clip(frame.box);
    const Stroke stroke = stroke_of(line.linestyle, line.linewidth, line.color);
    std::vector<Point> piece;
    for (size_t i = 0; i <= line.x.size(); ++i) {
      if (i < line.x.size() && are_finite(line.x[i], line.y[i])) {
        piece.push_back(place_of(line, i));
        continue;
      }
      if (piece.size() > 1 && line.linestyle != "none") draw_through(piece, stroke);
      for (const Point& at : piece) mark(line.marker, at);
      piece.clear();
    }
  }
  void operator()(const Points& points) const {
    const auto clip = canvas.clip(frame.box);
    MarkerStyle marker = points.marker;
    for (size_t i = 0; i < points.x.size(); ++i) {
      if (!are_finite(points.x[i], points.y[i])) continue;
      marker.face = marker.edge = points.colors[points.colors.size() > 1 ? i : 0];
      mark(marker, frame.at(points.x[i], points.y[i]));
    }
  }
  void operator()(const ErrorBars& bars) const {
    const auto clip = canvas.clip(frame.box);
    const Stroke stroke = {bars.color, bars.linewidth};
    for (size_t i = 0; i < bars.x.size(); ++i) {
      const double low = bars.low[i], high = bars.high[i];
      if (!are_finite(low, high) || !are_finite(bars.x[i], bars.y[i])) continue;
      const Point from = near(bars.along_x ? frame.at(low, bars.y[i]) : frame.at(bars.x[i], low));
      const Point to = near(bars.along_x ? frame.at(high, bars.y[i]) : frame.at(bars.x[i], high));
      canvas.stroke({from, to}, stroke);
      if (bars.capsize == 0) continue;
      const double dx = bars.along_x ? 0 : bars.capsize, dy = bars.along_x ? bars.capsize : 0;
      for (const Point& end : {from, to}) {
        canvas.stroke({{end.x - dx, end.y - dy}, {end.x + dx, end.y + dy}}, {bars.color, 1});
      }
    }
  }
  void operator()(const Bars& bars) const {
    const auto clip = canvas.clip(frame.box);
    for (size_t i = 0; i < bars.x.size(); ++i) {
      if (!are_finite(bars.x[i], bars.height[i])) continue;
      const Point a = near(frame.at(bars.x[i] - bars.width / 2, bars.bottom));
      const Point b = near(frame.at(bars.x[i] + bars.width / 2, bars.bottom + bars.height[i]));
      const Rectangle area = {a.x, b.y, b.x - a.x, a.y - b.y};
      canvas.fill(area, bars.color);
      if (bars.edge.alpha > 0) canvas.stroke(area, {bars.edge, 1});
    }
  }
  void operator()(const Area& area) const {
    const auto clip = canvas.clip(frame.box);
    std::vector<Point> there, back;
    for (size_t i = 0; i <= area.x.size(); ++i) {
      if (i < area.x.size() && are_finite(area.x[i], area.y1[i]) && std::isfinite(area.y2[i])) {
        there.push_back(frame.at(area.x[i], area.y1[i]));
        back.push_back(frame.at(area.x[i], area.y2[i]));
        continue;
      }
      there.insert(there.end(), back.rbegin(), back.rend());
      canvas.shape(clipped_outline(there, surroundings(0)), area.color, {area.color, 0});
      there.clear();
      back.clear();
    }
  }
  void operator()(const Image& image) const {
    const Point corner = frame.at(-0.5, -0.5);
    const Point other = frame.at(image.pixels.width - 0.5, image.pixels.height - 0.5);
    const auto clip = canvas.clip(frame.box);
    canvas.image({corner.x, corner.y, other.x - corner.x, other.y - corner.y}, image.pixels,
                 image.alpha);
  }
  void operator()(const Words& words) const {
    const Point at = frame.at(words.x, words.y);
    if (words.arrow) {
      const Point to = frame.at(words.arrow->x, words.arrow->y);
      if (!is_inside(to, 0)) return;
      if (words.arrow->is_visible) draw_arrow(words, at, to);
    }
    canvas.text(at, words.text, words.style);
  }

 private:
  /// The frame and as much around it as the ends of thick lines need.
  Rectangle surroundings(double width) const {
    const double room = std::min(width, frame.box.width + frame.box.height) + 10;
    const Rectangle& box = frame.box;
    return {box.x - room, box.y - room, box.width + 2 * room, box.height + 2 * room};
  }
  /// A corner outside of the frame may lie anywhere there.
  Point near(const Point& at) const {
    const Rectangle area = surroundings(0);
    return {std::clamp(at.x, area.x, area.right()), std::clamp(at.y, area.y, area.bottom())};
  }
  bool is_inside(const Point& at, double slack) const {
    const Rectangle& box = frame.box;
    return at.x >= box.x - slack && at.x <= box.right() + slack && at.y >= box.y - slack &&
           at.y <= box.bottom() + slack;
  }
  /// A line across the frame counts from 0 to 1 along it.
  Point place_of(const Line& line, size_t i) const {
    Point at = frame.at(line.x[i], line.y[i]);
    if (line.across.x) at.x = frame.box.x + std::clamp(line.x[i], -1e6, 1e6) * frame.box.width;
    if (line.across.y) {
      at.y = frame.box.bottom() - std::clamp(line.y[i], -1e6, 1e6) * frame.box.height;
    }
    return at;
  }
  void draw_through(const std::vector<Point>& points, const Stroke& stroke) const {
    constexpr size_t few = 128;  // as few points are drawn as they are
    for (const auto& piece : clipped_line(points, surroundings(stroke.width))) {
      canvas.stroke(points.size() < few ? piece : simplified(piece, canvas.pixel() / 9), stroke);
    }
  }
  /// What cannot reach into the frame is left out.
  void mark(const MarkerStyle& marker, const Point& at) const {
    if (marker.shape != 0 && is_inside(at, marker.size + marker.edge_width)) {
      draw_marker(marker, at, canvas);
    }
  }
  /// From the middle of the words, but not over them, to a little before its end.
  void draw_arrow(const Words& words, const Point& at, const Point& to) const {
    const double width = canvas.text_width(words.text, words.style.size);
    const double height = Canvas::text_height(words.text, words.style.size);
    const auto left = static_cast<double>(words.style.horizontal) * width / 2;
    constexpr std::array<double, 5> above = {0, 0.5, 0.38, 0.76, 1};  // by Vertical
    const double top = above[static_cast<size_t>(words.style.vertical)] * height;
    const double pad = 0.4 * words.style.size, shrink = 2;
    const Rectangle box = {at.x - left - pad, at.y - top - pad, width + 2 * pad, height + 2 * pad};
    const Point middle = {at.x - left + width / 2, at.y - top + height / 2};
    const double length = std::hypot(to.x - middle.x, to.y - middle.y);
    const double begin = way_out(box, middle, to) * length + shrink, end = length - shrink;
    if (!(begin < end)) return;
    const double dx = (to.x - middle.x) / length, dy = (to.y - middle.y) / length;
    const Point tip = {middle.x + dx * end, middle.y + dy * end};
    const Stroke& stroke = words.arrow->stroke;
    canvas.stroke({{middle.x + dx * begin, middle.y + dy * begin}, tip}, stroke);
    if (!words.arrow->has_head) return;
    const double back = 0.4 * words.style.size, aside = 0.2 * words.style.size;
    canvas.stroke({{tip.x - dx * back - dy * aside, tip.y - dy * back + dx * aside},
                   tip,
                   {tip.x - dx * back + dy * aside, tip.y - dy * back - dx * aside}},
                  stroke);
  }
};

}  // namespace

Stroke stroke_of(const std::string& linestyle, double width, const Color& color) {
  Stroke stroke = {color, width};
  if (width < 1e-3) return stroke;  // dashes of no length would never end
  // Matplotlib's patterns, in units of the line's width.
  if (linestyle == "--") stroke.dashes = {3.7 * width, 1.6 * width};
  if (linestyle == ":") stroke.dashes = {1 * width, 1.65 * width};
  stroke.is_projecting = linestyle == "-";
  if (linestyle == "-.") stroke.dashes = {6.4 * width, 1.6 * width, 1 * width, 1.6 * width};
  return stroke;
}

int layer_of(const Artist& artist) {
  if (std::holds_alternative<Image>(artist)) return 0;
  if (std::holds_alternative<Words>(artist)) return 3;
  return std::holds_alternative<Line>(artist) || std::holds_alternative<ErrorBars>(artist) ? 2 : 1;
}

void draw_artist(const Artist& artist, const Frame& frame, Canvas& canvas) {
  std::visit(Drawing{frame, canvas}, artist);
}

}  // namespace keratin::plot
