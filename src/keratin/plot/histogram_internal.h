// NumPy's histogram: how many numbers lie in each of some equal intervals.
#pragma once
#include <vector>

namespace keratin::plot {

struct Histogram {
  std::vector<double> edges;   // bins + 1
  std::vector<double> counts;  // bins
};
/// `range` is {from, to}, or empty for the reach of the numbers; NaN is left out. The last interval
/// includes its end. Throws ValueError for fewer than 1 or more than a million bins, a range that
/// is not finite or runs backwards, and intervals too narrow to be told apart.
Histogram histogram_of(std::vector<double> values, int bins, const std::vector<double>& range);

}  // namespace keratin::plot
