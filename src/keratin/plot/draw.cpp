// The figure as a whole, and its title; frames, artists and legends are drawn in files of their
// own.
#include <algorithm>
#include <cmath>

#include "keratin/plot/checks_internal.h"
#include "keratin/plot/draw_internal.h"

namespace keratin::plot {
namespace {

void draw_on(const FigureState& figure, const Color& background, const Rectangle& part,
             Canvas& canvas) {
  canvas.shift(part.x, part.y);
  canvas.fill(part, background);
  draw_places(figure, canvas);
}

/// What is drawn on, and `pad` points around it.
Rectangle tight_part(const FigureState& figure, double pad) {
  Canvas measure(FileFormat::none, figure.width, figure.height, 72);
  draw_places(figure, measure);
  const Rectangle ink = measure.extents();
  return {ink.x - pad, ink.y - pad, ink.width + 2 * pad, ink.height + 2 * pad};
}

}  // namespace

void draw_places(const FigureState& figure, Canvas& canvas) {
  for (const auto& axes : figure.places) draw_axes(figure, *axes, canvas);
  if (!figure.title.text.empty()) {
    canvas.text({figure.width / 2, 0.02 * figure.height}, figure.title.text,
                {.size = figure.title.size,
                 .color = figure.title.color,
                 .horizontal = Horizontal::center,
                 .vertical = Vertical::top});
  }
}

void draw(const FigureState& figure, Canvas& canvas) {
  draw_on(figure, figure.background, {0, 0, figure.width, figure.height}, canvas);
}

std::string render(const FigureState& figure, FileFormat format, double dpi,
                   const SavefigOptions& options) {
  Rectangle part = {0, 0, figure.width, figure.height};
  if (options.bbox_inches == "tight") part = tight_part(figure, 72 * options.pad_inches);
  check_pixels("savefig", part.width / 72, part.height / 72, dpi);
  Canvas canvas(format, part.width, part.height, dpi);
  const Color background = options.transparent ? Color{0, 0, 0, 0} : figure.background;
  draw_on(figure, background, part, canvas);
  return canvas.finish();
}

}  // namespace keratin::plot
