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

void pool(const PoolCall& call) {
  const WindowGrid grid(call.window, call.x.shape, call.y.shape);
  const int64_t channels = grid.channels;
  const auto combine = call.pool == PoolKind::max ? largest_of : rows_sum;
  for_rows(grid.batch * grid.rows_each(), grid.places() * channels, [&](int64_t row) {
    const RowPlace place(row, grid.outputs);
    const float* sample = floats(call.x) + place.sample * grid.inputs_each() * channels;
    float* y = floats(call.y) + row * channels;
    const float* seen[kTogether];
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
    if (call.pool == PoolKind::max) return;
    for (int64_t c = 0; c < channels; ++c) y[c] /= static_cast<float>(all);
  });
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
void give_back(const WindowGrid& grid, const RowPlace& place, const float* x, const float* y,
               const float* dy, float* dx) {
  const int64_t channels = grid.channels;
  if (grid.places() <= kTogether) {
    const float* seen[kTogether];
    float* given[kTogether];
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
      dx[at] += dy[c];
      is_found = true;
    });
  }
}

/// A sample at a time: windows may overlap.
void max_gradient(const WindowGrid& grid, const PoolGradientCall& call) {
  const int64_t channels = grid.channels, inputs = grid.inputs_each() * channels;
  parallel_for(grid.batch, [&](int64_t i) {
    const float* x = floats(call.x) + i * inputs;
    float* dx = floats(call.dx) + i * inputs;
    std::fill_n(dx, inputs, 0.0F);
    for (int64_t row = i * grid.rows_each(); row < (i + 1) * grid.rows_each(); ++row) {
      give_back(grid, RowPlace(row, grid.outputs), x, floats(call.y) + row * channels,
                floats(call.dy) + row * channels, dx);
    }
  });
}

}  // namespace

void pool_gradient(const PoolGradientCall& call) {
  const WindowGrid grid(call.window, call.dx.shape, call.dy.shape);
  if (call.pool == PoolKind::max) {
    max_gradient(grid, call);
  } else {
    average_gradient(grid, call);
  }
}

}  // namespace keratin::cpu
