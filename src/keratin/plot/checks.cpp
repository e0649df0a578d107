#include "keratin/plot/checks_internal.h"

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/plot/view_internal.h"

namespace keratin::plot {

void check_lengths(std::string_view verb, size_t x, size_t y) {
  if (x == y) return;
  throw_shape_error(keratin::text("plot::", verb, ": x has ", x, " numbers and y has ", y));
}

void check_positive(std::string_view what, double value) {
  if (value > 0 && std::isfinite(value)) return;
  throw_value_error(keratin::text("plot::", what, " is ", value, " and must be above 0"));
}

void check_not_negative(std::string_view what, double value) {
  if (value >= 0 && std::isfinite(value)) return;
  throw_value_error(keratin::text("plot::", what, " is ", value, " and must be 0 or more"));
}

void check_alpha(std::string_view verb, double alpha) {
  if (alpha >= 0 && alpha <= 1) return;
  throw_value_error(
      keratin::text("plot::", verb, ": alpha is ", alpha, " and must be between 0 and 1"));
}

void check_font_size(std::string_view verb, double size) {
  if (size >= 0.1 && size <= 1000) return;
  throw_value_error(
      keratin::text("plot::", verb, ": fontsize is ", size, " and must be between 0.1 and 1000"));
}

void check_finite(std::string_view what, double value) {
  if (std::isfinite(value)) return;
  throw_value_error(keratin::text("plot::", what, ": ", value, " is no place on an axis"));
}

void check_finite(std::string_view what, const std::vector<double>& values) {
  for (const double value : values) check_finite(what, value);
}

void check_pixels(std::string_view verb, double width, double height, double dpi) {
  const auto is_side = [&](double inches) {
    return inches > 0 && inches <= 10'000 && inches * dpi >= 1 && inches * dpi <= 30'000;
  };
  const bool is_dpi = dpi > 0 && dpi <= 100'000;
  if (is_dpi && is_side(width) && is_side(height) && width * dpi * height * dpi <= 1 << 28) return;
  throw_value_error(keratin::text("plot::", verb, ": a figure of ", width, " x ", height,
                                  " inches at ", dpi, " dots an inch cannot be drawn"),
                    {}, "each side has 1 to 30,000 pixels, and both at most 2^28");
}

Interval checked_limits(std::string_view verb, double low, double high, Scale scale) {
  if (!std::isfinite(low) || !std::isfinite(high)) {
    throw_value_error(
        keratin::text("plot::", verb, ": from ", low, " to ", high, " is no interval"));
  }
  if (low == high) {
    warn(keratin::text("Attempting to set identical low and high ", verb,
                       "s makes transformation singular; automatically expanding."));
    if (scale == Scale::log) {
      const double decade = std::log10(low);
      return {std::pow(10, std::ceil(decade) - 1), std::pow(10, std::floor(decade) + 1)};
    }
  }
  const Interval view = nonsingular({low, high}, 0.05);
  return low <= high ? view : Interval{view.high, view.low};
}

}  // namespace keratin::plot
