// Frame, ticks, labels and titles; artists and legends are drawn in files of their own.
#include <algorithm>
#include <cmath>

#include "keratin/plot/draw_internal.h"

namespace keratin::plot {
namespace {

const Color black = {0, 0, 0, 1};
const Stroke frame_stroke = {black, frame_width};

double widest(const std::vector<std::string>& labels, Canvas& canvas) {
  double width = 0;
  for (const std::string& label : labels) {
    width = std::max(width, canvas.text_width(label, font_size));
  }
  return width;
}

bool is_inside(const Rectangle& box, const Point& at) {
  const double slack = 1e-6;
  return at.x > box.x - slack && at.x < box.right() + slack && at.y > box.y - slack &&
         at.y < box.bottom() + slack;
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

void draw_xticks(const AxisTicks& ticks, const Frame& frame, Canvas& canvas) {
  const double y = frame.box.bottom();
  for (size_t i = 0; i < ticks.places.size(); ++i) {
    const Point at = frame.at(ticks.places[i], frame.y.low);
    if (!is_inside(frame.box, at)) continue;
    canvas.stroke({{at.x, y}, {at.x, y + tick_length}}, frame_stroke);
    if (i >= ticks.labels.size()) continue;
    canvas.text({at.x, y + tick_length + tick_pad}, ticks.labels[i],
                {.size = font_size, .horizontal = Horizontal::center, .vertical = Vertical::top});
  }
  if (!ticks.factor.empty()) {
    canvas.text({frame.box.right(), y + tick_length + tick_pad + 1.6 * font_size}, ticks.factor,
                {.size = font_size, .horizontal = Horizontal::right, .vertical = Vertical::top});
  }
}

void draw_yticks(const AxisTicks& ticks, const Frame& frame, Canvas& canvas) {
  const double x = frame.box.x;
  for (size_t i = 0; i < ticks.places.size(); ++i) {
    const Point at = frame.at(frame.x.low, ticks.places[i]);
    if (!is_inside(frame.box, at)) continue;
    canvas.stroke({{x - tick_length, at.y}, {x, at.y}}, frame_stroke);
    if (i >= ticks.labels.size()) continue;
    canvas.text({x - tick_length - tick_pad, at.y}, ticks.labels[i],
                {.size = font_size, .horizontal = Horizontal::right, .vertical = Vertical::middle});
  }
  if (!ticks.factor.empty()) {
    canvas.text({x, frame.box.y - 3}, ticks.factor, {.size = font_size});
  }
}

void draw_labels(const Axes2D& axes, const Frame& frame, const Overhang& overhang, Canvas& canvas) {
  const Rectangle& box = frame.box;
  if (axes.is_visible && !axes.xlabel.empty()) {
    canvas.text({box.x + box.width / 2, box.bottom() + overhang.bottom - 0.24 * font_size},
                axes.xlabel, {.size = font_size, .horizontal = Horizontal::center});
  }
  if (axes.is_visible && !axes.ylabel.empty()) {
    canvas.text({box.x - overhang.left + 0.73 * font_size, box.y + box.height / 2}, axes.ylabel,
                {.size = font_size, .horizontal = Horizontal::center, .upwards = true});
  }
  if (!axes.title.empty()) {
    canvas.text(
        {box.x + box.width / 2, box.y - title_pad}, axes.title,
        {.size = axes.title_size, .color = axes.title_color, .horizontal = Horizontal::center});
  }
}

void draw_axes(const Figure& figure, const Axes2D& axes, Canvas& canvas) {
  const Frame frame = frame_of(figure, axes);
  const AxisTicks xticks = xticks_of(axes, frame), yticks = yticks_of(axes, frame);
  if (axes.is_visible) canvas.fill(frame.box, {1, 1, 1, figure.background.alpha});
  const bool has_grid = axes.is_visible && axes.has_grid;
  if (has_grid) draw_grid(xticks, yticks, frame, canvas);
  for (const Artist& artist : axes.artists) draw_artist(artist, frame, canvas);
  if (axes.is_visible) {
    canvas.stroke(frame.box, frame_stroke);
    draw_xticks(xticks, frame, canvas);
    draw_yticks(yticks, frame, canvas);
  }
  draw_labels(axes, frame, overhang_of(axes, frame, canvas), canvas);
  if (axes.has_legend) draw_legend(axes, frame, canvas);
}

}  // namespace

Overhang overhang_of(const Axes2D& axes, const Frame& frame, Canvas& canvas) {
  Overhang result;
  if (axes.is_visible) {
    const AxisTicks xticks = xticks_of(axes, frame), yticks = yticks_of(axes, frame);
    if (!xticks.places.empty()) result.bottom = tick_length + tick_pad + 0.97 * font_size;
    if (!xticks.factor.empty()) result.bottom += 1.6 * font_size;
    if (!yticks.places.empty()) {
      result.left = tick_length + tick_pad + widest(yticks.labels, canvas);
    }
    if (!axes.xlabel.empty()) result.bottom += label_pad + 0.97 * font_size;
    if (!axes.ylabel.empty()) result.left += label_pad + 0.97 * font_size;
    if (!xticks.labels.empty()) result.right = canvas.text_width(xticks.labels.back(), 5);
    if (!yticks.labels.empty()) result.top = font_size / 2;
  }
  if (!axes.title.empty()) result.top = title_pad + axes.title_size;
  return result;
}

void draw(const Figure& figure, Canvas& canvas) {
  canvas.fill({0, 0, figure.width, figure.height}, figure.background);
  for (const auto& axes : figure.places) draw_axes(figure, *axes, canvas);
  if (!figure.title.empty()) {
    canvas.text({figure.width / 2, 0.02 * figure.height}, figure.title,
                {.size = 12, .horizontal = Horizontal::center, .vertical = Vertical::top});
  }
}

std::string render(const Figure& figure, FileFormat format, double dpi) {
  Canvas canvas(format, figure.width, figure.height, dpi);
  draw(figure, canvas);
  return canvas.finish();
}

}  // namespace keratin::plot
