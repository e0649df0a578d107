// What windows see of inputs, where it lies: the places along the last spatial axis stand side by
// side, so a product reads them there, and needs no patches. Lines that the window reaches over the
// edge of are copied once, with zeros around them, and lines of bfloat16 are widened once.
#pragma once
#include <cstdint>

#include "keratin/backend/cpu/float_runs.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/patches.h"

namespace keratin::cpu {

/// Outputs whose windows are read together: `lines` lines of one plane of a sample, from `line` on,
/// or a part of one line: columns [column, column + columns).
struct LineBlock {
  int64_t sample, plane, line, lines, column, columns;
  int64_t rows() const { return lines * columns; }
};

/// How the outputs of a window are cut into blocks. The cut depends on shapes alone.
class LineGrid {
 public:
  /// `most` is how many outputs a block may have.
  LineGrid(const WindowGrid& grid, int64_t most);

  const WindowGrid& grid() const { return *grid_; }
  int64_t blocks() const { return planes() * blocks_each(); }
  LineBlock block(int64_t i) const;
  /// Where its outputs begin among those of all samples.
  int64_t row_of(const LineBlock& block) const;

  /// Whether a product can read these windows where they lie.
  static bool fits(const WindowGrid& grid, int64_t groups);

 private:
  int64_t planes() const { return grid_->batch * grid_->outputs[0]; }
  int64_t blocks_each() const { return blocks_down_ * blocks_across_; }

  const WindowGrid* grid_;
  int64_t lines_, columns_, blocks_down_, blocks_across_;
};

/// The lines that a block's windows see at one place along the first spatial axis: as they lie in
/// x, or as a copy.
class WindowLines {
 public:
  explicit WindowLines(const WindowGrid& grid) : grid_(grid) {}

  /// The lines for `block` at place `depth` of the window; false where all of them lie outside.
  bool read(FloatRuns x, const LineBlock& block, int64_t depth);
  /// What the block's first output sees at the window's line `place`: of the channels and columns
  /// that stand side by side, size[2] * channels, those from `begin` on.
  const float* at(int64_t place, int64_t begin) const {
    return data_ + place * place_step() + begin;
  }
  /// Between the windows of two outputs of a line, of two lines, and between two places of the
  /// window.
  int64_t column_step() const { return grid_.strides[2] * grid_.channels; }
  int64_t line_step() const { return grid_.strides[1] * step_; }
  int64_t place_step() const { return grid_.dilation[1] * step_; }

  static constexpr int64_t kRoom = 36 * 1024;  // elements: half of the second cache

 private:
  const WindowGrid& grid_;
  const float* data_ = nullptr;
  int64_t step_ = 0;  // between lines
  alignas(64) float room_[kRoom];
};

}  // namespace keratin::cpu
