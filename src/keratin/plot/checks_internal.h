// What the verbs ask of their arguments; each throws ValueError that names verb and argument.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/plot/figure_internal.h"

namespace keratin::plot {

/// Throws ShapeError unless both are equal.
void check_lengths(std::string_view verb, size_t x, size_t y);
/// Above 0 and finite.
void check_positive(std::string_view what, double value);
/// 0 or more and finite.
void check_not_negative(std::string_view what, double value);
/// Between 0 and 1, as alpha.
void check_alpha(std::string_view verb, double alpha);
/// Between a tenth of a point and 1,000 points.
void check_font_size(std::string_view verb, double size);
/// All finite.
void check_finite(std::string_view what, double value);
void check_finite(std::string_view what, const std::vector<double>& values);
/// A figure of so many inches: each side between 1 and 30,000 pixels and at most 10,000 inches, and
/// no more than 2^28 pixels in all.
void check_pixels(std::string_view verb, double width, double height, double dpi);
/// Throws ValueError for limits that are not finite. Those that are one number are moved apart, by
/// a twentieth or to the decades around it, with Matplotlib's warning.
Interval checked_limits(std::string_view verb, double low, double high, Scale scale);

}  // namespace keratin::plot
