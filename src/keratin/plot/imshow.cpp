// From numbers to the pixels of an image.
#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"

namespace keratin::plot {
namespace {

uint8_t channel(double value) {
  return static_cast<uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

void fill_through(const Colormap& cmap, const std::vector<double>& values, double low, double high,
                  std::vector<uint8_t>& rgba) {
  for (const double value : values) {
    const auto rgb = cmap(high > low ? (value - low) / (high - low) : 0);
    rgba.insert(rgba.end(), {rgb[0], rgb[1], rgb[2], uint8_t(std::isnan(value) ? 0 : 255)});
  }
}

void fill_directly(const std::vector<double>& values, size_t channels, double scale,
                   std::vector<uint8_t>& rgba) {
  for (size_t i = 0; i < values.size(); i += channels) {
    for (size_t j = 0; j < 3; ++j) rgba.push_back(channel(values[i + j] * scale));
    rgba.push_back(channels == 4 ? channel(values[i + 3] * scale) : 255);
  }
}

}  // namespace

void imshow(const Tensor& x, const ImshowOptions& options) {
  const int rank = x.ndim();
  const int64_t channels = rank == 3 ? x.shape()[2] : 1;
  if (rank < 2 || rank > 3 || x.size() == 0 || (channels != 1 && channels != 3 && channels != 4)) {
    throw_shape_error("plot::imshow draws (height, width) or (height, width, 1, 3 or 4)",
                      {{"x", describe(x)}}, rank == 4 ? "draw one image of the batch: x[0]" : "");
  }
  Image image{.alpha = options.alpha};
  image.pixels.height = static_cast<int>(x.shape()[0]);
  image.pixels.width = static_cast<int>(x.shape()[1]);
  const std::vector<double> values = x.to_vector<double>();
  if (channels == 1) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    fill_through(options.cmap, values, options.vmin.value_or(low), options.vmax.value_or(high),
                 image.pixels.rgba);
  } else {
    fill_directly(values, static_cast<size_t>(channels), x.dtype() == uint8 ? 1.0 / 255 : 1,
                  image.pixels.rgba);
  }
  current_axes().artists.emplace_back(std::move(image));
}

}  // namespace keratin::plot
