#include "keratin/backend/cpu/pooling.h"

#include <algorithm>

#include "keratin/backend/cpu/float_views.h"
#include "keratin/backend/cpu/tap_kernels.h"
#include "keratin/backend/cpu/window_walk.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kPoolRun = 16384;  // elements that one task takes, about
constexpr int64_t kTogether = 64;    // rows that a kernel takes

/// body(row) on the pool for rows of `seen` elements each.
template <class Body>
void for_rows(int64_t rows, int64_t seen, Body body) {
  const int64_t grain = std::max<int64_t>(1, kPoolRun / std::max<int64_t>(1, seen));
  parallel_ranges(rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) body(row);
  });
}

int64_t seen_count(const WindowGrid& grid, const WindowGrid::Three& output) {
  int64_t count = 0;
  for_each_seen(grid, output, [&](int64_t, const WindowGrid::Three&) { ++count; });
  return count;
}

}  // namespace

namespace {

template <class T>
using Combine = void (*)(const T* const* x, int64_t count, bool with_y, T* y, int64_t n);

/// finish(y, seen) for each row of y, when what it sees has been combined.
template <class T, class Finish>
void pool_of(const PoolCall& call, Combine<T> combine, Finish finish) {
  const WindowGrid grid(call.window, call.x.shape, call.y.shape);
  const int64_t channels = grid.channels;
  for_rows(grid.batch * grid.rows_each(), grid.places() * channels, [&](int64_t row) {
    const RowPlace place(row, grid.outputs);
    const T* sample =
        static_cast<const T*>(call.x.data) + place.sample * grid.inputs_each() * channels;
    T* y = static_cast<T*>(call.y.data) + row * channels;
    const T* seen[kTogether];
    int64_t count = 0, all = 0;
    for_each_seen(grid, place.at, [&](int64_t, const WindowGrid::Three& in) {
      if (count == kTogether) {
        combine(seen, count, all > count, y, channels);
        count = 0;
      }
      seen[count++] = sample + row_of(in, grid.lengths) * channels;
      ++all;
    });
    combine(seen, count, all > count, y, channels);
    finish(y, all);
  });
}

}  // namespace

void pool(const PoolCall& call) {
  if (call.pool == PoolKind::average) {
    return pool_of<float>(call, rows_sum, [&](float* y, int64_t seen) {
      for (int64_t c = 0; c < call.y.shape.back(); ++c) y[c] /= static_cast<float>(seen);
    });
  }
  if (call.y.dtype == bfloat16) {
    return pool_of<BFloat16>(call, largest_of, [](BFloat16*, int64_t) {});
  }
  pool_of<float>(call, largest_of, [](float*, int64_t) {});
}

namespace {

/// Each input asks the windows that see it, so that no two threads write to one.
void average_gradient(const WindowGrid& grid, const PoolGradientCall& call) {
  const int64_t channels = grid.channels;
  for_rows(grid.batch * grid.inputs_each(), grid.places() * channels, [&](int64_t row) {
    const RowPlace place(row, grid.lengths);
    const int64_t first = place.sample * grid.rows_each();
    float* dx = floats(call.dx) + row * channels;
    std::fill_n(dx, channels, 0.0F);
    for_each_viewer(grid, place.at, [&](int64_t, const WindowGrid::Three& out) {
      const auto count = static_cast<float>(seen_count(grid, out));
      const float* dy = floats(call.dy) + (first + row_of(out, grid.outputs)) * channels;
      for (int64_t c = 0; c < channels; ++c) dx[c] += dy[c] / count;
    });
  });
}

/// dy of one output goes to the first input that is as large as y.
template <class T>
void give_back(const WindowGrid& grid, const RowPlace& place, const T* x, const T* y, const T* dy,
               T* dx) {
  const int64_t channels = grid.channels;
  if (grid.places() <= kTogether) {
    const T* seen[kTogether];
    T* given[kTogether];
    int64_t count = 0;
    for_each_seen(grid, place.at, [&](int64_t, const WindowGrid::Three& in) {
      const int64_t at = row_of(in, grid.lengths) * channels;
      seen[count] = x + at;
      given[count++] = dx + at;
    });
    return add_to_first_equal(seen, count, y, dy, given, channels);
  }
  for (int64_t c = 0; c < channels; ++c) {
    bool is_found = false;
    for_each_seen(grid, place.at, [&](int64_t, const WindowGrid::Three& in) {
      const int64_t at = row_of(in, grid.lengths) * channels + c;
      if (is_found || x[at] != y[c]) return;
      dx[at] = T(dx[at] + dy[c]);
      is_found = true;
    });
  }
}

/// A sample at a time: windows may overlap.
template <class T>
void max_gradient(const WindowGrid& grid, const PoolGradientCall& call) {
  const int64_t channels = grid.channels, inputs = grid.inputs_each() * channels;
  const auto *all_x = static_cast<const T*>(call.x.data), *y = static_cast<const T*>(call.y.data),
             *dy = static_cast<const T*>(call.dy.data);
  parallel_for(grid.batch, [&](int64_t i) {
    const T* x = all_x + i * inputs;
    T* dx = static_cast<T*>(call.dx.data) + i * inputs;
    std::fill_n(dx, inputs, T(0.0F));
    for (int64_t row = i * grid.rows_each(); row < (i + 1) * grid.rows_each(); ++row) {
      give_back(grid, RowPlace(row, grid.outputs), x, y + row * channels, dy + row * channels, dx);
    }
  });
}

/// Whether no input is seen by two windows, so that a gradient is no sum.
bool stand_apart(const SlidingWindow& window) {
  for (int i = 0; i < window.rank(); ++i) {
    if (window.strides[i] < window.reach(i)) return false;
  }
  return true;
}

}  // namespace

bool is_pooled_as(DType dtype, PoolKind pool, const SlidingWindow& window, bool is_gradient) {
  if (dtype == float32) return true;
  return dtype == bfloat16 && pool == PoolKind::max && (!is_gradient || stand_apart(window));
}

void pool_gradient(const PoolGradientCall& call) {
  const WindowGrid grid(call.window, call.dx.shape, call.dy.shape);
  if (call.pool == PoolKind::average) return average_gradient(grid, call);
  if (call.dx.dtype == bfloat16) return max_gradient<BFloat16>(grid, call);
  max_gradient<float>(grid, call);
}

}  // namespace keratin::cpu
