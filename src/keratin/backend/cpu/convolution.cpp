#include "keratin/backend/cpu/convolution.h"

#include <algorithm>
#include <vector>

#include "keratin/backend/cpu/bfloat16_tiles.h"
#include "keratin/backend/cpu/depthwise.h"
#include "keratin/backend/cpu/float_runs.h"
#include "keratin/backend/cpu/float_views.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/line_products.h"
#include "keratin/backend/cpu/patch_products.h"
#include "keratin/backend/cpu/patches.h"
#include "keratin/backend/cpu/window_lines.h"
#include "keratin/base/thread_pool.h"
#include "keratin/tensor/creation.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kDeepest = 768;                // columns of patches that are packed together
constexpr int64_t kRoom = 48 * (kDeepest + 16);  // elements of them: half of the second cache
constexpr int64_t kLine = 16;

/// Between rows of packed patches: not a multiple of a page, whose rows would meet in few lines.
int64_t step_of(int64_t depth) {
  const int64_t whole = (depth + kLine - 1) / kLine * kLine;
  return whole % 1024 == 0 ? whole + kLine : whole;
}

/// How many rows are packed together: whole blocks of the micro-kernels.
int64_t rows_of(int64_t depth) {
  constexpr int64_t block = 12, most = 252;
  return std::clamp(kRoom / step_of(depth) / block * block, block, most);
}

using Columns = std::vector<PatchColumns, RecycledAllocator<PatchColumns>>;

/// The columns of a group, cut into parts of at most kDeepest.
Columns cut_columns(const WindowGrid& grid, int64_t group, int64_t channels) {
  Columns parts;
  const int64_t first = group * channels;
  if (channels > kDeepest) {
    for (int64_t place = 0; place < grid.places(); ++place) {
      for (int64_t channel = 0; channel < channels; channel += kDeepest) {
        parts.emplace_back(grid, place, 1, first + channel, std::min(kDeepest, channels - channel));
      }
    }
    return parts;
  }
  const int64_t most = kDeepest / channels;
  const int64_t count = (grid.places() + most - 1) / most;
  const int64_t each = (grid.places() + count - 1) / count;
  for (int64_t place = 0; place < grid.places(); place += each) {
    parts.emplace_back(grid, place, std::min(each, grid.places() - place), first, channels);
  }
  return parts;
}

/// What the product of a group works with: parts of the columns, and their rows of the kernel,
/// packed one behind the other.
struct PackedGroup {
  Columns columns;
  Tensor kernel;
  std::vector<int64_t, RecycledAllocator<int64_t>> begins;
};

/// Where the rows of the kernel begin that belong to a part: [places, channels of a group, units].
int64_t kernel_row(const PatchColumns& part, int64_t channels) {
  return part.place() * channels + part.channel() % channels;
}

/// `is_transposed` for a product with the transposed kernel: [units, columns] instead of [columns,
/// units].
PackedGroup packed_group(const WindowGrid& grid, const float* kernel, int64_t group,
                         int64_t channels, int64_t units, int64_t all_units,
                         bool is_transposed = false) {
  PackedGroup packed;
  packed.columns = cut_columns(grid, group, channels);
  int64_t size = 0;
  for (const PatchColumns& part : packed.columns) {
    packed.begins.push_back(size);
    size += is_transposed ? packed_size(units, part.depth()) : packed_size(part.depth(), units);
  }
  packed.kernel = Tensor({size}, float32);
  float* to = packed.kernel.mutable_data<float>();
  for (size_t i = 0; i < packed.columns.size(); ++i) {
    const PatchColumns& part = packed.columns[i];
    const float* from = kernel + kernel_row(part, channels) * all_units + group * units;
    const int64_t rows = is_transposed ? units : part.depth();
    const int64_t columns = is_transposed ? part.depth() : units;
    pack_factor({from, all_units, is_transposed}, rows, columns, to + packed.begins[i]);
  }
  return packed;
}

/// Rows [row, row + rows) of y for a group.
void multiply_tile(const PackedGroup& group, const float* x, int64_t row, int64_t rows, float* y,
                   int64_t y_step, int64_t units) {
  alignas(64) float patches[kRoom];
  const float* packed = group.kernel.data<float>();
  for (size_t i = 0; i < group.columns.size(); ++i) {
    const PatchColumns& part = group.columns[i];
    const int64_t step = step_of(part.depth());
    part.pack(x, row, rows, patches, step);
    gemm_packed({patches, step, false}, packed + group.begins[i], y, y_step, rows, units,
                part.depth(), i > 0);
  }
}

int64_t deepest_of(const Columns& parts) {
  int64_t depth = 1;
  for (const PatchColumns& part : parts) depth = std::max(depth, part.depth());
  return depth;
}

