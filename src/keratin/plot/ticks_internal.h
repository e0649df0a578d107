// Where an axis has its ticks and what is written there: Matplotlib's MaxNLocator and
// ScalarFormatter.
#pragma once
#include <string>
#include <vector>

#include "keratin/plot/figure_internal.h"

namespace keratin::plot {

/// Multiples of 1, 2, 2.5 or 5 times a power of ten that cover the view with at most `intervals`
/// gaps inside of it; the first and the last may lie one step outside. `only_whole` keeps to whole
/// numbers. A view of numbers that are equal, or nearly, is widened as Matplotlib does.
std::vector<double> nice_ticks(Interval view, int intervals, bool only_whole = false);

struct TickLabels {
  std::vector<std::string> labels;
  std::string factor;  // what is added to the labels and multiplies them: "1e6", "+1.5e3", or empty
};
/// The numbers with as many decimals as tell them apart; the sign is a true minus. Only what lies
/// inside the view decides about the factor.
TickLabels tick_labels(const std::vector<double>& places, Interval view);

/// Powers of ten inside the view, and smaller ticks at their multiples.
struct LogTicks {
  std::vector<double> places, minor_places;
  std::vector<std::string> labels, minor_labels;
};
/// None unless the view lies above 0.
LogTicks log_ticks(Interval view, int intervals);

}  // namespace keratin::plot
