// The box that names what is drawn, at the asked place or where it hides the least.
#include <algorithm>
#include <array>
#include <cmath>

#include "keratin/plot/draw_internal.h"

namespace keratin::plot {
namespace {

// Matplotlib's legend.* defaults, which count in font sizes.
constexpr double handle_length = 2 * font_size, handle_gap = 0.8 * font_size,
                 border_pad = 0.4 * font_size, row_gap = 0.5 * font_size,
                 distance_to_frame = 0.5 * font_size, row_height = 0.97 * font_size;

struct Entry {
  std::string label;
  const Artist* artist;
};

std::vector<Entry> entries_of(const Axes2D& axes) {
  std::vector<Entry> entries;
  for (const Artist& artist : axes.artists) {
    std::visit(
        [&](const auto& drawn) {
          if constexpr (requires { drawn.label; }) {
            if (!drawn.label.empty()) entries.push_back({drawn.label, &artist});
          }
        },
        artist);
  }
  return entries;
}

/// Everything that the legend should not lie on, as points on the canvas.
std::vector<Point> obstacles_of(const Axes2D& axes, const Frame& frame) {
  std::vector<Point> points;
  const auto add_along = [&](const Point& a, const Point& b) {
    const int steps = 16;
    for (int i = 0; i <= steps; ++i) {
      const double part = static_cast<double>(i) / steps;
      points.push_back({a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part});
    }
  };
  for (const Artist& artist : axes.artists) {
    if (const auto* line = std::get_if<Line>(&artist)) {
      for (size_t i = 0; i < line->x.size(); ++i) {
        const Point at = frame.at(line->x[i], line->y[i]);
        const bool is_joined = i > 0 && line->linestyle != "none";
        add_along(is_joined ? frame.at(line->x[i - 1], line->y[i - 1]) : at, at);
      }
    } else if (const auto* dots = std::get_if<Points>(&artist)) {
      for (size_t i = 0; i < dots->x.size(); ++i) {
        points.push_back(frame.at(dots->x[i], dots->y[i]));
      }
    } else if (const auto* bars = std::get_if<Bars>(&artist)) {
      for (size_t i = 0; i < bars->x.size(); ++i) {
        for (const double side : {-0.5, 0.0, 0.5}) {
          const double x = bars->x[i] + side * bars->width;
          add_along(frame.at(x, 0), frame.at(x, bars->height[i]));
        }
      }
    }
  }
  return points;
}

struct Place {
  const char* name;
  double x, y;  // 0 for left and top, 1 for right and bottom
};
constexpr std::array<Place, 9> kPlaces = {{{"upper right", 1, 0},
                                           {"upper left", 0, 0},
                                           {"lower left", 0, 1},
                                           {"lower right", 1, 1},
                                           {"center left", 0, .5},
                                           {"center right", 1, .5},
                                           {"lower center", .5, 1},
                                           {"upper center", .5, 0},
                                           {"center", .5, .5}}};

Rectangle at_place(const Place& place, const Rectangle& box, double width, double height) {
  const double d = distance_to_frame;
  return {box.x + d + place.x * (box.width - width - 2 * d),
          box.y + d + place.y * (box.height - height - 2 * d), width, height};
}

Rectangle best_place(const Axes2D& axes, const Frame& frame, double width, double height) {
  const std::vector<Point> obstacles = obstacles_of(axes, frame);
  Rectangle best;
  std::ptrdiff_t fewest = -1;
  for (const Place& place : kPlaces) {
    const Rectangle area = at_place(place, frame.box, width, height);
    const auto hidden = std::count_if(obstacles.begin(), obstacles.end(), [&](const Point& at) {
      return at.x > area.x && at.x < area.right() && at.y > area.y && at.y < area.bottom();
    });
    if (fewest >= 0 && hidden >= fewest) continue;
    fewest = hidden;
    best = area;
  }
  return best;
}

struct Handle {
  Rectangle area;
  Canvas& canvas;
  Point middle() const { return {area.x + area.width / 2, area.y + area.height / 2}; }

  void operator()(const Line& line) const {
    if (line.linestyle != "none") {
      canvas.stroke({{area.x, middle().y}, {area.right(), middle().y}},
                    stroke_of(line.linestyle, line.linewidth, line.color));
    }
    if (line.marker) draw_marker(line.marker, middle(), line.markersize, line.color, canvas);
  }
  void operator()(const Points& points) const {
    draw_marker(points.marker, middle(), points.markersize, points.colors.front(), canvas);
  }
  void operator()(const Bars& bars) const { canvas.fill(area, bars.color); }
  void operator()(const Image&) const {}
  void operator()(const Words&) const {}
};

}  // namespace

void draw_legend(const Axes2D& axes, const Frame& frame, Canvas& canvas) {
  const std::vector<Entry> entries = entries_of(axes);
  if (entries.empty()) return;
  double label_width = 0;
  for (const Entry& entry : entries) {
    label_width = std::max(label_width, canvas.text_width(entry.label, font_size));
  }
  const auto count = static_cast<double>(entries.size());
  const double width = 2 * border_pad + handle_length + handle_gap + label_width;
  const double height = 2 * border_pad + count * row_height + (count - 1) * row_gap;
  Rectangle area;
  if (axes.legend_place == "best") {
    area = best_place(axes, frame, width, height);
  } else {
    const auto place = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Place& known) {
      return axes.legend_place == known.name;
    });
    area = at_place(*place, frame.box, width, height);
  }
  canvas.fill_rounded(area, 0.2 * font_size, {1, 1, 1, 0.8}, {{0.8, 0.8, 0.8, 0.8}, 1});
  double y = area.y + border_pad;
  for (const Entry& entry : entries) {
    const Rectangle handle = {area.x + border_pad, y + 0.135 * font_size, handle_length,
                              0.7 * font_size};
    std::visit(Handle{handle, canvas}, *entry.artist);
    canvas.text({handle.right() + handle_gap, y + row_height / 2}, entry.label,
                {.size = font_size, .vertical = Vertical::middle});
    y += row_height + row_gap;
  }
}

bool is_legend_place(std::string_view name) {
  return name == "best" || std::any_of(kPlaces.begin(), kPlaces.end(),
                                       [&](const Place& known) { return known.name == name; });
}

}  // namespace keratin::plot
