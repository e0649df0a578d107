// Clipping by Liang and Barsky (lines) and by Sutherland and Hodgman (outlines), and the
// simplification of lines.
#include "keratin/plot/polyline_internal.h"

#include <algorithm>
#include <cmath>

namespace keratin::plot {
namespace {

/// The stretch of a segment, 0 to 1, that lies inside; begin > end when none does.
struct Stretch {
  double begin = 0, end = 1;

  /// Keeps where start + part * change <= limit.
  void keep_below(double start, double change, double limit) {
    const double room = limit - start;
    if (change > 0) end = std::min(end, room / change);
    if (change < 0) begin = std::max(begin, room / change);
    if (change == 0 && room < 0) begin = 2;
  }
};

Stretch stretch_inside(const Point& a, const Point& b, const Rectangle& area) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  Stretch inside;
  inside.keep_below(a.x, dx, area.right());
  inside.keep_below(-a.x, -dx, -area.x);
  inside.keep_below(a.y, dy, area.bottom());
  inside.keep_below(-a.y, -dy, -area.y);
  return inside;
}

Point between(const Point& a, const Point& b, double part) {
  return {a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/// How far a point lies within one side of an area; negative outside.
struct Side {
  double x, y, limit;
  double depth(const Point& at) const { return limit - (x * at.x + y * at.y); }
};

std::vector<Point> cut(const std::vector<Point>& outline, const Side& side) {
  std::vector<Point> kept;
  for (size_t i = 0; i < outline.size(); ++i) {
    const Point& a = outline[i];
    const Point& b = outline[(i + 1) % outline.size()];
    const double from = side.depth(a), to = side.depth(b);
    if (from >= 0) kept.push_back(a);
    if ((from >= 0) != (to >= 0)) kept.push_back(between(a, b, from / (from - to)));
  }
  return kept;
}

double squared(double dx, double dy) { return dx * dx + dy * dy; }

/// Points that lie along one direction, of which only the farthest ones matter.
class Run {
 public:
  Run(const Point& start, const Point& first)
      : start_(start),
        dx_(first.x - start.x),
        dy_(first.y - start.y),
        forward_(first),
        last_(first),
        squared_length_(squared(dx_, dy_)),
        farthest_forward_(squared_length_) {}

  bool is_point() const { return squared_length_ == 0; }

  /// False, and nothing changes, when the point lies aside of the direction.
  bool takes(const Point& at, double tolerance) {
    const double dx = at.x - start_.x, dy = at.y - start_.y;
    const double along = (dx_ * dx + dy_ * dy) / squared_length_;
    if (squared(dx - along * dx_, dy - along * dy_) >= tolerance * tolerance) return false;
    const double distance = squared(along * dx_, along * dy_);
    last_ = at;
    ends_forward_ = along > 0 && distance > farthest_forward_;
    ends_backward_ = along <= 0 && distance > farthest_backward_;
    if (ends_forward_) {
      farthest_forward_ = distance;
      forward_ = at;
    }
    if (ends_backward_) {
      farthest_backward_ = distance;
      backward_ = at;
    }
    return true;
  }

  void write(std::vector<Point>& line) const {
    const bool goes_back = farthest_backward_ > 0;
    if (goes_back && ends_forward_) line.push_back(backward_);
    line.push_back(forward_);
    if (goes_back && !ends_forward_) line.push_back(backward_);
    if (!ends_forward_ && !ends_backward_) line.push_back(last_);
  }

 private:
  Point start_;
  double dx_, dy_;
  Point forward_, backward_ = {}, last_;
  double squared_length_, farthest_forward_, farthest_backward_ = 0;
  bool ends_forward_ = true, ends_backward_ = false;
};

}  // namespace

std::vector<std::vector<Point>> clipped_line(const std::vector<Point>& line,
                                             const Rectangle& area) {
  std::vector<std::vector<Point>> pieces;
  bool is_joined = false;  // the last piece goes on
  for (size_t i = 1; i < line.size(); ++i) {
    const Stretch inside = stretch_inside(line[i - 1], line[i], area);
    if (!(inside.begin <= inside.end)) {
      is_joined = false;
      continue;
    }
    if (!is_joined || inside.begin > 0) {
      pieces.push_back({between(line[i - 1], line[i], inside.begin)});
    }
    const bool is_whole = inside.end >= 1;
    pieces.back().push_back(is_whole ? line[i] : between(line[i - 1], line[i], inside.end));
    is_joined = is_whole;
  }
  return pieces;
}

std::vector<Point> clipped_outline(std::vector<Point> outline, const Rectangle& area) {
  const Side sides[] = {
      {1, 0, area.right()}, {-1, 0, -area.x}, {0, 1, area.bottom()}, {0, -1, -area.y}};
  for (const Side& side : sides) outline = cut(outline, side);
  return outline;
}

std::vector<Point> simplified(const std::vector<Point>& line, double tolerance) {
  if (line.size() < 3) return line;
  std::vector<Point> result = {line[0]};
  Run run(line[0], line[1]);
  for (size_t i = 2; i < line.size(); ++i) {
    if (run.is_point()) {
      run = Run(result.back(), line[i]);
    } else if (!run.takes(line[i], tolerance)) {
      run.write(result);
      run = Run(result.back(), line[i]);
    }
  }
  run.write(result);
  return result;
}

}  // namespace keratin::plot
