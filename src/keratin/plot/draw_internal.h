// The steps of drawing one coordinate system.
#pragma once
#include <string>
#include <vector>

#include "keratin/plot/figure_internal.h"
#include "keratin/plot/view_internal.h"

namespace keratin::plot {

inline constexpr double font_size = 10, frame_width = 0.8, tick_length = 3.5, tick_pad = 3.5,
                        label_pad = 4, title_pad = 6;

/// Where data lands on the canvas.
struct Frame {
  Rectangle box, cell;
  Interval x, y;
  Scale xscale = Scale::linear, yscale = Scale::linear;
  Point at(double data_x, double data_y) const {
    return {box.x + fraction_of(data_x, x, xscale) * box.width,
            box.bottom() - fraction_of(data_y, y, yscale) * box.height};
  }
};
/// The view that holds all artists, with Matplotlib's margin of 5 % where nothing forbids it.
Frame frame_of(const FigureState& figure, const AxesState& axes);

struct AxisTicks {
  std::vector<double> places, minor_places;
  std::vector<std::string> labels, minor_labels;
  std::string factor;
};
AxisTicks xticks_of(const AxesState& axes, const Frame& frame);
AxisTicks yticks_of(const AxesState& axes, const Frame& frame);

AxisTicks linear_ticks(Interval view, double room);

/// How far labels reach out of the place's cell, in points.
struct Overhang {
  double left = 0, right = 0, top = 0, bottom = 0;
};
Overhang overhang_of(const AxesState& axes, const Frame& frame, Canvas& canvas);

void draw_axes(const FigureState& figure, const AxesState& axes, Canvas& canvas);
void draw_artist(const Artist& artist, const Frame& frame, Canvas& canvas);
/// What lies above what: images, then bars and points, then lines, then words.
int layer_of(const Artist& artist);
void draw_marker(const MarkerStyle& marker, const Point& at, Canvas& canvas);
Stroke stroke_of(const std::string& linestyle, double width, const Color& color);
/// The colours' scale beside the frame. `canvas` may be one that only measures.
void draw_colorbar(const AxesState& axes, const Frame& frame, Canvas& canvas);
/// How far it reaches to the right of the frame.
double colorbar_reach(const AxesState& axes, const Frame& frame, Canvas& canvas);
void draw_legend(const AxesState& axes, const Frame& frame, Canvas& canvas);
/// The labels of all that can have one, in the legend's order: groups of bars and error bars last.
std::vector<std::string*> labels_in_order(AxesState& axes);
bool is_legend_place(std::string_view name);

}  // namespace keratin::plot
