// One place: its frame, ticks, labels and title.
#include <algorithm>
#include <cmath>

#include "keratin/plot/draw_internal.h"

namespace keratin::plot {
namespace {

const Color black = {0, 0, 0, 1};
const Stroke frame_stroke = {black, frame_width};
const Stroke minor_stroke = {black, 0.6};
constexpr double minor_length = 2, minor_pad = 3.4, factor_pad = 3;

double widest(const std::vector<std::string>& labels, Canvas& canvas) {
  double width = 0;
  for (const std::string& label : labels) {
    width = std::max(width, canvas.text_width(label, font_size));
  }
  return width;
}

double highest(const std::vector<std::string>& labels) {
  double height = 0;
  for (const std::string& label : labels) {
    if (!label.empty()) height = std::max(height, Canvas::text_height(label, font_size));
  }
  return height;
}

/// How far the ticks and their labels reach out of the frame.
struct TickReach {
  double below = 0, left = 0;  // of x's, of y's
};
TickReach reach_of(const AxisTicks& x, const AxisTicks& y, Canvas& canvas) {
  TickReach reach;
  const double height = std::max(highest(x.labels), highest(x.minor_labels));
  const double width = std::max(widest(y.labels, canvas), widest(y.minor_labels, canvas));
  if (!x.places.empty() || !x.minor_places.empty()) reach.below = tick_length;
  if (!y.places.empty() || !y.minor_places.empty()) reach.left = tick_length;
  if (height > 0) reach.below = tick_length + tick_pad + height;
  if (width > 0) reach.left = tick_length + tick_pad + width;
  return reach;
}

void draw_grid(const AxisTicks& xticks, const AxisTicks& yticks, const Frame& frame,
               Canvas& canvas) {
  const Stroke stroke = {{0.69, 0.69, 0.69, 1}, 0.8};
  const Rectangle& box = frame.box;
  for (const double place : xticks.places) {
    const double x = frame.at(place, frame.y.low).x;
    canvas.stroke({{x, box.y}, {x, box.bottom()}}, stroke);
  }
  for (const double place : yticks.places) {
    const double y = frame.at(frame.x.low, place).y;
    canvas.stroke({{box.x, y}, {box.right(), y}}, stroke);
  }
}

/// One kind of an axis's ticks.
struct TickStyle {
  double length, pad;
  Stroke stroke;
};
const TickStyle major_ticks = {tick_length, tick_pad, frame_stroke};
const TickStyle minor_ticks = {minor_length, minor_pad, minor_stroke};

void draw_xtick(double x, const std::string& label, const TickStyle& style, const Frame& frame,
                Canvas& canvas) {
  const double y = frame.box.bottom();
  canvas.stroke({{x, y}, {x, y + style.length}}, style.stroke);
  if (label.empty()) return;
  canvas.text({x, y + style.length + style.pad}, label,
              {.size = font_size, .horizontal = Horizontal::center, .vertical = Vertical::top});
}

void draw_xticks(const AxisTicks& ticks, const Frame& frame, Canvas& canvas) {
  for (size_t i = 0; i < ticks.places.size(); ++i) {
    draw_xtick(frame.at(ticks.places[i], frame.y.low).x, ticks.labels[i], major_ticks, frame,
               canvas);
  }
  for (size_t i = 0; i < ticks.minor_places.size(); ++i) {
    draw_xtick(frame.at(ticks.minor_places[i], frame.y.low).x, ticks.minor_labels[i], minor_ticks,
               frame, canvas);
  }
  if (!ticks.factor.empty()) {
    const double below = tick_length + tick_pad + highest(ticks.labels) + factor_pad;
    canvas.text({frame.box.right(), frame.box.bottom() + below}, ticks.factor,
                {.size = font_size, .horizontal = Horizontal::right, .vertical = Vertical::top});
  }
}

void draw_ytick(double y, const std::string& label, const TickStyle& style, const Frame& frame,
                Canvas& canvas) {
  const double x = frame.box.x;
  canvas.stroke({{x - style.length, y}, {x, y}}, style.stroke);
  if (label.empty()) return;
  canvas.text(
      {x - style.length - style.pad, y}, label,
      {.size = font_size, .horizontal = Horizontal::right, .vertical = Vertical::center_baseline});
}

void draw_yticks(const AxisTicks& ticks, const Frame& frame, Canvas& canvas) {
  for (size_t i = 0; i < ticks.places.size(); ++i) {
    draw_ytick(frame.at(frame.x.low, ticks.places[i]).y, ticks.labels[i], major_ticks, frame,
               canvas);
  }
  for (size_t i = 0; i < ticks.minor_places.size(); ++i) {
    draw_ytick(frame.at(frame.x.low, ticks.minor_places[i]).y, ticks.minor_labels[i], minor_ticks,
               frame, canvas);
  }
  if (!ticks.factor.empty()) {
    canvas.text({frame.box.x, frame.box.y - factor_pad}, ticks.factor, {.size = font_size});
  }
}

void draw_labels(const AxesState& axes, const Frame& frame, const TickReach& ticks,
                 Canvas& canvas) {
  const Rectangle& box = frame.box;
  const double middle = box.x + box.width / 2;
  if (axes.is_visible && !axes.xlabel.text.empty()) {
    canvas.text({middle, box.bottom() + ticks.below + label_pad}, axes.xlabel.text,
                {.size = axes.xlabel.size,
                 .color = axes.xlabel.color,
                 .horizontal = Horizontal::center,
                 .vertical = Vertical::top});
  }
  if (axes.is_visible && !axes.ylabel.text.empty()) {
    canvas.text({box.x - ticks.left - label_pad, box.y + box.height / 2}, axes.ylabel.text,
                {.size = axes.ylabel.size,
                 .color = axes.ylabel.color,
                 .horizontal = Horizontal::right,
                 .vertical = Vertical::center,
                 .rotation = 90});
  }
  if (!axes.title.text.empty()) {
    canvas.text(
        {middle, box.y - title_pad}, axes.title.text,
        {.size = axes.title.size, .color = axes.title.color, .horizontal = Horizontal::center});
  }
}

/// How far the frame's own labels reach, not yet counted from the cell.
Overhang overhang_of_labels(const AxesState& axes, const Frame& frame, Canvas& canvas) {
  Overhang result;
  if (!axes.is_visible) return result;
  const AxisTicks xticks = xticks_of(axes, frame), yticks = yticks_of(axes, frame);
  const TickReach ticks = reach_of(xticks, yticks, canvas);
  result.bottom = ticks.below;
  result.left = ticks.left;
  if (!axes.xlabel.text.empty()) {
    result.bottom += label_pad + Canvas::text_height(axes.xlabel.text, axes.xlabel.size);
  }
  if (!axes.ylabel.text.empty()) {
    result.left += label_pad + Canvas::text_height(axes.ylabel.text, axes.ylabel.size);
  }
  if (!xticks.factor.empty()) {
    result.bottom = std::max(result.bottom, ticks.below + factor_pad + font_size);
  }
  for (size_t i = 0; i < xticks.places.size(); ++i) {
    const double x = frame.at(xticks.places[i], frame.y.low).x;
    const double half = canvas.text_width(xticks.labels[i], font_size) / 2;
    result.right = std::max(result.right, x + half - frame.box.right());
    result.left = std::max(result.left, frame.box.x - (x - half));
  }
  if (!yticks.labels.empty()) result.top = font_size / 2;
  if (!yticks.factor.empty()) result.top = factor_pad + font_size;
  return result;
}

}  // namespace

Overhang overhang_of(const AxesState& axes, const Frame& frame, Canvas& canvas) {
  Overhang result = overhang_of_labels(axes, frame, canvas);
  if (!axes.title.text.empty()) {
    const double title = Canvas::text_height(axes.title.text, axes.title.size);
    result.top = std::max(result.top, title_pad + title);
  }
  if (axes.colorbar) {
    const double room = frame.cell.right() - frame.box.right();
    result.right = std::max(result.right, colorbar_reach(axes, frame, canvas) - room);
  }
  return result;
}

void draw_axes(const FigureState& figure, const AxesState& axes, Canvas& canvas) {
  const Frame frame = frame_of(figure, axes);
  const AxisTicks xticks = xticks_of(axes, frame), yticks = yticks_of(axes, frame);
  if (axes.is_visible) canvas.fill(frame.box, {1, 1, 1, figure.background.alpha});
  for (int layer = 0; layer < 4; ++layer) {
    // The grid lies above bars and below lines, as in Matplotlib; the frame below words.
    if (layer == 2 && axes.is_visible && axes.has_grid) draw_grid(xticks, yticks, frame, canvas);
    if (layer == 3 && axes.is_visible) canvas.stroke(frame.box, frame_stroke);
    for (const Artist& artist : axes.artists) {
      if (layer_of(artist) == layer) draw_artist(artist, frame, canvas);
    }
  }
  if (axes.is_visible) {
    draw_xticks(xticks, frame, canvas);
    draw_yticks(yticks, frame, canvas);
  }
  draw_labels(axes, frame, axes.is_visible ? reach_of(xticks, yticks, canvas) : TickReach{},
              canvas);
  if (axes.colorbar) draw_colorbar(axes, frame, canvas);
  if (axes.legend) draw_legend(axes, frame, canvas);
}

}  // namespace keratin::plot
