// How people write the ten digits: strokes as lists of points that a pen passes through.
#pragma once
#include <span>
#include <vector>

namespace keratin::datasets {

struct StrokePoint {
  double x = 0, y = 0;
};
/// The pen goes smoothly through all points; a point that stands twice is a corner.
using PenStroke = std::vector<StrokePoint>;

/// One way of writing a digit, in a box from (0, 0), top left, to (1, 1).
struct Glyph {
  double weight;  // how often, relative to the digit's other ways
  double aspect;  // usual width of the box over its height
  std::vector<PenStroke> strokes;
};

/// All ways of writing the digit, 0 to 9.
std::span<const Glyph> glyphs_of(int digit);

}  // namespace keratin::datasets
