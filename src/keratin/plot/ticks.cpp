// Ticks at round numbers.
#include "keratin/plot/ticks_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace keratin::plot {
namespace {

/// The multiples of `step` in [low, high], where an end that is a multiple but for rounding counts.
std::vector<double> multiples(double low, double high, double step) {
  const double slack = 1e-10;
  std::vector<double> ticks;
  const double first = std::ceil(low / step - slack), last = std::floor(high / step + slack);
  for (double i = first; i <= last; ++i) ticks.push_back(i * step);
  return ticks;
}

int decimals_needed(const std::vector<double>& places, double span) {
  int decimals = std::max(0, 3 - static_cast<int>(std::floor(std::log10(span))));
  const double tolerance = 1e-3 * std::pow(10, std::floor(std::log10(span)));
  while (decimals > 0) {
    const double power = std::pow(10, decimals - 1);
    const bool is_enough = std::all_of(places.begin(), places.end(), [&](double place) {
      return std::abs(place - std::round(place * power) / power) < tolerance;
    });
    if (!is_enough) break;
    --decimals;
  }
  return decimals;
}

}  // namespace

std::vector<double> nice_ticks(Interval view, int intervals) {
  const auto [low, high] = std::minmax(view.low, view.high);
  const double span = high - low;
  if (!(span > 0) || !std::isfinite(span)) return {low};
  intervals = std::max(1, intervals);
  const double power = std::pow(10, std::floor(std::log10(span / intervals)));
  const double steps[] = {0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20};
  size_t at = 0;
  while (at + 1 < std::size(steps) && steps[at] * power < span / intervals * (1 - 1e-10)) ++at;
  for (;; --at) {
    std::vector<double> ticks = multiples(low, high, steps[at] * power);
    if (ticks.size() >= 2 || at == 0) return ticks;
  }
}

TickLabels tick_labels(const std::vector<double>& places) {
  TickLabels result;
  if (places.empty()) return result;
  double largest = 0;
  for (const double place : places) largest = std::max(largest, std::abs(place));
  const auto [low, high] = std::minmax_element(places.begin(), places.end());
  const double span = *high > *low ? *high - *low : std::max(largest, 1.0);
  // Matplotlib's axes.formatter.limits: powers of ten outside -5 to 6 are written once.
  const int power = largest > 0 ? static_cast<int>(std::floor(std::log10(largest))) : 0;
  double factor = 1;
  if (power <= -5 || power >= 6) {
    factor = std::pow(10, power);
    result.factor = power < 0 ? fmt::format("1e−{}", -power) : fmt::format("1e{}", power);
  }
  std::vector<double> scaled;
  for (const double place : places) scaled.push_back(place / factor);
  const int decimals = decimals_needed(scaled, span / factor);
  for (const double value : scaled) {
    const std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
    const bool is_negative = value < 0 && digits.find_first_not_of("0.") != std::string::npos;
    result.labels.push_back((is_negative ? "−" : "") + digits);
  }
  return result;
}

}  // namespace keratin::plot
