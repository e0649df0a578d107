// What a place is named and how far it reaches; the verbs that draw data have files of their own.
#include "keratin/plot/axes.h"

#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/draw_internal.h"

namespace keratin::plot {
namespace {

Label label_of(const char* verb, std::string_view words, const LabelOptions& options, double size) {
  const double asked = options.fontsize.value_or(size);
  check_font_size(verb, asked);
  return {std::string(words), asked, parse_color(options.color)};
}

/// Ends that are given take the place of those that are there. `shown` is the view before.
Limits merged(const char* verb, const Limits& given, const Limits& before, const Interval& shown,
              Scale scale) {
  for (const auto& end : {given.low, given.high}) {
    if (!end) continue;
    check_finite(verb, *end);
    if (scale == Scale::log && *end <= 0) {
      throw_value_error(keratin::text("plot::", verb, ": ", *end, " on a logarithmic axis"), {},
                        "its limits are above 0");
    }
  }
  Limits result = {given.low ? given.low : before.low, given.high ? given.high : before.high};
  if (given.low && given.high) {
    const Interval view = checked_limits(verb, *given.low, *given.high, scale);
    return {view.low, view.high};
  }
  const double low = result.low.value_or(shown.low), high = result.high.value_or(shown.high);
  const Interval view = checked_limits(verb, low, high, scale);
  if (low == high) return {view.low, view.high};
  return result;
}

Scale scale_named(const char* verb, std::string_view name) {
  if (name == "linear") return Scale::linear;
  if (name == "log") return Scale::log;
  throw_value_error(keratin::text("plot::", verb, " takes 'linear' or 'log', not '", name, "'"));
}

Ticks checked_ticks(const char* verb, const Series& places,
                    const std::vector<std::string>& labels) {
  if (!labels.empty() && labels.size() != places.size()) {
    throw_shape_error(keratin::text("plot::", verb, ": ", places.size(), " places and ",
                                    labels.size(), " labels"));
  }
  check_finite(verb, places.values());
  return {places.values(), labels};
}

/// Limits that were set grow to hold the ticks.
void include(const Ticks& ticks, Limits& limits) {
  if (!limits.low || !limits.high) return;
  auto& smaller = *limits.low < *limits.high ? limits.low : limits.high;
  auto& larger = *limits.low < *limits.high ? limits.high : limits.low;
  for (const double place : ticks.places) {
    smaller = std::min(*smaller, place);
    larger = std::max(*larger, place);
  }
}

}  // namespace

Axes::Axes(std::shared_ptr<FigureState> figure, std::shared_ptr<AxesState> state)
    : figure_(std::move(figure)), state_(std::move(state)) {}

AxesState& Axes::state() const {
  if (state_) return *state_;
  throw_value_error(
      why_empty_.empty() ? "these plt::Axes are empty" : why_empty_, {},
      why_empty_.empty() ? "plt::gca(), plt::subplot() and plt::subplots() give some" : "");
}

void Axes::set_title(std::string_view words, const LabelOptions& options) {
  state().title = label_of("title", words, options, 12);
}
void Axes::set_xlabel(std::string_view words, const LabelOptions& options) {
  state().xlabel = label_of("xlabel", words, options, font_size);
}
void Axes::set_ylabel(std::string_view words, const LabelOptions& options) {
  state().ylabel = label_of("ylabel", words, options, font_size);
}

void Axes::set_xlim(const XLimits& limits) {
  AxesState& axes = state();
  const Frame frame = frame_of(*figure_, axes);
  axes.xlim = merged("xlim", {limits.left, limits.right}, axes.xlim, frame.x, axes.xscale);
}
void Axes::set_ylim(const YLimits& limits) {
  AxesState& axes = state();
  const Frame frame = frame_of(*figure_, axes);
  axes.ylim = merged("ylim", {limits.bottom, limits.top}, axes.ylim, frame.y, axes.yscale);
}
void Axes::set_xlim(double left, double right) { set_xlim(XLimits{left, right}); }
void Axes::set_ylim(double bottom, double top) { set_ylim(YLimits{bottom, top}); }

std::pair<double, double> Axes::get_xlim() const {
  const Frame frame = frame_of(*figure_, state());
  return {frame.x.low, frame.x.high};
}
std::pair<double, double> Axes::get_ylim() const {
  const Frame frame = frame_of(*figure_, state());
  return {frame.y.low, frame.y.high};
}

void Axes::set_xscale(std::string_view scale) { state().xscale = scale_named("xscale", scale); }
void Axes::set_yscale(std::string_view scale) { state().yscale = scale_named("yscale", scale); }

void Axes::set_xticks(const Series& places, const std::vector<std::string>& labels) {
  AxesState& axes = state();
  axes.xticks = checked_ticks("xticks", places, labels);
  include(*axes.xticks, axes.xlim);
}
void Axes::set_yticks(const Series& places, const std::vector<std::string>& labels) {
  AxesState& axes = state();
  axes.yticks = checked_ticks("yticks", places, labels);
  include(*axes.yticks, axes.ylim);
}

void Axes::grid(bool visible) { state().has_grid = visible; }

void Axes::axis(std::string_view what) {
  AxesState& axes = state();
  if (what == "off" || what == "on") {
    axes.is_visible = what == "on";
  } else if (what == "equal") {
    axes.is_equal = true;
  } else {
    throw_value_error(keratin::text("plot::axis takes 'on', 'off' or 'equal', not '", what, "'"));
  }
}

void Axes::legend(const LegendOptions& options) {
  if (!is_legend_place(options.loc)) {
    throw_value_error(keratin::text("plot::legend: unknown place '", options.loc, "'"), {},
                      "write 'best', or 'upper', 'lower' or 'center' with 'left', 'right' or "
                      "'center' behind it");
  }
  check_font_size("legend", options.fontsize);
  state().legend = options;
}
void Axes::set_labels(const std::vector<std::string>& labels) {
  size_t at = 0;
  for (std::string* label : labels_in_order(state())) {
    if (at < labels.size()) *label = labels[at++];
  }
  if (at < labels.size()) {
    throw_value_error(keratin::text("plot::legend: ", labels.size(), " labels for ", at,
                                    " things that can have one"));
  }
}

void Axes::cla() {
  AxesState& axes = state();
  axes = AxesState{.cell = axes.cell};
}

}  // namespace keratin::plot