bool is_depthwise(const Shape& x, const Shape& y, int64_t groups) {
  return groups > 1 && groups == x.back() && groups == y.back();
}

/// Whether results of bfloat16 are rounded tile by tile.
bool is_rounded_in_tiles(const SlidingWindow& window, const Shape& x, const Shape& y,
                         int64_t groups) {
  if (is_depthwise(x, y, groups)) return y.back() <= kMostRoundedChannels;
  return LineGrid::fits(WindowGrid(window, x, y), groups) && y.back() <= kMostRoundedUnits;
}

/// The elements as float32: where they lie, or in `room`, which becomes theirs.
const float* widened(const ConstView& x, Tensor& room) {
  if (x.dtype == float32) return floats(x);
  room = Tensor(x.shape, float32);
  float* to = room.mutable_data<float>();
  parallel_ranges(x.shape.size(), 16384, [&](int64_t begin, int64_t end) {
    FloatRuns(x).from(begin).copy(end - begin, to + begin);
  });
  return to;
}

}  // namespace

bool is_convolved(const ConvolutionCall& call) {
  if (call.y.dtype != bfloat16) return call.y.dtype == float32;
  return is_rounded_in_tiles(call.window, call.x.shape, call.y.shape, call.groups);
}

void convolution(const ConvolutionCall& call, FinishTile finish) {
  const WindowGrid grid(call.window, call.x.shape, call.y.shape);
  const int64_t all_units = call.y.shape.back();
  if (call.y.dtype == bfloat16 && has_tile_instructions() &&
      is_patch_product(grid, call.groups, all_units)) {
    return patch_convolution(grid, static_cast<const BFloat16*>(call.x.data),
                             {call.kernel.data, all_units, false, call.kernel.dtype == bfloat16},
                             static_cast<BFloat16*>(call.y.data), all_units, finish);
  }
  Tensor room;
  const float* kernel = widened(call.kernel, room);
  if (is_depthwise(call.x.shape, call.y.shape, call.groups)) {
    return depthwise(grid, FloatRuns(call.x), kernel, ResultRuns(call.y), finish);
  }
  if (LineGrid::fits(grid, call.groups)) {
    return line_convolution(grid, FloatRuns(call.x), kernel, ResultRuns(call.y), all_units, finish);
  }
  const int64_t channels = grid.channels / call.groups, units = all_units / call.groups;
  const int64_t all_rows = grid.batch * grid.rows_each();
  std::vector<PackedGroup, RecycledAllocator<PackedGroup>> groups;
  int64_t tile = kRoom;
  for (int64_t g = 0; g < call.groups; ++g) {
    groups.push_back(packed_group(grid, kernel, g, channels, units, all_units));
    tile = std::min(tile, rows_of(deepest_of(groups.back().columns)));
  }
  parallel_ranges(all_rows, tile, [&](int64_t begin, int64_t end) {
    float* y = floats(call.y) + begin * all_units;
    for (int64_t g = 0; g < call.groups; ++g) {
      multiply_tile(groups[static_cast<size_t>(g)], floats(call.x), begin, end - begin,
                    y + g * units, all_units, units);
    }
    finish(y, 0, end - begin, all_units);
  });
}

