// Colours between the anchors of the generated table, by linear interpolation.
#include "keratin/plot/colormap.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/generated/colormaps_internal.h"

namespace keratin::plot {

static_assert(std::size(colormap_names) == std::size(colormap_table));

void unknown_colormap_name() {
  throw_value_error("unknown colormap",
                    {{"known", quoted_list(colormap_names) + ", each also with _r"}});
}

Colormap Colormap::named(std::string_view name) {
  Colormap result;
  if (!result.find(name)) {
    const std::string guess = closest(name, colormap_names);
    throw_value_error(keratin::text("unknown colormap '", name, "'"),
                      {{"known", quoted_list(colormap_names) + ", each also with _r"}},
                      guess.empty() ? "" : keratin::text("did you mean '", guess, "'?"));
  }
  return result;
}

std::array<uint8_t, 3> Colormap::operator()(double value) const {
  value = std::isnan(value) ? 0 : std::clamp(value, 0.0, 1.0);
  if (is_reversed_) value = 1 - value;
  const double place = value * (colormap_anchors - 1);
  const int low = std::min(static_cast<int>(place), colormap_anchors - 2);
  const double part = place - low;
  std::array<uint8_t, 3> color{};
  for (size_t i = 0; i < 3; ++i) {
    const double a = colormap_table[index_][low][i], b = colormap_table[index_][low + 1][i];
    color[i] = static_cast<uint8_t>(std::lround(a + (b - a) * part));
  }
  return color;
}

}  // namespace keratin::plot
