// scatter: a marker a point.
#include <cmath>

#include "keratin/plot/axes.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/view_internal.h"

namespace keratin::plot {
namespace {

/// A colour for each number of c, none for what is not finite.
std::vector<Color> colors_of(const ScatterOptions& options, const ColorScale& scale) {
  std::vector<Color> colors;
  for (const double value : options.c.values()) {
    const bool has_range = scale.range.low < scale.range.high;
    const auto rgb = options.cmap(has_range ? fraction_of(value, scale.range, Scale::linear) : 0);
    colors.push_back(
        {rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0, std::isfinite(value) ? options.alpha : 0});
  }
  return colors;
}

}  // namespace

void Axes::scatter(const Series& x, const Series& y, const ScatterOptions& options) {
  check_lengths("scatter", x.size(), y.size());
  check_not_negative("scatter: s", options.s);
  check_alpha("scatter", options.alpha);
  AxesState& axes = state();
  Points points{.x = places_of(axes, x), .y = y.values(), .label = options.label};
  points.marker = {
      .shape = parse_marker(options.marker), .size = std::sqrt(options.s), .edge_width = 1.5};
  if (options.c.size() == 0) {
    points.colors = {fill_or_next(axes, options.color, options.alpha)};
  } else {
    check_lengths("scatter (c)", x.size(), options.c.size());
    axes.colors = color_scale_of("scatter", options.cmap, options.c.values(), options.vmin,
                                 options.vmax, options.alpha);
    points.colors = colors_of(options, *axes.colors);
  }
  axes.artists.emplace_back(std::move(points));
}

}  // namespace keratin::plot
