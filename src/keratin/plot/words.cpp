// Words among the data, and arrows from them.
#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/axes.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"

namespace keratin::plot {
namespace {

template <class T>
struct Alignment {
  std::string_view name;
  T value;
};
constexpr Alignment<Horizontal> across[] = {
    {"left", Horizontal::left}, {"center", Horizontal::center}, {"right", Horizontal::right}};
constexpr Alignment<Vertical> upright[] = {{"baseline", Vertical::baseline},
                                           {"bottom", Vertical::bottom},
                                           {"center", Vertical::center},
                                           {"center_baseline", Vertical::center_baseline},
                                           {"top", Vertical::top}};

template <class T, size_t size>
T aligned(const char* name, const Alignment<T> (&known)[size], const std::string& wanted) {
  std::vector<std::string_view> names;
  for (const Alignment<T>& one : known) {
    if (one.name == wanted) return one.value;
    names.push_back(one.name);
  }
  throw_value_error(keratin::text("plot::text: ", name, " is '", wanted, "'"),
                    {{"known", quoted_list(names)}});
}

TextStyle style_of(double size, const Color& color, const std::string& ha, const std::string& va) {
  check_font_size("text", size);
  return {.size = size,
          .color = color,
          .horizontal = aligned("ha", across, ha),
          .vertical = aligned("va", upright, va)};
}

}  // namespace

void Axes::text(double x, double y, std::string_view words, const TextOptions& options) {
  for (const double value : {x, y, options.rotation}) check_finite("text", value);
  check_alpha("text", options.alpha);
  TextStyle style =
      style_of(options.fontsize, parse_color(options.color, options.alpha), options.ha, options.va);
  style.rotation = options.rotation;
  state().artists.emplace_back(Words{.x = x, .y = y, .text = std::string(words), .style = style});
}

void Axes::annotate(std::string_view words, const std::array<double, 2>& xy,
                    const AnnotateOptions& options) {
  const std::vector<double>& place = options.xytext;
  if (!place.empty() && place.size() != 2) {
    throw_value_error(
        keratin::text("plot::annotate: xytext is {x, y}, and has ", place.size(), " numbers"));
  }
  for (const double value : xy) check_finite("annotate", value);
  check_finite("annotate: xytext", place);
  const ArrowProps& props = options.arrowprops;
  if (!props.arrowstyle.empty() && props.arrowstyle != "->" && props.arrowstyle != "-") {
    throw_value_error(keratin::text("plot::annotate: arrowstyle is '", props.arrowstyle, "'"),
                      {{"known", "'->', '-'"}});
  }
  check_not_negative("annotate: linewidth", props.linewidth);
  Words made{.x = place.empty() ? xy[0] : place[0], .y = place.empty() ? xy[1] : place[1]};
  made.text = words;
  made.style = style_of(options.fontsize, parse_color(options.color), options.ha, options.va);
  made.arrow = Arrow{.x = xy[0],
                     .y = xy[1],
                     .is_visible = !props.arrowstyle.empty(),
                     .has_head = props.arrowstyle == "->",
                     .stroke = {parse_color(props.color), props.linewidth}};
  state().artists.emplace_back(std::move(made));
}

}  // namespace keratin::plot