namespace {

/// The kernel of the convolution that carries gradients back: [places, channels of a group, units]
/// with the places in the other direction, and units and channels exchanged within each group:
/// [places, units of a group, channels].
Tensor turned_kernel(const float* kernel, int64_t places, int64_t channels, int64_t units,
                     int64_t groups) {
  Tensor turned({places, units, channels * groups}, float32);
  float* to = turned.mutable_data<float>();
  const int64_t all_units = units * groups, all_channels = channels * groups;
  parallel_for(places, [&](int64_t place) {
    const float* from = kernel + (places - 1 - place) * channels * all_units;
    float* out = to + place * units * all_channels;
    for (int64_t g = 0; g < groups; ++g) {
      for (int64_t c = 0; c < channels; ++c) {
        for (int64_t u = 0; u < units; ++u) {
          out[u * all_channels + g * channels + c] = from[c * all_units + g * units + u];
        }
      }
    }
  });
  return turned;
}

/// Whether the gradient by x is a convolution itself, and which.
bool turn_window(const SlidingWindow& window, SlidingWindow& turned) {
  turned = window;
  for (int i = 0; i < window.rank(); ++i) {
    if (window.strides[i] != 1 || window.before[i] >= window.reach(i)) return false;
    turned.before[i] = window.reach(i) - 1 - window.before[i];
  }
  return true;
}

using PackedGroups = std::vector<PackedGroup, RecycledAllocator<PackedGroup>>;

/// dx of one sample, for strides: each row of dy times the kernel, added to what its window saw.
void spread_back(const WindowGrid& grid, const PackedGroups& groups, const float* all_dy,
                 int64_t units, float* dx) {
  alignas(64) float patches[kRoom];
  const int64_t rows = grid.rows_each(), all_units = units * static_cast<int64_t>(groups.size());
  std::fill_n(dx, grid.inputs_each() * grid.channels, 0.0F);
  for (size_t g = 0; g < groups.size(); ++g) {
    const float* packed = groups[g].kernel.data<float>();
    for (size_t i = 0; i < groups[g].columns.size(); ++i) {
      const PatchColumns& part = groups[g].columns[i];
      const int64_t step = step_of(part.depth()), tile = rows_of(part.depth());
      for (int64_t row = 0; row < rows; row += tile) {
        const int64_t count = std::min(tile, rows - row);
        const float* dy = all_dy + row * all_units + static_cast<int64_t>(g) * units;
        gemm_packed({dy, all_units, false}, packed + groups[g].begins[i], patches, step, count,
                    part.depth(), units, false);
        part.add_back(patches, row, count, step, dx);
      }
    }
  }
}

/// dx of all samples, those of bfloat16 in rooms of float32, of which each task has one.
void spread_all_back(const WindowGrid& grid, const ConvolutionInputGradientCall& call,
                     const PackedGroups& groups) {
  constexpr int64_t most = 16;
  const int64_t all_units = call.dy.shape.back(), units = all_units / call.groups;
  const int64_t outputs = grid.rows_each() * all_units, inputs = grid.inputs_each() * grid.channels;
  if (call.dx.dtype == float32) {
    return parallel_for(grid.batch, [&](int64_t i) {
      spread_back(grid, groups, floats(call.dy) + i * outputs, units, floats(call.dx) + i * inputs);
    });
  }
  const int64_t tasks = std::min(grid.batch, most);
  const Tensor rooms({tasks, outputs + inputs}, float32);
  parallel_for(tasks, [&](int64_t task) {
    float* dy = static_cast<float*>(rooms.view().data) + task * (outputs + inputs);
    float* dx = dy + outputs;
    for (int64_t i = task; i < grid.batch; i += tasks) {
      FloatRuns(call.dy).from(i * outputs).copy(outputs, dy);
      spread_back(grid, groups, dy, units, dx);
      ResultRuns(call.dx).store(dx, i * inputs, inputs);
    }
  });
}

}  // namespace

bool is_convolved(const ConvolutionInputGradientCall& call) {
  if (call.dx.dtype != bfloat16) return call.dx.dtype == float32;
  SlidingWindow turned;
  return (!is_depthwise(call.dx.shape, call.dy.shape, call.groups) &&
          !turn_window(call.window, turned)) ||
         is_rounded_in_tiles(turned, call.dy.shape, call.dx.shape, call.groups);
}

void convolution_input_gradient(const ConvolutionInputGradientCall& call) {
  const WindowGrid grid(call.window, call.dx.shape, call.dy.shape);
  Tensor room;
  const float* kernel = widened(call.kernel, room);
  if (is_depthwise(call.dx.shape, call.dy.shape, call.groups)) {
    return depthwise_input_gradient(grid, FloatRuns(call.dy), kernel, ResultRuns(call.dx));
  }
  const int64_t all_units = call.dy.shape.back();
  const int64_t channels = grid.channels / call.groups, units = all_units / call.groups;
  SlidingWindow turned;
  if (turn_window(call.window, turned)) {
    const Tensor back = turned_kernel(kernel, grid.places(), channels, units, call.groups);
    return convolution({.x = call.dy,
                        .kernel = back.view(),
                        .window = turned,
                        .groups = call.groups,
                        .y = call.dx},
                       [](float*, int64_t, int64_t, int64_t) {});
  }
  PackedGroups groups;
  for (int64_t g = 0; g < call.groups; ++g) {
    groups.push_back(packed_group(grid, kernel, g, channels, units, all_units, true));
  }
  spread_all_back(grid, call, groups);
}

