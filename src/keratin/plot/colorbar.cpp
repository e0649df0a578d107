// The scale of a colormap beside its place.
#include <algorithm>

#include "keratin/plot/draw_internal.h"

namespace keratin::plot {
namespace {

// Matplotlib's: of the place's width the bar takes 0.15 and what lies before it 0.05; it is twenty
// times as high as it is wide.
constexpr double fraction_before = 0.05, fraction_of_bar = 0.15, aspect = 20;

Rectangle bar_of(const Frame& frame) {
  const double width = std::min(frame.cell.height / aspect, fraction_of_bar * frame.cell.width);
  const double height = width * aspect;
  return {frame.box.right() + fraction_before * frame.cell.width,
          frame.cell.y + (frame.cell.height - height) / 2, width, height};
}

/// The bar as a frame of its own, whose y is the range of the colours.
Frame frame_of_bar(const AxesState& axes, const Frame& frame) {
  Frame result;
  result.box = result.cell = bar_of(frame);
  result.x = {0, 1};
  result.y = nonsingular(axes.colors->range, 0.05);
  return result;
}

AxisTicks ticks_of_bar(const Frame& bar) {
  return linear_ticks(bar.y, bar.box.height / (2 * font_size));
}

/// Its colours, the last one on top.
Pixels gradient(const ColorScale& colors) {
  constexpr int steps = 256;
  Pixels pixels = {1, steps, {}};
  for (int i = steps - 1; i >= 0; --i) {
    const auto rgb = colors.cmap(static_cast<double>(i) / (steps - 1));
    pixels.rgba.insert(pixels.rgba.end(), {rgb[0], rgb[1], rgb[2], 255});
  }
  return pixels;
}

double width_of_labels(const AxisTicks& ticks, Canvas& canvas) {
  double width = 0;
  for (const std::string& label : ticks.labels) {
    width = std::max(width, canvas.text_width(label, font_size));
  }
  return tick_length + tick_pad + width;
}

}  // namespace

double colorbar_reach(const AxesState& axes, const Frame& frame, Canvas& canvas) {
  const Frame bar = frame_of_bar(axes, frame);
  double reach = bar.box.right() - frame.box.right() + width_of_labels(ticks_of_bar(bar), canvas);
  if (!axes.colorbar->empty()) reach += label_pad + Canvas::text_height(*axes.colorbar, font_size);
  return reach;
}

void draw_colorbar(const AxesState& axes, const Frame& frame, Canvas& canvas) {
  const Frame bar = frame_of_bar(axes, frame);
  const Rectangle& box = bar.box;
  const Stroke stroke = {{0, 0, 0, 1}, frame_width};
  canvas.image(box, gradient(*axes.colors), axes.colors->alpha);
  canvas.stroke(box, stroke);
  const AxisTicks ticks = ticks_of_bar(bar);
  for (size_t i = 0; i < ticks.places.size(); ++i) {
    const double y = bar.at(0, ticks.places[i]).y;
    canvas.stroke({{box.right(), y}, {box.right() + tick_length, y}}, stroke);
    canvas.text({box.right() + tick_length + tick_pad, y}, ticks.labels[i],
                {.size = font_size, .vertical = Vertical::center_baseline});
  }
  if (!ticks.factor.empty()) {
    canvas.text({box.right(), box.y - 3}, ticks.factor,
                {.size = font_size, .horizontal = Horizontal::right});
  }
  if (!axes.colorbar->empty()) {
    canvas.text({box.right() + width_of_labels(ticks, canvas) + label_pad, box.y + box.height / 2},
                *axes.colorbar,
                {.size = font_size,
                 .horizontal = Horizontal::left,
                 .vertical = Vertical::center,
                 .rotation = 90});
  }
}

}  // namespace keratin::plot
