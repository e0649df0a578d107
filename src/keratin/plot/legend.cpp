// The box that names what is drawn, at the asked place or where it hides the least.
#include <algorithm>
#include <array>
#include <cmath>

#include "keratin/plot/draw_internal.h"

namespace keratin::plot {
namespace {

// Matplotlib's legend.* defaults, which count in font sizes.
constexpr double handle_length = 2, handle_gap = 0.8, border_pad = 0.4, row_gap = 0.5,
                 distance_to_frame = 0.5;

struct Entry {
  std::string label;
  const Artist* artist;
};

/// Matplotlib names groups of artists after the others.
struct IsGroup {
  bool operator()(const Bars& bars) const { return !bars.is_histogram; }
  bool operator()(const Line& line) const { return line.is_of_errorbar; }
  template <class T>
  bool operator()(const T&) const {
    return false;
  }
};

/// What has a label; one that begins with "_" is not shown.
std::vector<Entry> entries_of(const AxesState& axes) {
  std::vector<Entry> entries;
  for (const bool are_groups : {false, true}) {
    for (const Artist& artist : axes.artists) {
      const auto add = [&](const auto& drawn) {
        if constexpr (requires { drawn.label; }) {
          if (drawn.label.empty() || drawn.label[0] == '_') return;
          entries.push_back({drawn.label, &artist});
        }
      };
      if (std::visit(IsGroup{}, artist) == are_groups) std::visit(add, artist);
    }
  }
  return entries;
}

bool holds(const Rectangle& area, const Point& at) {
  return at.x > area.x && at.x < area.right() && at.y > area.y && at.y < area.bottom();
}

/// Whether the segment crosses the area: it does not lie on one side of it.
bool crosses(const Rectangle& area, const Point& a, const Point& b) {
  if (std::max(a.x, b.x) < area.x || std::min(a.x, b.x) > area.right()) return false;
  if (std::max(a.y, b.y) < area.y || std::min(a.y, b.y) > area.bottom()) return false;
  const auto side = [&](double x, double y) {
    return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) > 0;
  };
  const bool first = side(area.x, area.y);
  return first != side(area.right(), area.y) || first != side(area.x, area.bottom()) ||
         first != side(area.right(), area.bottom());
}

/// How much of an artist an area would hide: its points, and one more for a line or a bar below.
struct Hidden {
  const Rectangle& area;
  const Frame& frame;

