// What windows see of inputs, as rows of a matrix: [outputs, places * channels]. The matrix
// is never made as a whole: products pack the rows and columns that they are at.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "keratin/backend/window_calls.h"
#include "keratin/base/memory.h"
#include "keratin/tensor/half.h"

namespace keratin::cpu {

/// The windows of a call over x [batch, lengths, channels] with three spatial axes: those that are
/// missing have length 1 and stand in front.
struct WindowGrid {
  WindowGrid(const SlidingWindow& window, const Shape& x, const Shape& y);

  using Three = std::array<int64_t, 3>;
  int64_t batch, channels;
  Three lengths, outputs, size, strides, dilation, before;
  int64_t places() const { return size[0] * size[1] * size[2]; }
  int64_t rows_each() const { return outputs[0] * outputs[1] * outputs[2]; }
  int64_t inputs_each() const { return lengths[0] * lengths[1] * lengths[2]; }
};

/// Columns of the matrix: places [place, place + places) of the window, and of each the channels
/// [channel, channel + channels).
class PatchColumns {
 public:
  PatchColumns(const WindowGrid& grid, int64_t place, int64_t places, int64_t channel,
               int64_t channels);

  int64_t depth() const { return places_ * channels_; }
  int64_t place() const { return place_; }
  int64_t channel() const { return channel_; }
  int64_t channels() const { return channels_; }
  /// Rows [row, row + rows) of these columns to `out`, whose rows are `step` apart.
  void pack(const float* x, int64_t row, int64_t rows, float* out, int64_t step) const;
  void pack(const BFloat16* x, int64_t row, int64_t rows, BFloat16* out, int64_t step) const;
  /// Adds them to what the windows see: dx += rows.
  void add_back(const float* rows_in, int64_t row, int64_t rows, int64_t step, float* dx) const;

 private:
  /// Places beside each other along the last axis.
  struct Run {
    int64_t begin[3], count;
  };
  template <class Visit>
  void walk(int64_t row, int64_t rows, Visit visit) const;
  template <class T>
  void pack_any(const T* x, int64_t row, int64_t rows, T* out, int64_t step) const;

  const WindowGrid& grid_;
  int64_t place_, places_, channel_, channels_;
  std::vector<Run, RecycledAllocator<Run>> runs_;
};

}  // namespace keratin::cpu
