#include "keratin/backend/cpu/depthwise.h"

#include "keratin/backend/cpu/tap_kernels.h"
#include "keratin/backend/cpu/window_walk.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

using Three = WindowGrid::Three;

constexpr int64_t kTapRows = 64;  // outputs that one task takes, at least

/// Pairs of rows whose products are summed up; what has no more room is summed on the way.
class Taps {
 public:
  Taps(float* y, int64_t channels) : y_(y), channels_(channels) {}
  void add(const float* a, const float* b) {
    if (count_ == kMost) flush();
    a_[count_] = a;
    b_[count_++] = b;
  }
  void flush() {
    sum_of_products(a_, b_, count_, is_begun_, y_, channels_);
    is_begun_ = true;
    count_ = 0;
  }

 private:
  static constexpr int64_t kMost = 128;
  const float *a_[kMost], *b_[kMost];
  float* y_;
  int64_t channels_, count_ = 0;
  bool is_begun_ = false;
};

}  // namespace

void depthwise(const WindowGrid& grid, const float* x, const float* kernel, float* y,
               FinishTile finish) {
  const int64_t channels = grid.channels;
  parallel_ranges(grid.batch * grid.rows_each(), kTapRows, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const RowPlace place(row, grid.outputs);
      const float* sample = x + place.sample * grid.inputs_each() * channels;
      Taps taps(y + row * channels, channels);
      for_each_seen(grid, place.at, [&](int64_t tap, const Three& in) {
        taps.add(sample + row_of(in, grid.lengths) * channels, kernel + tap * channels);
      });
      taps.flush();
    }
    finish(y + begin * channels, 0, end - begin, channels);
  });
}

void depthwise_input_gradient(const WindowGrid& grid, const float* dy, const float* kernel,
                              float* dx) {
  const int64_t channels = grid.channels;
  parallel_ranges(grid.batch * grid.inputs_each(), kTapRows, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const RowPlace place(row, grid.lengths);
      const float* sample = dy + place.sample * grid.rows_each() * channels;
      Taps taps(dx + row * channels, channels);
      for_each_viewer(grid, place.at, [&](int64_t tap, const Three& out) {
        taps.add(sample + row_of(out, grid.outputs) * channels, kernel + tap * channels);
      });
      taps.flush();
    }
  });
}

void depthwise_kernel_gradient(const WindowGrid& grid, const float* x, const float* dy,
                               int64_t begin, int64_t end, float* dkernel) {
  const int64_t channels = grid.channels;
  for (int64_t row = begin; row < end; ++row) {
    const RowPlace place(row, grid.outputs);
    const float* sample = x + place.sample * grid.inputs_each() * channels;
    for_each_seen(grid, place.at, [&](int64_t tap, const Three& in) {
      add_products(sample + row_of(in, grid.lengths) * channels, dy + row * channels,
                   dkernel + tap * channels, channels);
    });
  }
}

}  // namespace keratin::cpu
