// What part of the numbers an axis shows: from the data's reach to a view that can be drawn.
#pragma once
#include <limits>
#include <vector>

#include "keratin/plot/figure_internal.h"

namespace keratin::plot {

/// The view, wide enough to be drawn: Matplotlib's rule. What is not finite, or so small that it
/// cannot be told from zero, becomes -expander to expander; ends that are closer than `tiny` times
/// their size move apart by `expander` times it.
Interval nonsingular(Interval view, double expander, double tiny = 1e-15);

/// The view as it is, or around its ends where these are equal.
Interval apart(const Interval& view, Scale scale);

/// Where `value` lies: 0 at the view's low end, 1 at its high one, also where their distance is
/// beyond the largest number, and no farther out than a canvas can count. On a logarithmic axis
/// what is not positive lies far below.
double fraction_of(double value, const Interval& view, Scale scale);

/// The view around the same middle, so many times as wide.
Interval widened(const Interval& view, double factor, Scale scale);
/// The distance of its ends as the axis draws it; half of it, which is no larger than the largest
/// number.
double half_span_of(const Interval& view, Scale scale);

/// The data's reach along one axis.
struct Reach {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  double smallest_positive = low;
  std::vector<double> edges = {};  // where no margin may reach beyond: the foot of bars
  bool is_used = false;            // something was drawn, with numbers or without

  void add(double value);
};
/// The reach with Matplotlib's margin of 5 %.
Interval autoscaled(const Reach& reach, Scale scale);

}  // namespace keratin::plot
