// Markers: a face and an edge around it.
#include <algorithm>
#include <cmath>

#include "keratin/plot/draw_internal.h"

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
    case 'D': return {{0, -.7071}, {.7071, 0}, {0, .7071}, {-.7071, 0}};
    case 'd': return {{0, -.7071}, {.4243, 0}, {0, .7071}, {-.4243, 0}};
    case '*': {
      std::vector<Point> star;
      for (int i = 0; i < 10; ++i) {
        const double angle = i * 0.6283185307179586, radius = i % 2 == 0 ? 0.5 : 0.191;
        star.push_back({radius * std::sin(angle), -radius * std::cos(angle)});
      }
      return star;
    }
    default: return {};
  }
}

}  // namespace

void draw_marker(const MarkerStyle& marker, const Point& at, Canvas& canvas) {
  // Eight times the canvas covers all of it, whatever the shape.
  const double size = std::min(marker.size, 8 * (canvas.width() + canvas.height()));
  const Stroke edge = {marker.edge, marker.edge_width};
  if (marker.shape == 'o' || marker.shape == '.') {
    return canvas.circle(at, marker.shape == 'o' ? size / 2 : size / 4, marker.face, edge);
  }
  const double h = size / 2;
  if (marker.shape == '+') {
    canvas.stroke({{at.x - h, at.y}, {at.x + h, at.y}}, edge);
    canvas.stroke({{at.x, at.y - h}, {at.x, at.y + h}}, edge);
    return;
  }
  if (marker.shape == 'x') {
    canvas.stroke({{at.x - h, at.y - h}, {at.x + h, at.y + h}}, edge);
    canvas.stroke({{at.x - h, at.y + h}, {at.x + h, at.y - h}}, edge);
    return;
  }
  std::vector<Point> outline = corners_of(marker.shape);
  for (Point& corner : outline) corner = {at.x + corner.x * size, at.y + corner.y * size};
  canvas.shape(outline, marker.face, edge);
}

}  // namespace keratin::plot
