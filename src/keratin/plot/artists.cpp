// Lines, bars, points, images and words inside the frame.
#include <algorithm>
#include <cmath>

#include "keratin/plot/draw_internal.h"
#include "keratin/plot/polyline_internal.h"

namespace keratin::plot {
namespace {

/// The corners of a marker around the origin, one unit across; empty for those made of strokes.
std::vector<Point> corners_of(char marker) {
  switch (marker) {
    case 's': return {{-.5, -.5}, {.5, -.5}, {.5, .5}, {-.5, .5}};
    case '^': return {{0, -.5}, {.5, .5}, {-.5, .5}};
    case 'v': return {{0, .5}, {.5, -.5}, {-.5, -.5}};
    case '<': return {{-.5, 0}, {.5, -.5}, {.5, .5}};
    case '>': return {{.5, 0}, {-.5, -.5}, {-.5, .5}};
    case 'D': return {{0, -.7}, {.7, 0}, {0, .7}, {-.7, 0}};
    case 'd': return {{0, -.7}, {.42, 0}, {0, .7}, {-.42, 0}};
    case '*': {
      std::vector<Point> star;
      for (int i = 0; i < 10; ++i) {
        const double angle = i * 0.6283185307179586, radius = i % 2 == 0 ? 0.5 : 0.19;
        star.push_back({radius * std::sin(angle), -radius * std::cos(angle)});
      }
      return star;
    }
    default: return {};
  }
}

struct Drawing {
  const Frame& frame;
  Canvas& canvas;

  void operator()(const Line& line) const {
    const Stroke stroke = stroke_of(line.linestyle, line.linewidth, line.color);
    std::vector<Point> piece;
    for (size_t i = 0; i <= line.x.size(); ++i) {
      if (i < line.x.size() && std::isfinite(line.x[i]) && std::isfinite(line.y[i])) {
        piece.push_back(frame.at(line.x[i], line.y[i]));
        continue;
      }
      if (piece.size() > 1 && line.linestyle != "none") draw_through(piece, stroke);
      for (const Point& at : piece) mark(line.marker, at, line.markersize, line.color);
      piece.clear();
    }
  }
  void operator()(const Points& points) const {
    for (size_t i = 0; i < points.x.size(); ++i) {
      if (!std::isfinite(points.x[i]) || !std::isfinite(points.y[i])) continue;
      const Color& color = points.colors[points.colors.size() > 1 ? i : 0];
      mark(points.marker, frame.at(points.x[i], points.y[i]), points.markersize, color);
    }
  }
  void operator()(const Bars& bars) const {
    const auto clip = canvas.clip(frame.box);
    for (size_t i = 0; i < bars.x.size(); ++i) {
      if (!std::isfinite(bars.x[i]) || !std::isfinite(bars.height[i])) continue;
      const Point a = near(frame.at(bars.x[i] - bars.width / 2, 0));
      const Point b = near(frame.at(bars.x[i] + bars.width / 2, bars.height[i]));
      canvas.fill({a.x, b.y, b.x - a.x, a.y - b.y}, bars.color);
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
    if (!std::isfinite(words.x) || !std::isfinite(words.y)) return;
    canvas.text(frame.at(words.x, words.y), words.text,
                {.size = font_size,
                 .color = words.color,
                 .horizontal = Horizontal::center,
                 .vertical = Vertical::middle});
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
  void draw_through(const std::vector<Point>& points, const Stroke& stroke) const {
    constexpr size_t few = 128;  // as few points are drawn as they are
    const auto clip = canvas.clip(frame.box);
    for (const auto& piece : clipped_line(points, surroundings(stroke.width))) {
      canvas.stroke(points.size() < few ? piece : simplified(piece, canvas.pixel() / 9), stroke);
    }
  }
  /// Markers are drawn whole or, outside the frame, not at all.
  void mark(char marker, const Point& at, double size, const Color& color) const {
    const Rectangle& box = frame.box;
    const double slack = 1e-6;
    if (marker == 0 || at.x < box.x - slack || at.x > box.right() + slack || at.y < box.y - slack ||
        at.y > box.bottom() + slack) {
      return;
    }
    draw_marker(marker, at, size, color, canvas);
  }
};

}  // namespace

Stroke stroke_of(const std::string& linestyle, double width, const Color& color) {
  Stroke stroke = {color, width};
  if (width < 1e-3) return stroke;  // dashes of no length would never end
  // Matplotlib's patterns, in units of the line's width.
  if (linestyle == "--") stroke.dashes = {3.7 * width, 1.6 * width};
  if (linestyle == ":") stroke.dashes = {1 * width, 1.65 * width};
  if (linestyle == "-.") stroke.dashes = {6.4 * width, 1.6 * width, 1 * width, 1.6 * width};
  return stroke;
}

void draw_marker(char marker, const Point& at, double size, const Color& color, Canvas& canvas) {
  if (marker == 'o') return canvas.fill_circle(at, size / 2, color);
  if (marker == '.') return canvas.fill_circle(at, size / 4, color);
  size = std::min(size, 8 * (canvas.width() + canvas.height()));  // which covers all
  const double h = size / 2;
  if (marker == '+') {
    canvas.stroke({{at.x - h, at.y}, {at.x + h, at.y}}, {color, 1});
    canvas.stroke({{at.x, at.y - h}, {at.x, at.y + h}}, {color, 1});
    return;
  }
  if (marker == 'x') {
    canvas.stroke({{at.x - h, at.y - h}, {at.x + h, at.y + h}}, {color, 1});
    canvas.stroke({{at.x - h, at.y + h}, {at.x + h, at.y - h}}, {color, 1});
    return;
  }
  std::vector<Point> outline = corners_of(marker);
  for (Point& corner : outline) corner = {at.x + corner.x * size, at.y + corner.y * size};
  canvas.fill(outline, color);
}

void draw_artist(const Artist& artist, const Frame& frame, Canvas& canvas) {
  std::visit(Drawing{frame, canvas}, artist);
}

}  // namespace keratin::plot