namespace {

/// Into how many sums the rows of a gradient are cut: more make work for more threads and cost
/// memory. The cut depends on the shapes alone.
int64_t sums_for(int64_t rows, int64_t elements) {
  constexpr int64_t most = 32, least = 4, room = 1 << 20, shortest = 512;
  const int64_t by_memory = std::clamp(room / std::max<int64_t>(1, elements), least, most);
  return std::clamp<int64_t>(rows / shortest, 1, by_memory);
}

/// Columns [unit, unit + count) of rows of dy for gemm: where they lie, or widened in `room`.
Factor outputs_of(FloatRuns dy, int64_t all_units, int64_t unit, int64_t rows, int64_t count,
                  float* room) {
  if (!dy.is_narrow()) return {dy.floats() + unit, all_units, false};
  for (int64_t i = 0; i < rows; ++i) dy.from(i * all_units + unit).copy(count, room + i * count);
  return {room, count, false};
}

/// dkernel += patches^T . dy for rows [begin, end) of a group.
void add_products(const Columns& columns, const ConvolutionKernelGradientCall& call, const float* x,
                  int64_t channels, int64_t group, int64_t begin, int64_t end, float* dkernel) {
  alignas(64) float patches[kRoom], wide[kRoom];
  const int64_t all_units = call.dy.shape.back(), units = all_units / call.groups;
  const FloatRuns dy = FloatRuns(call.dy).from(group * units);
  const int64_t most = dy.is_narrow() ? kRoom / std::min(units, kWidestTile) : kRoom;
  for (const PatchColumns& part : columns) {
    const int64_t step = step_of(part.depth()), tile = std::min(most, rows_of(part.depth()));
    float* sums = dkernel + kernel_row(part, channels) * all_units + group * units;
    for (int64_t row = begin; row < end; row += tile) {
      const int64_t rows = std::min(tile, end - row);
      part.pack(x, row, rows, patches, step);
      for (int64_t unit = 0; unit < units; unit += kWidestTile) {
        const int64_t count = std::min(kWidestTile, units - unit);
        const Factor outputs =
            outputs_of(dy.from(row * all_units), all_units, unit, rows, count, wide);
        gemm({patches, step, true}, outputs, sums + unit, all_units, part.depth(), count, rows,
             true);
      }
    }
  }
}

/// to [elements] = the sum of what add(begin, end, sums) adds for ranges of [0, size), `count` of
/// them, on the pool.
template <class Add>
void sum_ranges(int64_t size, int64_t count, float* to, int64_t elements, Add add) {
  const int64_t each = (size + count - 1) / std::max<int64_t>(1, count);
  // The first sum is the result's own memory.
  const Tensor others({std::max<int64_t>(0, count - 1), elements}, float32);
  const auto sum_of = [&](int64_t i) {
    return i == 0 ? to : static_cast<float*>(others.view().data) + (i - 1) * elements;
  };
  parallel_for(count, [&](int64_t i) {
    std::fill_n(sum_of(i), elements, 0.0F);
    add(i * each, std::min(size, (i + 1) * each), sum_of(i));
  });
  constexpr int64_t run = 4096;
  parallel_ranges(elements, run, [&](int64_t begin, int64_t end) {
    for (int64_t i = 1; i < count; ++i) {
      const float* from = sum_of(i);
      for (int64_t j = begin; j < end; ++j) to[j] += from[j];
    }
  });
}

}  // namespace

bool is_convolved(const ConvolutionKernelGradientCall& call) {
  return call.dkernel.dtype == float32 && is_float32_or_bfloat16(call.x.dtype);
}

void convolution_kernel_gradient(const ConvolutionKernelGradientCall& call) {
  const WindowGrid grid(call.window, call.x.shape, call.dy.shape);
  const FloatRuns x(call.x), dy(call.dy);
  const int64_t rows = grid.batch * grid.rows_each(), elements = call.dkernel.shape.size();
  const int64_t count = sums_for(rows, elements);
  const auto sum = [&](int64_t size, auto add) {
    sum_ranges(size, count, floats(call.dkernel), elements, add);
  };
  if (is_depthwise(call.x.shape, call.dy.shape, call.groups)) {
    return sum(rows, [&](int64_t begin, int64_t end, float* sums) {
      depthwise_kernel_gradient(grid, x, dy, begin, end, sums);
    });
  }
  if (is_line_gradient(grid, call.groups)) {
    return sum(line_gradient_blocks(grid), [&](int64_t begin, int64_t end, float* sums) {
      add_line_gradient(grid, x, dy, call.dy.shape.back(), begin, end, sums);
    });
  }
  Tensor room;
  const float* wide_x = widened(call.x, room);
  const int64_t channels = grid.channels / call.groups;
  std::vector<Columns, RecycledAllocator<Columns>> columns;
  for (int64_t g = 0; g < call.groups; ++g) columns.push_back(cut_columns(grid, g, channels));
  sum(rows, [&](int64_t begin, int64_t end, float* sums) {
    for (size_t g = 0; g < columns.size(); ++g) {
      add_products(columns[g], call, wide_x, channels, static_cast<int64_t>(g), begin, end, sums);
    }
  });
}

}  // namespace keratin::cpu