  int64_t operator()(const Line& line) const {
    int64_t count = 0;
    bool is_crossed = false;
    if (line.across.x || line.across.y) return 0;
    for (size_t i = 0; i < line.x.size(); ++i) {
      const Point at = frame.at(line.x[i], line.y[i]);
      count += holds(area, at);
      if (i == 0 || is_crossed || line.linestyle == "none") continue;
      is_crossed = crosses(area, frame.at(line.x[i - 1], line.y[i - 1]), at);
    }
    return count + is_crossed;
  }
  int64_t operator()(const Points& points) const {
    int64_t count = 0;
    for (size_t i = 0; i < points.x.size(); ++i) {
      count += holds(area, frame.at(points.x[i], points.y[i]));
    }
    return count;
  }
  int64_t operator()(const Bars& bars) const {
    int64_t count = 0;
    for (size_t i = 0; i < bars.x.size(); ++i) {
      const Point a = frame.at(bars.x[i] - bars.width / 2, bars.bottom);
      const Point b = frame.at(bars.x[i] + bars.width / 2, bars.bottom + bars.height[i]);
      count += std::max(a.x, b.x) > area.x && std::min(a.x, b.x) < area.right() &&
               std::max(a.y, b.y) > area.y && std::min(a.y, b.y) < area.bottom();
    }
    return count;
  }
  int64_t operator()(const ErrorBars& bars) const {
    int64_t count = 0;
    for (size_t i = 0; i < bars.x.size(); ++i) {
      const double low = bars.low[i], high = bars.high[i];
      const Point a = bars.along_x ? frame.at(low, bars.y[i]) : frame.at(bars.x[i], low);
      const Point b = bars.along_x ? frame.at(high, bars.y[i]) : frame.at(bars.x[i], high);
      count += holds(area, a) + holds(area, b) + crosses(area, a, b);
    }
    return count;
  }
  int64_t operator()(const Area& filled) const {
    int64_t count = 0;
    for (size_t i = 0; i < filled.x.size(); ++i) {
      count += holds(area, frame.at(filled.x[i], filled.y1[i]));
      count += holds(area, frame.at(filled.x[i], filled.y2[i]));
    }
    return count;
  }
  int64_t operator()(const Image&) const { return 0; }
  int64_t operator()(const Words& words) const { return holds(area, frame.at(words.x, words.y)); }
};

struct Place {
  const char* name;
  double x, y;  // 0 for left and top, 1 for right and bottom
};
constexpr std::array<Place, 10> kPlaces = {{{"upper right", 1, 0},
                                            {"upper left", 0, 0},
                                            {"lower left", 0, 1},
                                            {"lower right", 1, 1},
                                            {"right", 1, .5},
                                            {"center left", 0, .5},
                                            {"center right", 1, .5},
                                            {"lower center", .5, 1},
                                            {"upper center", .5, 0},
                                            {"center", .5, .5}}};

struct Size {
  double width, height, font;
};

Rectangle at_place(const Place& place, const Rectangle& box, const Size& size) {
  const double d = distance_to_frame * size.font;
  return {box.x + d + place.x * (box.width - size.width - 2 * d),
          box.y + d + place.y * (box.height - size.height - 2 * d), size.width, size.height};
}

Rectangle best_place(const AxesState& axes, const Frame& frame, const Size& size) {
  Rectangle best;
  int64_t fewest = -1;
  for (const Place& place : kPlaces) {
    const Rectangle area = at_place(place, frame.box, size);
    int64_t hidden = 0;
    for (const Artist& artist : axes.artists) hidden += std::visit(Hidden{area, frame}, artist);
    if (fewest >= 0 && hidden >= fewest) continue;
    fewest = hidden;
    best = area;
    if (hidden == 0) break;
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
    if (line.has_xerr) draw_error_bar(line, {1, 0});
    if (line.has_yerr) draw_error_bar(line, {0, 1});
    if (line.marker.shape) draw_marker(line.marker, middle(), canvas);
  }
  void operator()(const Points& points) const {
    MarkerStyle marker = points.marker;
    if (points.colors.empty() || marker.shape == 0) return;
    marker.face = marker.edge = points.colors.front();
    draw_marker(marker, middle(), canvas);
  }
  void operator()(const Bars& bars) const {
    canvas.fill(area, bars.color);
    if (bars.edge.alpha > 0) canvas.stroke(area, {bars.edge, 1});
  }
  void operator()(const Area& filled) const { canvas.fill(area, filled.color); }
  void operator()(const ErrorBars&) const {}
  void operator()(const Image&) const {}
  void operator()(const Words&) const {}

 private:
  /// One with its caps, half a font size long to both sides.
  void draw_error_bar(const Line& line, const Point& direction) const {
    const double half = area.width / (2 * handle_length), cap = line.capsize;
    const Point at = middle();
    const auto end = [&](double along, double aside) {
      return Point{at.x + along * direction.x + aside * direction.y,
                   at.y + along * direction.y + aside * direction.x};
    };
    canvas.stroke({end(-half, 0), end(half, 0)}, {line.color, 1.5});
    for (const double side : {-half, half}) {
      canvas.stroke({end(side, -cap), end(side, cap)}, {line.color, cap > 0 ? 1.0 : 0.0});
    }
  }
};

Size size_of(const std::vector<Entry>& entries, double font, Canvas& canvas) {
  double width = 0, height = (static_cast<double>(entries.size()) - 1) * row_gap * font;
  for (const Entry& entry : entries) {
    width = std::max(width, canvas.text_width(entry.label, font));
    height += Canvas::text_height(entry.label, font);
  }
  const double beside = (2 * border_pad + handle_length + handle_gap) * font;
  return {width + beside, height + 2 * border_pad * font, font};
}

}  // namespace

void draw_legend(const AxesState& axes, const Frame& frame, Canvas& canvas) {
  const std::vector<Entry> entries = entries_of(axes);
  if (entries.empty()) return;
  const double font = axes.legend->fontsize;
  const Size size = size_of(entries, font, canvas);
  Rectangle area;
  if (axes.legend->loc == "best") {
    area = best_place(axes, frame, size);
  } else {
    const auto place = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Place& known) {
      return axes.legend->loc == known.name;
    });
    area = at_place(*place, frame.box, size);
  }
  if (axes.legend->frameon) {
    canvas.fill_rounded(area, 0.2 * font, {1, 1, 1, 0.8}, {{0.8, 0.8, 0.8, 0.8}, 1});
  }
  double y = area.y + border_pad * font;
  for (const Entry& entry : entries) {
    const double height = Canvas::text_height(entry.label, font);
    const Rectangle handle = {area.x + border_pad * font, y + height / 2 - 0.365 * font,
                              handle_length * font, 0.7 * font};
    std::visit(Handle{handle, canvas}, *entry.artist);
    canvas.text({handle.right() + handle_gap * font, y}, entry.label,
                {.size = font, .vertical = Vertical::top});
    y += height + row_gap * font;
  }
}

std::vector<std::string*> labels_in_order(AxesState& axes) {
  std::vector<std::string*> labels;
  for (const bool are_groups : {false, true}) {
    for (Artist& artist : axes.artists) {
      const auto add = [&](auto& drawn) {
        if constexpr (requires { drawn.label; }) labels.push_back(&drawn.label);
      };
      if (std::visit(IsGroup{}, artist) == are_groups) std::visit(add, artist);
    }
  }
  return labels;
}

bool is_legend_place(std::string_view name) {
  return name == "best" || std::any_of(kPlaces.begin(), kPlaces.end(),
                                       [&](const Place& known) { return known.name == name; });
}

}  // namespace keratin::plot
