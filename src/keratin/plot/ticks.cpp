// Ticks at round numbers.
#include "keratin/plot/ticks_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keratin/plot/view_internal.h"

namespace keratin::plot {
namespace {

double power_of_ten(double exponent) { return std::pow(10.0, exponent); }

/// Rounded down and the rest, which has the sign of `step`, as Python divides.
struct Quotient {
  double whole, rest;
};
Quotient divided(double value, double step) {
  double rest = std::fmod(value, step);
  if (rest < 0) rest += step;
  return {std::round((value - rest) / step), rest};
}

/// Counts steps up to an edge of the view. An edge that is a multiple of the step but for rounding
/// counts as one; the further from zero the view lies, the coarser its numbers are.
struct EdgeCounter {
  double step, tolerance;
  EdgeCounter(double size, double offset) : step(size), tolerance(1e-10) {
    if (offset == 0) return;
    const double digits = std::log10(std::abs(offset) / size);
    tolerance = std::min(0.4999, std::max(1e-10, power_of_ten(digits - 12)));
  }
  double last_below(double value) const {
    const Quotient steps = divided(value, step);
    return std::abs(steps.rest / step - 1) < tolerance ? steps.whole + 1 : steps.whole;
  }
  double first_above(double value) const {
    const Quotient steps = divided(value, step);
    return std::abs(steps.rest / step) < tolerance ? steps.whole : steps.whole + 1;
  }
};

/// The candidates for a step, smallest first.
std::vector<double> steps_of(double scale, bool only_whole) {
  std::vector<double> steps;
  for (const double step : {0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0}) {
    const double scaled = step * scale;
    if (only_whole && scaled >= 1 && std::abs(scaled - std::round(scaled)) >= 0.001) continue;
    steps.push_back(scaled);
  }
  return steps;
}

/// At most as many as fit between the edges: a list that no rounding can make endless.
std::vector<double> multiples(Interval view, double step, double offset) {
  constexpr int most = 1000;
  const double start = std::floor(view.low / step) * step;
  const EdgeCounter edge(step, offset);
  const double first = edge.last_below(view.low - start);
  const double count = edge.first_above(view.high - start) - first + 1;
  std::vector<double> ticks;
  for (int i = 0; i < most && i < count; ++i) ticks.push_back((first + i) * step + start);
  return ticks;
}

auto count_inside(const std::vector<double>& ticks, Interval view) {
  return std::count_if(ticks.begin(), ticks.end(),
                       [&](double tick) { return tick >= view.low && tick <= view.high; });
}

std::vector<double> ticks_of_ordered(Interval view, int intervals, bool only_whole) {
  const double span = view.high - view.low, middle = view.high / 2 + view.low / 2;
  const double offset =
      std::abs(middle) / span < 100
          ? 0
          : std::copysign(power_of_ten(std::floor(std::log10(std::abs(middle)))), middle);
  const Interval rest = {view.low - offset, view.high - offset};
  const auto steps = steps_of(power_of_ten(std::floor(std::log10(span / intervals))), only_whole);
  const double least = (rest.high - rest.low) / intervals;
  size_t at = 0;
  while (at + 1 < steps.size() && steps[at] < least) ++at;
  const bool has_whole = std::floor(rest.high) - std::ceil(rest.low) >= 1;
  std::vector<double> ticks;
  for (;; --at) {
    const double step = only_whole && has_whole ? std::max(1.0, steps[at]) : steps[at];
    ticks = multiples(rest, step, offset);
    if (count_inside(ticks, rest) >= 2 || at == 0) break;
  }
  for (double& tick : ticks) tick += offset;
  return ticks;
}

/// The number that all labels leave out, 0 when that would save fewer than four digits.
double common_offset(const std::vector<double>& inside) {
  if (inside.empty()) return 0;
  const auto [low, high] = std::minmax_element(inside.begin(), inside.end());
  if (*low == *high || (*low <= 0 && *high >= 0)) return 0;
  const double smaller = std::min(std::abs(*low), std::abs(*high));
  const double larger = std::max(std::abs(*low), std::abs(*high));
  const auto whole = [](double value, double exponent) {
    return divided(value, power_of_ten(exponent)).whole;
  };
  constexpr double smallest_exponent = -300;
  const double top = std::ceil(std::log10(larger));
  double exponent = top;
  while (exponent > smallest_exponent && whole(smaller, exponent) == whole(larger, exponent)) {
    --exponent;
  }
  ++exponent;
  if ((larger - smaller) / power_of_ten(exponent) <= 1e-2) {  // both sides of a round number
    exponent = top;
    while (exponent > smallest_exponent &&
           whole(larger, exponent) - whole(smaller, exponent) <= 1) {
      --exponent;
    }
    ++exponent;
  }
  const double digits = whole(larger, exponent);
  return digits < 1000 ? 0 : std::copysign(digits * power_of_ten(exponent), *low);
}

/// Matplotlib's axes.formatter.limits: powers of ten outside -5 to 6 are written once.
int common_power(const std::vector<double>& inside, double offset, Interval view) {
  double size = 0;
  for (const double place : inside) size = std::max(size, std::abs(place));
  if (offset != 0) size = view.high - view.low;
  if (size == 0) return 0;
  const int power = static_cast<int>(std::floor(std::log10(size)));
  return power <= -5 || power >= 6 ? power : 0;
}

double rounded(double value, int decimals) {
  const double power = power_of_ten(decimals);
  return std::nearbyint(value * power) / power;
}

/// `reach` holds the numbers, and where they are fewer than two also the ends of the view.
int decimals_needed(const std::vector<double>& numbers, const std::vector<double>& reach) {
  const auto [low, high] = std::minmax_element(reach.begin(), reach.end());
  double span = *high - *low;
  if (span == 0) span = std::max(std::abs(*low), std::abs(*high));
  if (!(span > 0) || !std::isfinite(span)) span = 1;
  const int power = static_cast<int>(std::floor(std::log10(span)));
  const double tolerance = 1e-3 * power_of_ten(power);
  for (int decimals = std::max(0, 3 - power); decimals >= 0; --decimals) {
    const bool is_enough = std::all_of(numbers.begin(), numbers.end(), [&](double number) {
      return std::abs(number - rounded(number, decimals)) < tolerance;
    });
    if (!is_enough) return decimals + 1;
  }
  return 0;
}

std::string with_minus(std::string digits) {
  std::string out;
  for (const char letter : digits) out += letter == '-' ? std::string("−") : std::string(1, letter);
  return out;
}

/// "+1.234e3": the shortest form with an exponent.
std::string offset_text(double offset) {
  std::string digits = fmt::format("{:.10e}", offset);
  const size_t e = digits.find('e');
  std::string mantissa = digits.substr(0, e);
  mantissa.erase(mantissa.find_last_not_of('0') + 1);
  if (mantissa.back() == '.') mantissa.pop_back();
  const int power = std::stoi(digits.substr(e + 1));
  const std::string sign = offset > 0 ? "+" : "";
  return power == 0 ? sign + mantissa : sign + fmt::format("{}e{}", mantissa, power);
}

}  // namespace

std::vector<double> nice_ticks(Interval view, int intervals, bool only_whole) {
  if (view.low > view.high) std::swap(view.low, view.high);
  view = nonsingular(view, 1e-13, 1e-14);
  intervals = std::max(1, intervals);
  if (view.high - view.low < 1e306) return ticks_of_ordered(view, intervals, only_whole);
  // The distance may be beyond the largest number; a part of it is not.
  constexpr double part = 1e-3;
  std::vector<double> ticks =
      ticks_of_ordered({view.low * part, view.high * part}, intervals, only_whole);
  for (double& tick : ticks) tick /= part;
  std::erase_if(ticks, [](double tick) { return !std::isfinite(tick); });
  return ticks;
}

TickLabels tick_labels(const std::vector<double>& places, Interval view) {
  TickLabels result;
  if (places.empty()) return result;
  if (view.low > view.high) std::swap(view.low, view.high);
  std::vector<double> inside = places;
  std::erase_if(inside, [&](double place) { return place < view.low || place > view.high; });
  const double offset = common_offset(inside);
  const int power = common_power(inside, offset, view);
  const auto scaled = [&](double place) { return (place - offset) / power_of_ten(power); };
  std::vector<double> numbers;
  for (const double place : places) numbers.push_back(scaled(place));
  std::vector<double> reach = numbers;
  if (reach.size() < 2) reach.insert(reach.end(), {scaled(view.low), scaled(view.high)});
  const int decimals = decimals_needed(numbers, reach);
  for (const double number : numbers) {
    const double shown = std::abs(number) < 1e-8 ? 0 : number;
    result.labels.push_back(with_minus(fmt::format("{:.{}f}", shown, decimals)));
  }
  if (power != 0) result.factor = with_minus(fmt::format("1e{}", power));
  if (offset != 0) result.factor += with_minus(offset_text(offset));
  return result;
}

}  // namespace keratin::plot
