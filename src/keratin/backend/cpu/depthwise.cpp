#include "keratin/backend/cpu/depthwise.h"

#include <algorithm>

#include "keratin/backend/cpu/tap_kernels.h"
#include "keratin/backend/cpu/window_walk.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

using Three = WindowGrid::Three;

constexpr int64_t kTapRows = 64;            // outputs that one task takes, at least
constexpr int64_t kRoundedElements = 4096;  // that are rounded together
static_assert(kRoundedElements >= kMostRoundedChannels);

/// Pairs of rows whose products are summed up; what has no more room is summed on the way.
template <class T>
class Taps {
 public:
  Taps(float* y, int64_t channels) : y_(y), channels_(channels) {}
  void add(const T* a, const float* b) {
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
  const T* a_[kMost];
  const float* b_[kMost];
  float* y_;
  int64_t channels_, count_ = 0;
  bool is_begun_ = false;
};

/// body(row, place) for each row of y on the pool, which computes it at that place; finish(place,
/// rows) for some of them together before they are stored.
template <class Body, class Finish>
void for_result_rows(int64_t rows, int64_t channels, const ResultRuns& y, Body body,
                     Finish finish) {
  const int64_t most = y.is_narrow() ? kRoundedElements / channels : rows;
  parallel_ranges(rows, kTapRows, [&](int64_t begin, int64_t end) {
    alignas(64) float room[kRoundedElements];
    for (int64_t row = begin; row < end; row += most) {
      const int64_t some = std::min(most, end - row);
      float* place = y.place(row * channels, room);
      for (int64_t i = 0; i < some; ++i) body(row + i, place + i * channels);
      finish(place, some);
      y.store(place, row * channels, some * channels);
    }
  });
}

template <class T>
void depthwise_of(const WindowGrid& grid, const T* x, const float* kernel, const ResultRuns& y,
                  FinishTile finish) {
  const int64_t channels = grid.channels;
  for_result_rows(
      grid.batch * grid.rows_each(), channels, y,
      [&](int64_t row, float* to) {
        const RowPlace place(row, grid.outputs);
        const T* sample = x + place.sample * grid.inputs_each() * channels;
        Taps<T> taps(to, channels);
        for_each_seen(grid, place.at, [&](int64_t tap, const Three& in) {
          taps.add(sample + row_of(in, grid.lengths) * channels, kernel + tap * channels);
        });
        taps.flush();
      },
      [&](float* tile, int64_t rows) { finish(tile, 0, rows, channels); });
}

template <class T>
void input_gradient_of(const WindowGrid& grid, const T* dy, const float* kernel,
                       const ResultRuns& dx) {
  const int64_t channels = grid.channels;
  for_result_rows(
      grid.batch * grid.inputs_each(), channels, dx,
      [&](int64_t row, float* to) {
        const RowPlace place(row, grid.lengths);
        const T* sample = dy + place.sample * grid.rows_each() * channels;
        Taps<T> taps(to, channels);
        for_each_viewer(grid, place.at, [&](int64_t tap, const Three& out) {
          taps.add(sample + row_of(out, grid.outputs) * channels, kernel + tap * channels);
        });
        taps.flush();
      },
      [](float*, int64_t) {});
}

template <class T>
void kernel_gradient_of(const WindowGrid& grid, const T* x, const T* dy, int64_t begin, int64_t end,
                        float* dkernel) {
  const int64_t channels = grid.channels;
  for (int64_t row = begin; row < end; ++row) {
    const RowPlace place(row, grid.outputs);
    const T* sample = x + place.sample * grid.inputs_each() * channels;
    for_each_seen(grid, place.at, [&](int64_t tap, const Three& in) {
      add_products(sample + row_of(in, grid.lengths) * channels, dy + row * channels,
                   dkernel + tap * channels, channels);
    });
  }
}

}  // namespace

void depthwise(const WindowGrid& grid, FloatRuns x, const float* kernel, ResultRuns y,
               FinishTile finish) {
  if (x.is_narrow()) return depthwise_of(grid, x.halves(), kernel, y, finish);
  depthwise_of(grid, x.floats(), kernel, y, finish);
}

void depthwise_input_gradient(const WindowGrid& grid, FloatRuns dy, const float* kernel,
                              ResultRuns dx) {
  if (dy.is_narrow()) return input_gradient_of(grid, dy.halves(), kernel, dx);
  input_gradient_of(grid, dy.floats(), kernel, dx);
}

void depthwise_kernel_gradient(const WindowGrid& grid, FloatRuns x, FloatRuns dy, int64_t begin,
                               int64_t end, float* dkernel) {
  if (x.is_narrow()) {
    return kernel_gradient_of(grid, x.halves(), dy.halves(), begin, end, dkernel);
  }
  kernel_gradient_of(grid, x.floats(), dy.floats(), begin, end, dkernel);
}

}  // namespace keratin::cpu
