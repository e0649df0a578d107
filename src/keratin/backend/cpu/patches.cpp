#include "keratin/backend/cpu/patches.h"

#include <algorithm>
#include <cstring>

namespace keratin::cpu {
namespace {

WindowGrid::Three three_of(const Shape& shape, int64_t missing) {
  WindowGrid::Three three = {missing, missing, missing};
  for (int i = 0; i < shape.rank(); ++i) {
    three[static_cast<size_t>(i + 3 - shape.rank())] = shape[i];
  }
  return three;
}

Shape inner_axes(const Shape& shape) {
  Shape inner;
  for (int i = 1; i + 1 < shape.rank(); ++i) inner.push_back(shape[i]);
  return inner;
}

template <size_t count, class T>
void copy_some(const T* from, T* to) {
  std::memcpy(to, from, count * sizeof(T));
}

/// Most runs of a first layer are short: a call for each would cost more than they do.
template <class T>
void copy_run(const T* from, int64_t count, T* to) {
  switch (count) {
    case 1: return copy_some<1>(from, to);
    case 2: return copy_some<2>(from, to);
    case 3: return copy_some<3>(from, to);
    case 4: return copy_some<4>(from, to);
    case 5: return copy_some<5>(from, to);
    case 7: return copy_some<7>(from, to);
    case 9: return copy_some<9>(from, to);
    default: std::memcpy(to, from, static_cast<size_t>(count) * sizeof(T));
  }
}

}  // namespace

WindowGrid::WindowGrid(const SlidingWindow& window, const Shape& x, const Shape& y)
    : batch(x[0]),
      channels(x.back()),
      lengths(three_of(inner_axes(x), 1)),
      outputs(three_of(inner_axes(y), 1)),
      size(three_of(window.size, 1)),
      strides(three_of(window.strides, 1)),
      dilation(three_of(window.dilation, 1)),
      before(three_of(window.before, 0)) {}

PatchColumns::PatchColumns(const WindowGrid& grid, int64_t place, int64_t places, int64_t channel,
                           int64_t channels)
    : grid_(grid), place_(place), places_(places), channel_(channel), channels_(channels) {
  const auto& size = grid.size;
  for (int64_t at = place, end = place + places; at < end;) {
    const int64_t column = at % size[2], line = at / size[2];
    const int64_t count = std::min(size[2] - column, end - at);
    runs_.push_back({{line / size[1], line % size[1], column}, count});
    at += count;
  }
}

/// visit(row, column, from, count, step) for each piece of the rows: `count` places whose elements
/// begin at x[from], x[from + step], ...; from is -1 for places outside of x.
template <class Visit>
void PatchColumns::walk(int64_t row, int64_t rows, Visit visit) const {
  const WindowGrid& g = grid_;
  int64_t out[4];  // which sample, and which output of it
  out[3] = row % g.outputs[2];
  out[2] = row / g.outputs[2] % g.outputs[1];
  out[1] = row / (g.outputs[2] * g.outputs[1]) % g.outputs[0];
  out[0] = row / g.rows_each();
  const int64_t step = g.dilation[2] * g.channels;
  for (int64_t r = 0; r < rows; ++r) {
    int64_t column = 0;
    for (const Run& run : runs_) {
      int64_t at[3];
      for (size_t i = 0; i < 3; ++i) {
        at[i] = out[i + 1] * g.strides[i] + run.begin[i] * g.dilation[i] - g.before[i];
      }
      const bool is_outside =
          at[0] < 0 || at[0] >= g.lengths[0] || at[1] < 0 || at[1] >= g.lengths[1];
      if (is_outside) {
        visit(r, column, int64_t{-1}, run.count, step);
      } else {
        const int64_t line =
            ((out[0] * g.lengths[0] + at[0]) * g.lengths[1] + at[1]) * g.lengths[2];
        const int64_t gap = g.dilation[2];
        // Places [low, high) are inside of x.
        const int64_t low = std::clamp<int64_t>((gap - 1 - at[2]) / gap, 0, run.count);
        const int64_t high =
            at[2] >= g.lengths[2]
                ? low
                : std::clamp<int64_t>((g.lengths[2] - 1 - at[2]) / gap + 1, low, run.count);
        const int64_t from = (line + at[2] + low * gap) * g.channels + channel_;
        if (low > 0) visit(r, column, int64_t{-1}, low, step);
        if (high > low) visit(r, column + low * channels_, from, high - low, step);
        if (high < run.count) {
          visit(r, column + high * channels_, int64_t{-1}, run.count - high, step);
        }
      }
      column += run.count * channels_;
    }
    for (int i = 3; i > 0 && ++out[i] == g.outputs[static_cast<size_t>(i - 1)]; --i) {
      out[i] = 0;
      if (i == 1) ++out[0];
    }
  }
}

template <class T>
void PatchColumns::pack_any(const T* x, int64_t row, int64_t rows, T* out, int64_t step) const {
  const int64_t channels = channels_;
  walk(row, rows, [=](int64_t r, int64_t column, int64_t from, int64_t count, int64_t next) {
    T* to = out + r * step + column;
    if (from < 0) {
      std::fill_n(to, count * channels, T(0.0F));
    } else if (next == channels) {
      copy_run(x + from, count * channels, to);
    } else {
      for (int64_t i = 0; i < count; ++i) {
        copy_run(x + from + i * next, channels, to + i * channels);
      }
    }
  });
}

void PatchColumns::pack(const float* x, int64_t row, int64_t rows, float* out, int64_t step) const {
  pack_any(x, row, rows, out, step);
}

void PatchColumns::pack(const BFloat16* x, int64_t row, int64_t rows, BFloat16* out,
                        int64_t step) const {
  pack_any(x, row, rows, out, step);
}

void PatchColumns::add_back(const float* rows_in, int64_t row, int64_t rows, int64_t step,
                            float* dx) const {
  const int64_t channels = channels_;
  walk(row, rows, [=](int64_t r, int64_t column, int64_t from, int64_t count, int64_t next) {
    if (from < 0) return;
    const float* added = rows_in + r * step + column;
    for (int64_t i = 0; i < count; ++i) {
      float* to = dx + from + i * next;
      for (int64_t c = 0; c < channels; ++c) to[c] += added[i * channels + c];
    }
  });
}

}  // namespace keratin::cpu
