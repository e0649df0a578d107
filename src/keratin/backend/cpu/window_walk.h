// Which inputs an output sees, and which outputs see an input.
#pragma once
#include "keratin/backend/cpu/patches.h"

namespace keratin::cpu {

/// Where row `row` of [batch, lengths] lies.
struct RowPlace {
  int64_t sample;
  WindowGrid::Three at;
  RowPlace(int64_t row, const WindowGrid::Three& lengths) {
    for (size_t i = 3; i-- > 0; row /= lengths[i]) at[i] = row % lengths[i];
    sample = row;
  }
};

inline int64_t row_of(const WindowGrid::Three& at, const WindowGrid::Three& lengths) {
  return (at[0] * lengths[1] + at[1]) * lengths[2] + at[2];
}

/// f(place of the window, which input) for all that an output sees, in row-major order.
template <class F>
void for_each_seen(const WindowGrid& g, const WindowGrid::Three& output, F f) {
  WindowGrid::Three k, in;
  int64_t place = 0;
  const auto is_inside = [&](size_t i) {
    in[i] = output[i] * g.strides[i] + k[i] * g.dilation[i] - g.before[i];
    return in[i] >= 0 && in[i] < g.lengths[i];
  };
  for (k[0] = 0; k[0] < g.size[0]; ++k[0]) {
    const bool is_in_0 = is_inside(0);
    for (k[1] = 0; k[1] < g.size[1]; ++k[1]) {
      const bool is_in_1 = is_inside(1);
      for (k[2] = 0; k[2] < g.size[2]; ++k[2], ++place) {
        if (is_in_0 && is_in_1 && is_inside(2)) f(place, in);
      }
    }
  }
}

/// f(place of the window, which output) for all that see an input.
template <class F>
void for_each_viewer(const WindowGrid& g, const WindowGrid::Three& input, F f) {
  WindowGrid::Three k, out;
  int64_t place = 0;
  const auto sees = [&](size_t i) {
    const int64_t from = input[i] + g.before[i] - k[i] * g.dilation[i];
    out[i] = from / g.strides[i];
    return from >= 0 && from % g.strides[i] == 0 && out[i] < g.outputs[i];
  };
  for (k[0] = 0; k[0] < g.size[0]; ++k[0]) {
    const bool is_in_0 = sees(0);
    for (k[1] = 0; k[1] < g.size[1]; ++k[1]) {
      const bool is_in_1 = sees(1);
      for (k[2] = 0; k[2] < g.size[2]; ++k[2], ++place) {
        if (is_in_0 && is_in_1 && sees(2)) f(place, out);
      }
    }
  }
}

}  // namespace keratin::cpu
