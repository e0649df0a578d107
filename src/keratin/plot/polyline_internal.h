// Lines and outlines made fit for the canvas: cut off outside of an area, which keeps coordinates
// within what can be drawn, and without the points that nobody could see.
#pragma once
#include <vector>

#include "keratin/plot/canvas_internal.h"

namespace keratin::plot {

/// The parts of the line inside `area`, in order.
std::vector<std::vector<Point>> clipped_line(const std::vector<Point>& line, const Rectangle& area);

/// The part of the filled outline inside `area`; empty when there is none.
std::vector<Point> clipped_outline(std::vector<Point> outline, const Rectangle& area);

/// The line without points that lie closer than `tolerance` to where it runs anyway. Segments that
/// go to and fro in one direction become one segment as long as the farthest of them: Matplotlib's
/// path.simplify.
std::vector<Point> simplified(const std::vector<Point>& line, double tolerance);

}  // namespace keratin::plot
