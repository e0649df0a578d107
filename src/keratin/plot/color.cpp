// Names of colours: Matplotlib's letters, its cycle, grays, hexadecimal ones and CSS's common
// names.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/figure_internal.h"

namespace keratin::plot {
namespace {

struct NamedColor {
  std::string_view name;
  uint32_t rgb;
};
constexpr NamedColor named_colors[] = {
    {"b", 0x0000ff},          {"g", 0x008000},          {"r", 0xff0000},
    {"c", 0x00bfbf},          {"m", 0xbf00bf},          {"y", 0xbfbf00},
    {"k", 0x000000},          {"w", 0xffffff},          {"black", 0x000000},
    {"white", 0xffffff},      {"red", 0xff0000},        {"green", 0x008000},
    {"blue", 0x0000ff},       {"cyan", 0x00ffff},       {"magenta", 0xff00ff},
    {"yellow", 0xffff00},     {"gray", 0x808080},       {"grey", 0x808080},
    {"lightgray", 0xd3d3d3},  {"lightgrey", 0xd3d3d3},  {"darkgray", 0xa9a9a9},
    {"darkgrey", 0xa9a9a9},   {"orange", 0xffa500},     {"purple", 0x800080},
    {"brown", 0xa52a2a},      {"pink", 0xffc0cb},       {"olive", 0x808000},
    {"navy", 0x000080},       {"teal", 0x008080},       {"lime", 0x00ff00},
    {"gold", 0xffd700},       {"salmon", 0xfa8072},     {"coral", 0xff7f50},
    {"crimson", 0xdc143c},    {"darkred", 0x8b0000},    {"darkgreen", 0x006400},
    {"darkblue", 0x00008b},   {"skyblue", 0x87ceeb},    {"steelblue", 0x4682b4},
    {"royalblue", 0x4169e1},  {"dodgerblue", 0x1e90ff}, {"turquoise", 0x40e0d0},
    {"violet", 0xee82ee},     {"indigo", 0x4b0082},     {"maroon", 0x800000},
    {"tomato", 0xff6347},     {"darkorange", 0xff8c00}, {"lightblue", 0xadd8e6},
    {"lightgreen", 0x90ee90}, {"beige", 0xf5f5dc},      {"tan", 0xd2b48c},
    {"slategray", 0x708090},  {"firebrick", 0xb22222},  {"forestgreen", 0x228b22}};

constexpr uint32_t tab10[] = {0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd,
                              0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf};
constexpr std::string_view tab_names[] = {"tab:blue",   "tab:orange", "tab:green", "tab:red",
                                          "tab:purple", "tab:brown",  "tab:pink",  "tab:gray",
                                          "tab:olive",  "tab:cyan"};

Color from_rgb(uint32_t rgb, double alpha) {
  return {static_cast<double>(rgb >> 16 & 255) / 255, static_cast<double>(rgb >> 8 & 255) / 255,
          static_cast<double>(rgb & 255) / 255, alpha};
}

template <class T>
std::optional<T> parse_number(std::string_view digits, int base = 10) {
  T value{};
  std::from_chars_result result{};
  if constexpr (std::is_floating_point_v<T>) {
    result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  } else {
    result = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  }
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) return {};
  return value;
}

std::optional<Color> parse_hexadecimal(std::string_view digits, double alpha) {
  std::string full(digits);
  if (digits.size() == 3) {
    full.clear();
    for (const char digit : digits) full.append(2, digit);
  }
  const auto rgb = parse_number<uint32_t>(full, 16);
  if (full.size() != 6 || !rgb) return {};
  return from_rgb(*rgb, alpha);
}

}  // namespace

Color cycle_color(size_t index) { return from_rgb(tab10[index % std::size(tab10)], 1); }

Color parse_color(std::string_view name, double alpha) {
  for (const NamedColor& known : named_colors) {
    if (known.name == name) return from_rgb(known.rgb, alpha);
  }
  for (size_t i = 0; i < std::size(tab10); ++i) {
    if (tab_names[i] == name) return from_rgb(tab10[i], alpha);
  }
  if (name == "none") return {0, 0, 0, 0};
  if (name.size() > 1 && name[0] == 'C') {
    if (const auto index = parse_number<uint32_t>(name.substr(1))) {
      return from_rgb(tab10[*index % std::size(tab10)], alpha);
    }
  }
  if (name.size() > 1 && name[0] == '#') {
    if (const auto color = parse_hexadecimal(name.substr(1), alpha)) return *color;
  }
  const auto gray = parse_number<double>(name);
  if (gray && *gray >= 0 && *gray <= 1) return {*gray, *gray, *gray, alpha};
  std::vector<std::string_view> names;
  for (const NamedColor& known : named_colors) names.push_back(known.name);
  const std::string guess = closest(name, names);
  throw_value_error(keratin::text("unknown color '", name, "'"), {},
                    guess.empty() ? "write 'red', 'r', 'C0', '0.5' (a gray) or '#1f77b4'"
                                  : keratin::text("did you mean '", guess, "'?"));
}

namespace {

Color named_or_next(size_t& next, const std::string& name, double alpha) {
  if (!name.empty()) return parse_color(name, alpha);
  Color color = cycle_color(next++);
  color.alpha = alpha;
  return color;
}

}  // namespace

Color color_or_next(AxesState& axes, const std::string& name, double alpha) {
  return named_or_next(axes.next_color, name, alpha);
}
Color fill_or_next(AxesState& axes, const std::string& name, double alpha) {
  return named_or_next(axes.next_fill, name, alpha);
}

}  // namespace keratin::plot
