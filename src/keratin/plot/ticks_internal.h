// Where an axis has its ticks and what is written there: Matplotlib's MaxNLocator and
// ScalarFormatter.
#pragma once
#include <string>
#include <vector>

#include "keratin/plot/figure_internal.h"

namespace keratin::plot {

/// Multiples of 1, 2, 2.5 or 5 times a power of ten inside the view, at most `intervals` + 1.
std::vector<double> nice_ticks(Interval view, int intervals);

struct TickLabels {
  std::vector<std::string> labels;
  std::string factor;  // "1e6" beside the axis when the labels are in millions, else empty
};
/// The numbers with as many decimals as tell them apart; the sign is a true minus.
TickLabels tick_labels(const std::vector<double>& places);

}  // namespace keratin::plot
