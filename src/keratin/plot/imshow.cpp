// From numbers to the pixels of an image.
#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "keratin/plot/view_internal.h"

namespace keratin::plot {
namespace {

uint8_t channel(double value) {
  if (std::isnan(value)) return 0;  // the pixel is not shown
  return static_cast<uint8_t>(std::clamp(value, 0.0, 1.0) * 255 + 1e-9);
}

void fill_through(const ColorScale& scale, const std::vector<double>& values,
                  std::vector<uint8_t>& rgba) {
  const bool has_range = scale.range.low < scale.range.high;
  for (const double value : values) {
    const auto rgb = scale.cmap(has_range ? fraction_of(value, scale.range, Scale::linear) : 0);
    rgba.insert(rgba.end(), {rgb[0], rgb[1], rgb[2], uint8_t(std::isfinite(value) ? 255 : 0)});
  }
}

void fill_directly(const std::vector<double>& values, size_t channels, double scale,
                   std::vector<uint8_t>& rgba) {
  for (size_t i = 0; i < values.size(); i += channels) {
    bool is_shown = true;
    for (size_t j = 0; j < channels; ++j) {
      rgba.push_back(channel(values[i + j] * scale));
      is_shown &= std::isfinite(values[i + j]);
    }
    if (channels == 3) rgba.push_back(255);
    if (!is_shown) rgba.back() = 0;
  }
}

/// Whole numbers reach from 0 to 255, others from 0 to 1.
bool has_whole_numbers(const Tensor& x) { return is_integer(x.dtype()); }

}  // namespace

ColorScale color_scale_of(const char* verb, const Colormap& cmap, const std::vector<double>& values,
                          std::optional<double> vmin, std::optional<double> vmax, double alpha) {
  Reach reach;
  for (const double value : values) reach.add(value);
  const bool has_numbers = reach.low <= reach.high;
  const double low = vmin.value_or(has_numbers ? reach.low : 0);
  const double high = vmax.value_or(has_numbers ? reach.high : 0);
  if (!(low <= high) || !std::isfinite(low) || !std::isfinite(high)) {
    throw_value_error(keratin::text("plot::", verb, ": vmin is ", low, " and vmax is ", high), {},
                      "vmin must not be above vmax");
  }
  return {cmap, {low, high}, alpha};
}

void Axes::imshow(const Tensor& x, const ImshowOptions& options) {
  const int rank = x.ndim();
  const int64_t channels = rank == 3 ? x.shape()[2] : 1;
  if (rank < 2 || rank > 3 || x.size() == 0 || (channels != 1 && channels != 3 && channels != 4)) {
    throw_shape_error("plot::imshow draws (height, width) or (height, width, 1, 3 or 4)",
                      {{"x", describe(x)}}, rank == 4 ? "draw one image of the batch: x[0]" : "");
  }
  constexpr int64_t most = 1 << 28;
  if (x.shape()[0] > most || x.shape()[1] > most) {
    throw_shape_error("plot::imshow draws at most 2^28 rows and columns", {{"x", describe(x)}});
  }
  check_alpha("imshow", options.alpha);
  AxesState& axes = state();
  Image image{.alpha = options.alpha};
  image.pixels.height = static_cast<int>(x.shape()[0]);
  image.pixels.width = static_cast<int>(x.shape()[1]);
  const std::vector<double> values = x.to_vector<double>();
  if (channels == 1) {
    axes.colors =
        color_scale_of("imshow", options.cmap, values, options.vmin, options.vmax, options.alpha);
    fill_through(*axes.colors, values, image.pixels.rgba);
  } else {
    fill_directly(values, static_cast<size_t>(channels), has_whole_numbers(x) ? 1.0 / 255 : 1,
                  image.pixels.rgba);
  }
  axes.artists.emplace_back(std::move(image));
}
void Axes::imshow(const Tensor& x, const Colormap& cmap, const ImshowOptions& options) {
  ImshowOptions merged = options;
  merged.cmap = cmap;
  imshow(x, merged);
}

void Figure::colorbar(const Axes& of, const ColorbarOptions& options) {
  state();
  AxesState& axes = of.state();
  if (!axes.colors) {
    throw_value_error("plot::colorbar: nothing was drawn through a colormap there", {},
                      "imshow a (height, width) tensor, or scatter with .c, before it");
  }
  axes.colorbar = options.label;
}
void colorbar(const ColorbarOptions& options) { gcf().colorbar(gca(), options); }

}  // namespace keratin::plot
