// Views that hold the data, whatever the data are.
#include "keratin/plot/view_internal.h"

#include <algorithm>
#include <cmath>

namespace keratin::plot {
namespace {

constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest_decade = -323, largest_decade = 308;

double log_of(double value) { return value > 0 ? std::log10(value) : -1000; }

double power_of_ten_at(double exponent) {
  return std::pow(10, std::clamp(exponent, smallest_decade, largest_decade));
}

/// From the power of ten below to the one above.
Interval decades_around(double value) {
  const double power = std::log10(value);
  const double below = std::floor(power) == power ? power - 1 : std::floor(power);
  const double above = std::ceil(power) == power ? power + 1 : std::ceil(power);
  const double first = std::clamp(below, smallest_decade, largest_decade - 1);
  return {power_of_ten_at(first), power_of_ten_at(std::max(above, first + 1))};
}

/// The ends as Matplotlib's LogLocator wants them: positive and apart.
Interval positive(Interval view, double smallest_positive) {
  if (!std::isfinite(view.low) || !std::isfinite(view.high) || view.high <= 0) return {1, 10};
  if (view.low <= 0) view.low = std::isfinite(smallest_positive) ? smallest_positive : 1e-300;
  if (view.low < view.high) return view;
  return decades_around(view.low);
}

Interval with_margin(Interval view, Scale scale) {
  if (scale == Scale::log) {
    const double low = std::log10(view.low), high = std::log10(view.high);
    const double margin = (high - low) * 0.05;
    return {std::pow(10, std::max(low - margin, smallest_decade)),
            std::min(std::pow(10, high + margin), largest)};
  }
  double margin = (view.high - view.low) * 0.05;
  if (!std::isfinite(margin)) margin = 0;
  return {std::max(view.low - margin, -largest), std::min(view.high + margin, largest)};
}

/// Takes margins back that cross an edge which the data only touch.
Interval held_by(const std::vector<double>& edges, const Interval& data, Interval view,
                 Scale scale) {
  const double slack = 1e-5 * std::abs(data.high - data.low);
  for (const double edge : edges) {
    if (scale == Scale::log && edge <= 0) continue;
    if (edge < data.low + slack) view.low = std::max(view.low, edge);
    if (edge > data.high - slack) view.high = std::min(view.high, edge);
  }
  return view;
}

}  // namespace

Interval apart(const Interval& view, Scale scale) {
  if (view.low != view.high) return view;
  if (scale == Scale::linear) return nonsingular(view, 0.05);
  return decades_around(view.low);
}

Interval nonsingular(Interval view, double expander, double tiny) {
  if (!std::isfinite(view.low) || !std::isfinite(view.high)) return {-expander, expander};
  if (view.low > view.high) std::swap(view.low, view.high);
  const double size = std::max(std::abs(view.low), std::abs(view.high));
  if (size < 1e6 / tiny * std::numeric_limits<double>::min()) return {-expander, expander};
  if (view.high - view.low > size * tiny) return view;
  return {std::max(view.low - expander * std::abs(view.low), -largest),
          std::min(view.high + expander * std::abs(view.high), largest)};
}

double fraction_of(double value, const Interval& view, Scale scale) {
  constexpr double farthest = 1e6;
  Interval shown = view;
  if (scale == Scale::log) {
    value = log_of(value);
    shown = {log_of(view.low), log_of(view.high)};
  }
  // Halves: the distance of two numbers may be beyond the largest one.
  const double fraction = (value / 2 - shown.low / 2) / (shown.high / 2 - shown.low / 2);
  return std::clamp(fraction, -farthest, farthest);
}

double half_span_of(const Interval& view, Scale scale) {
  if (scale == Scale::log) return std::abs(log_of(view.high) - log_of(view.low)) / 2;
  return std::abs(view.high / 2 - view.low / 2);
}

Interval widened(const Interval& view, double factor, Scale scale) {
  const bool is_log = scale == Scale::log;
  const double low = is_log ? log_of(view.low) : view.low;
  const double high = is_log ? log_of(view.high) : view.high;
  const double middle = low / 2 + high / 2, half = (high / 2 - low / 2) * factor;
  const auto back = [&](double end) {
    if (is_log) end = power_of_ten_at(end);
    return std::clamp(end, -largest, largest);
  };
  return {back(middle - half), back(middle + half)};
}

void Reach::add(double value) {
  is_used = true;
  if (!std::isfinite(value)) return;
  low = std::min(low, value);
  high = std::max(high, value);
  if (value > 0) smallest_positive = std::min(smallest_positive, value);
}

Interval autoscaled(const Reach& reach, Scale scale) {
  if (!reach.is_used) return scale == Scale::log ? Interval{1, 10} : Interval{0, 1};
  const Interval numbers = reach.low <= reach.high
                               ? Interval{reach.low, reach.high}
                               : Interval{-std::numeric_limits<double>::infinity(),
                                          std::numeric_limits<double>::infinity()};
  const Interval data =
      scale == Scale::log ? positive(numbers, reach.smallest_positive) : nonsingular(numbers, 0.05);
  const Interval view = held_by(reach.edges, data, with_margin(data, scale), scale);
  return scale == Scale::log ? view : nonsingular(view, 1e-12, 1e-13);
}

}  // namespace keratin::plot
