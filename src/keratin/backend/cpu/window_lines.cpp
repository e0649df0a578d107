#include "keratin/backend/cpu/window_lines.h"

#include <algorithm>

namespace keratin::cpu {
namespace {

/// How many elements along an axis so many outputs see.
int64_t seen(const WindowGrid& grid, size_t axis, int64_t outputs) {
  return (outputs - 1) * grid.strides[axis] + (grid.size[axis] - 1) * grid.dilation[axis] + 1;
}

int64_t elements(const WindowGrid& grid, int64_t lines, int64_t columns) {
  return seen(grid, 1, lines) * seen(grid, 2, columns) * grid.channels;
}

/// The largest n in [1, most] for which f(n) holds, which holds for less where it does for more; 0
/// when it holds for none.
template <class F>
int64_t largest(int64_t most, F f) {
  int64_t low = 0;
  for (int64_t high = most; low < high;) {
    const int64_t middle = (low + high + 1) / 2;
    if (f(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

bool LineGrid::fits(const WindowGrid& grid, int64_t groups) {
  return groups == 1 && (grid.dilation[2] == 1 || grid.size[2] == 1) &&
         elements(grid, 1, 1) <= WindowLines::kRoom;
}

LineGrid::LineGrid(const WindowGrid& grid, int64_t most) : grid_(&grid) {
  const int64_t lines = grid.outputs[1], columns = grid.outputs[2];
  const auto fits = [&](int64_t n, int64_t m) {
    return n * m <= std::max<int64_t>(1, most) && elements(grid, n, m) <= WindowLines::kRoom;
  };
  lines_ = largest(lines, [&](int64_t n) { return fits(n, columns); });
  columns_ = lines_ > 0 ? columns : largest(columns, [&](int64_t m) { return fits(1, m); });
  lines_ = std::max<int64_t>(1, lines_);
  columns_ = std::max<int64_t>(1, columns_);
  const int64_t down = std::max<int64_t>(1, (lines + lines_ - 1) / lines_);
  lines_ = std::max<int64_t>(1, (lines + down - 1) / down);  // blocks of about one height
  blocks_down_ = (lines + lines_ - 1) / lines_;
  blocks_across_ = (columns + columns_ - 1) / columns_;
}

LineBlock LineGrid::block(int64_t i) const {
  const int64_t plane = i / blocks_each(), at = i % blocks_each();
  const int64_t line = at / blocks_across_ * lines_, column = at % blocks_across_ * columns_;
  return {.sample = plane / grid_->outputs[0],
          .plane = plane % grid_->outputs[0],
          .line = line,
          .lines = std::clamp<int64_t>(grid_->outputs[1] - line, 0, lines_),
          .column = column,
          .columns = std::min(columns_, grid_->outputs[2] - column)};
}

int64_t LineGrid::row_of(const LineBlock& block) const {
  const auto& outputs = grid_->outputs;
  const int64_t line = (block.sample * outputs[0] + block.plane) * outputs[1] + block.line;
  return line * outputs[2] + block.column;
}

bool WindowLines::read(FloatRuns x, const LineBlock& block, int64_t depth) {
  const WindowGrid& g = grid_;
  const auto& [planes, lines, columns] = g.lengths;
  const int64_t plane = block.plane * g.strides[0] + depth * g.dilation[0] - g.before[0];
  if (plane < 0 || plane >= planes) return false;
  const int64_t line = block.line * g.strides[1] - g.before[1];
  const int64_t column = block.column * g.strides[2] - g.before[2];
  const int64_t down = seen(g, 1, block.lines), across = seen(g, 2, block.columns);
  const FloatRuns from = x.from((block.sample * planes + plane) * lines * columns * g.channels);
  if (!x.is_narrow() && line >= 0 && line + down <= lines && column >= 0 &&
      column + across <= columns) {
    data_ = from.floats() + (line * columns + column) * g.channels;
    step_ = columns * g.channels;
    return true;
  }
  data_ = room_;
  step_ = across * g.channels;
  const int64_t left = std::clamp<int64_t>(-column, 0, across);
  const int64_t right =
      std::clamp<int64_t>(columns - column, left, across);  // inside: [left, right)
  for (int64_t i = 0; i < down; ++i) {
    float* to = room_ + i * step_;
    if (line + i < 0 || line + i >= lines) {
      std::fill_n(to, step_, 0.0F);
      continue;
    }
    std::fill_n(to, left * g.channels, 0.0F);
    from.from(((line + i) * columns + column + left) * g.channels)
        .copy((right - left) * g.channels, to + left * g.channels);
    std::fill_n(to + right * g.channels, (across - right) * g.channels, 0.0F);
  }
  return true;
}

}  // namespace keratin::cpu
