#include "keratin/plot/histogram_internal.h"

#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/figure_internal.h"

namespace keratin::plot {
namespace {

Interval range_of(const std::vector<double>& values, const std::vector<double>& wanted) {
  if (!wanted.empty() && wanted.size() != 2) {
    throw_value_error(
        keratin::text("plot::hist: range is {from, to}, and has ", wanted.size(), " numbers"));
  }
  Interval range = {0, 1};
  if (!wanted.empty()) {
    range = {wanted[0], wanted[1]};
  } else if (!values.empty()) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    range = {*low, *high};
  }
  if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low > range.high) {
    throw_value_error(
        keratin::text("plot::hist: from ", range.low, " to ", range.high, " is no range"), {},
        wanted.empty() ? "give .range = {from, to}; what lies outside is left out" : "");
  }
  return range.low < range.high ? range : Interval{range.low - 0.5, range.high + 0.5};
}

std::vector<double> edges_of(Interval range, int bins) {
  const double step = (range.high - range.low) / bins;
  std::vector<double> edges;
  for (int i = 0; i < bins; ++i) edges.push_back(range.low + i * step);
  edges.push_back(range.high);
  for (size_t i = 1; i < edges.size(); ++i) {
    if (edges[i - 1] < edges[i] && std::isfinite(1 / step) && std::isfinite(step)) continue;
    throw_value_error(keratin::text("plot::hist: ", bins, " bins from ", range.low, " to ",
                                    range.high, " cannot be told apart"));
  }
  return edges;
}

/// By division, then corrected by the edges, which are rounded.
size_t bin_of(double value, const std::vector<double>& edges) {
  const size_t last = edges.size() - 2;
  const double part = (value - edges.front()) / (edges.back() - edges.front());
  size_t bin = std::min(static_cast<size_t>(part * static_cast<double>(last + 1)), last);
  if (value < edges[bin]) --bin;
  if (bin < last && value >= edges[bin + 1]) ++bin;
  return bin;
}

}  // namespace

Histogram histogram_of(std::vector<double> values, int bins, const std::vector<double>& range) {
  constexpr int most = 1'000'000;
  if (bins < 1 || bins > most) {
    throw_value_error(keratin::text("plot::hist: bins is ", bins), {},
                      keratin::text("bins lies between 1 and ", most));
  }
  const bool had_values = !values.empty();
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (had_values && values.empty() && range.empty()) {
    throw_value_error("plot::hist: all of x is NaN");
  }
  Histogram result;
  const Interval reach = range_of(values, range);
  result.edges = edges_of(reach, bins);
  result.counts.assign(static_cast<size_t>(bins), 0);
  for (const double value : values) {
    if (value < reach.low || value > reach.high) continue;
    result.counts[bin_of(value, result.edges)] += 1;
  }
  return result;
}

}  // namespace keratin::plot
