// Text: lines, alignment and rotation as Matplotlib's, letters of DejaVu Sans, its font.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "keratin/plot/canvas_cairo_internal.h"
#include "keratin/plot/fonts_internal.h"

namespace keratin::plot {
namespace {

// DejaVu Sans in units of its size: how high and deep its letters reach, and what is added between
// two lines.
constexpr double ascent = 0.76, descent = 0.24, line_gap = 0.2;
constexpr double raised_size = 0.7, raised_by = 0.38;

std::vector<std::string_view> lines_of(std::string_view words) {
  std::vector<std::string_view> lines;
  for (size_t begin = 0; begin <= words.size();) {
    const size_t end = std::min(words.find('\n', begin), words.size());
    lines.push_back(words.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

double gap_of(size_t lines) { return lines > 1 ? line_gap : 0; }

/// A block of lines whose first begins at (0, 0), y downwards.
struct Block {
  double width, height, last_baseline;
};
Block block_of(double width, size_t lines, double size) {
  const double gap = gap_of(lines), line = ascent + descent + gap;
  const double height = static_cast<double>(lines) * line * size;
  return {width, height, height - (descent + gap / 2) * size};
}

/// The point of the turned block's surroundings that is to lie at the given place.
Point anchor_of(const Block& block, const TextStyle& style, double turn) {
  const auto turned = [turn](double x, double y) {
    return Point{x * std::cos(turn) + y * std::sin(turn), -x * std::sin(turn) + y * std::cos(turn)};
  };
  const std::array<Point, 4> corners = {turned(0, 0), turned(block.width, 0),
                                        turned(0, block.height), turned(block.width, block.height)};
  const auto by_x = [](const Point& a, const Point& b) { return a.x < b.x; };
  const auto by_y = [](const Point& a, const Point& b) { return a.y < b.y; };
  const auto [left, right] = std::minmax_element(corners.begin(), corners.end(), by_x);
  const auto [top, bottom] = std::minmax_element(corners.begin(), corners.end(), by_y);
  const double below = block.height - block.last_baseline;
  Point anchor = {left->x, top->y};
  if (style.horizontal == Horizontal::center) anchor.x = (left->x + right->x) / 2;
  if (style.horizontal == Horizontal::right) anchor.x = right->x;
  if (style.vertical == Vertical::center) anchor.y = (top->y + bottom->y) / 2;
  if (style.vertical == Vertical::center_baseline) anchor.y = top->y + block.last_baseline / 2;
  if (style.vertical == Vertical::baseline) anchor.y = bottom->y - below;
  if (style.vertical == Vertical::bottom) anchor.y = bottom->y;
  return anchor;
}

}  // namespace

double Canvas::draw_line_of_text(std::string_view words, double size, bool is_drawn) {
  double width = 0;
  bool is_raised = false;
  while (!words.empty()) {
    const size_t end = std::min(words.find_first_of("\x0e\x0f"), words.size());
    cairo_set_font_size(cairo_->context, is_raised ? raised_size * size : size);
    for (const FontRun& run : font_runs(words.substr(0, end))) {
      cairo_set_font_face(cairo_->context, run.face);
      cairo_text_extents_t extents;
      cairo_text_extents(cairo_->context, run.letters.c_str(), &extents);
      if (is_drawn) {
        cairo_move_to(cairo_->context, width, is_raised ? -raised_by * size : 0);
        cairo_show_text(cairo_->context, run.letters.c_str());
      }
      width += extents.x_advance;
    }
    if (end < words.size()) is_raised = words[end] == raise_text;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return width;
}

double Canvas::text_width(std::string_view words, double size) {
  double width = 0;
  for (const std::string_view line : lines_of(words)) {
    width = std::max(width, draw_line_of_text(line, size, false));
  }
  return width;
}

double Canvas::text_height(std::string_view words, double size) {
  return block_of(0, lines_of(words).size(), size).height;
}

void Canvas::text(const Point& at, std::string_view words, const TextStyle& style) {
  constexpr double farthest = 1e5;  // where no letter is seen, and cairo cannot count
  if (std::abs(at.x) > farthest || std::abs(at.y) > farthest) return;
  const std::vector<std::string_view> lines = lines_of(words);
  const Block block = block_of(text_width(words, style.size), lines.size(), style.size);
  const double turn = style.rotation * std::numbers::pi / 180;
  const Point anchor = anchor_of(block, style, turn);
  const double step = (ascent + descent + gap_of(lines.size())) * style.size;
  double baseline = (ascent + gap_of(lines.size()) / 2) * style.size;
  set(style.color);
  for (const std::string_view line : lines) {
    const double spare = block.width - draw_line_of_text(line, style.size, false);
    double begin = 0;
    if (style.horizontal == Horizontal::center) begin = spare / 2;
    if (style.horizontal == Horizontal::right) begin = spare;
    cairo_save(cairo_->context);
    cairo_translate(cairo_->context, at.x - anchor.x, at.y - anchor.y);
    cairo_rotate(cairo_->context, -turn);
    cairo_translate(cairo_->context, begin, baseline);
    draw_line_of_text(line, style.size, true);
    cairo_restore(cairo_->context);
    baseline += step;
  }
}

}  // namespace keratin::plot
