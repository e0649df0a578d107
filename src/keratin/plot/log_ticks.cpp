// Ticks of logarithmic axes: Matplotlib's LogLocator and LogFormatter, to base ten.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keratin/plot/ticks_internal.h"

namespace keratin::plot {
namespace {

/// The powers of ten with ticks: from first on, every stride-th.
struct Decades {
  int64_t first = 0, stride = 1, count = 0;
};

int64_t floor_modulo(int64_t value, int64_t by) { return ((value % by) + by) % by; }

/// Of the whole powers between low and high (as powers), as many as are asked for, at multiples of
/// the stride where that is possible.
Decades decades_of(double low, double high, int64_t asked) {
  const auto first = static_cast<int64_t>(std::ceil(low));
  const auto last = static_cast<int64_t>(std::floor(high));
  const int64_t available = last - first + 1;
  const int64_t least_stride = available / (asked + 1) + 1;
  const int64_t reached = (available + least_stride - 1) / least_stride;
  if (reached <= asked) asked = reached;
  if (asked <= 0) return {first - 1, last - first + 2, 0};
  if (asked == 1) {
    const auto middle = static_cast<int64_t>(std::nearbyint((low + high) / 2));
    return {middle, std::max(middle - (first - 1), last + 1 - middle), 1};
  }
  int64_t stride = (available - 1) / (asked - 1);
  if (stride * asked < available) stride = available / asked;
  const int64_t least = std::max<int64_t>(available - stride * asked, 0);
  const int64_t most = std::min(available - stride * (asked - 1), stride);
  int64_t offset = floor_modulo(-first, stride);
  if (offset < least || offset >= most) offset = least;
  return {first + offset, stride, (last - first - offset) / stride + 1};
}

/// "10^2", or "3 × 10^2".
std::string power_label(int64_t factor, int64_t power) {
  const std::string sign = power < 0 ? "−" : "";
  const std::string digits = sign + fmt::format("{}", std::abs(power));
  const std::string times = factor == 1 ? "" : fmt::format("{} × ", factor);
  return fmt::format("{}10{}{}{}", times, raise_text, digits, lower_text);
}

/// Which multiples of a power have a label: all where the view is narrow, some where it is wider,
/// none where there are powers enough.
bool is_labelled(int64_t factor, double low, double high) {
  const double powers = std::floor(high) - std::floor(std::nextafter(low, -1e300));
  if (powers > 1) return factor == 1;
  if (high - low > 0.4) return factor <= 4 || factor == 6 || factor == 10;
  return true;
}

}  // namespace

LogTicks log_ticks(Interval view, int intervals) {
  if (view.low > view.high) std::swap(view.low, view.high);
  if (!(view.low > 0) || !std::isfinite(view.high)) return {};
  const double low = std::log10(view.low), high = std::log10(view.high);
  const Decades decades = decades_of(low, high, std::clamp(intervals, 2, 9));
  LogTicks ticks;
  const auto is_inside = [&](double place) { return place >= view.low && place <= view.high; };
  for (int64_t i = 0; i < decades.count; ++i) {
    const int64_t power = decades.first + i * decades.stride;
    const double place = std::pow(10, static_cast<double>(power));
    if (!is_inside(place)) continue;
    ticks.places.push_back(place);
    ticks.labels.push_back(power_label(1, power));
  }
  const auto first = static_cast<int64_t>(std::ceil(low)),
             last = static_cast<int64_t>(std::floor(high));
  const int64_t available = last - first + 1;
  if (available >= 10 || (decades.stride != 1 && available > 1)) return ticks;
  for (int64_t power = first - 1; power <= last; ++power) {
    for (int64_t factor = 2; factor <= 9; ++factor) {
      const double place = static_cast<double>(factor) * std::pow(10, static_cast<double>(power));
      if (!is_inside(place)) continue;
      ticks.minor_places.push_back(place);
      ticks.minor_labels.push_back(is_labelled(factor, low, high) ? power_label(factor, power)
                                                                  : "");
    }
  }
  if (ticks.places.size() + ticks.minor_places.size() > 1 || decades.stride != 1) return ticks;
  // Narrower than a step of a power: Matplotlib turns to linear ticks, as minor ones.
  ticks.minor_places = nice_ticks(view, 9);
  std::erase_if(ticks.minor_places, [&](double place) { return !is_inside(place); });
  ticks.minor_labels.clear();
  for (const double place : ticks.minor_places) {
    const double power = std::floor(std::log10(place));
    ticks.minor_labels.push_back(fmt::format("{:g} × 10{}{}{}", place / std::pow(10, power),
                                             raise_text, power < 0 ? "−" : "", std::abs(power)));
    ticks.minor_labels.back() += lower_text;
  }
  return ticks;
}

}  // namespace keratin::plot
