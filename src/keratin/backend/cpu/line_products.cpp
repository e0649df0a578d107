#include "keratin/backend/cpu/line_products.h"

#include <algorithm>
#include <vector>

#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/window_lines.h"
#include "keratin/base/memory.h"
#include "keratin/base/thread_pool.h"
#include "keratin/tensor/creation.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kDeepestLines = 768;   // rows of the kernel that are multiplied together
constexpr int64_t kMostOutputs = 240;    // of a block
constexpr int64_t kLeastWork = 1 << 18;  // multiply-adds that are worth a task
constexpr int64_t kMostSummed = 128;     // outputs of a block whose gradients are added
constexpr int64_t kUnitsTogether = 128;
constexpr int64_t kRoundedRoom = 32 * 1024;  // elements of a block that is rounded when it is done
static_assert(kRoundedRoom >= kMostRoundedUnits);

/// Rows of the kernel that a product takes together: of `places` lines of the window, from `place`
/// on, elements [begin, begin + length) of what stands side by side in each.
struct LinePart {
  int64_t depth, place, places, begin, length;
  int64_t packed = 0;  // where they lie
  int64_t rows() const { return places * length; }
};

using LineParts = std::vector<LinePart, RecycledAllocator<LinePart>>;

/// How many elements stand side by side.
int64_t run_of(const WindowGrid& grid) { return grid.size[2] * grid.channels; }

LineParts cut_window(const WindowGrid& grid) {
  LineParts parts;
  const int64_t run = run_of(grid), most = std::max<int64_t>(1, kDeepestLines / run);
  for (int64_t depth = 0; depth < grid.size[0]; ++depth) {
    for (int64_t place = 0; place < grid.size[1]; place += most) {
      const int64_t places = std::min(most, grid.size[1] - place);
      for (int64_t begin = 0; begin < run; begin += kDeepestLines) {
        parts.push_back({depth, place, places, begin, std::min(kDeepestLines, run - begin)});
      }
    }
  }
  return parts;
}

/// Where a part begins among the rows of the kernel.
int64_t kernel_row(const WindowGrid& grid, const LinePart& part) {
  return (part.depth * grid.size[1] + part.place) * run_of(grid) + part.begin;
}

/// The kernel's rows of each part, packed one part behind the other.
Tensor packed_kernel(const WindowGrid& grid, const float* kernel, int64_t units, LineParts& parts) {
  int64_t size = 0;
  for (LinePart& part : parts) {
    part.packed = size;
    size += packed_size(part.rows(), units);
  }
  Tensor packed({size}, float32);
  float* to = packed.mutable_data<float>();
  for (const LinePart& part : parts) {
    const float* from = kernel + kernel_row(grid, part) * units;
    pack_factor({from, units, false}, part.rows(), units, to + part.packed);
  }
  return packed;
}

/// How many outputs a block has, at most: few where the whole is small, so that all threads have
/// some.
int64_t outputs_of_block(const WindowGrid& grid, int64_t units) {
  const int64_t rows = grid.batch * grid.rows_each();
  const int64_t each = grid.places() * grid.channels * units;
  constexpr int64_t tasks = 8;
  return std::clamp((rows + tasks - 1) / tasks, std::min(kMostOutputs, kLeastWork / each + 1),
                    kMostOutputs);
}

/// Whether there are so few outputs that packing the kernel would take longer than it saves.
bool is_read_as_it_is(const WindowGrid& grid, int64_t units) {
  constexpr int64_t few = 256;
  return grid.batch * grid.rows_each() <= few && units % kWidestRegister == 0;
}

/// The kernel of each part; packed, or `step` apart.
struct PartKernels {
  const float* data;
  int64_t step;

  RightPanels of(const WindowGrid& grid, const LinePart& part) const {
    return {data + (step == 0 ? part.packed : kernel_row(grid, part) * step), step};
  }
};

/// y [block's outputs, units] for a block.
void multiply_block(const WindowGrid& grid, const LineParts& parts, const PartKernels& kernels,
                    FloatRuns x, const LineBlock& block, float* y, int64_t units) {
  WindowLines window(grid);
  int64_t depth = -1;
  bool is_inside = false, adds = false;
  for (const LinePart& part : parts) {
    if (part.depth != depth) is_inside = window.read(x, block, depth = part.depth);
    if (!is_inside) continue;
    const PiecedFactor seen = {.data = window.at(part.place, part.begin),
                               .rows = {window.column_step(), block.columns, window.line_step()},
                               .depth = {1, part.length, window.place_step()}};
    gemm_pieces(seen, kernels.of(grid, part), y, units, block.rows(), units, part.rows(), adds);
    adds = true;
  }
  if (!adds) std::fill_n(y, block.rows() * units, 0.0F);
}

}  // namespace

void line_convolution(const WindowGrid& grid, FloatRuns x, const float* kernel, ResultRuns y,
                      int64_t units, FinishTile finish) {
  LineParts parts = cut_window(grid);
  const bool is_direct = is_read_as_it_is(grid, units);
  const Tensor packed = is_direct ? Tensor() : packed_kernel(grid, kernel, units, parts);
  const PartKernels kernels = {is_direct ? kernel : packed.data<float>(), is_direct ? units : 0};
  const int64_t outputs = outputs_of_block(grid, units);
  const LineGrid lines(grid, y.is_narrow() ? std::min(outputs, kRoundedRoom / units) : outputs);
  parallel_for(lines.blocks(), [&](int64_t i) {
    alignas(64) float room[kRoundedRoom];
    const LineBlock block = lines.block(i);
    const int64_t at = lines.row_of(block) * units;
    float* to = y.place(at, room);
    multiply_block(grid, parts, kernels, x, block, to, units);
    finish(to, 0, block.rows(), units);
    y.store(to, at, block.rows() * units);
  });
}

// Short runs leave most of the micro-kernel's rows idle; where the channels are many, the outputs
// that are summed lie so far apart that they fall on the same few lines of the cache.
bool is_line_gradient(const WindowGrid& grid, int64_t groups) {
  constexpr int64_t shortest = 8, farthest = 96;
  return LineGrid::fits(grid, groups) && run_of(grid) >= shortest &&
         grid.strides[2] * grid.channels <= farthest;
}

int64_t line_gradient_blocks(const WindowGrid& grid) {
  return LineGrid(grid, kMostSummed).blocks();
}

namespace {

/// Whether dy's rows lie so close that the product reads them where they are.
bool is_close(int64_t units) {
  constexpr int64_t farthest = 64;
  return units <= farthest && units % kWidestRegister == 0;
}

/// dy's columns [unit, unit + count) for `rows` outputs, as gemm_pieces reads them: where they lie,
/// or in `room`.
RightPanels outputs_of(FloatRuns dy, int64_t units, int64_t unit, int64_t rows, int64_t count,
                       float* room) {
  if (is_close(units)) {
    if (!dy.is_narrow()) return {dy.floats(), units};
    dy.copy(rows * units, room);
    return {room, units};
  }
  if (!dy.is_narrow()) {
    pack_factor({dy.floats() + unit, units, false}, rows, count, room);
    return {room};
  }
  alignas(64) float wide[kMostSummed * kUnitsTogether];
  if (count == units) {
    dy.copy(rows * units, wide);
  } else {
    for (int64_t i = 0; i < rows; ++i) dy.from(i * units + unit).copy(count, wide + i * count);
  }
  pack_factor({wide, count, false}, rows, count, room);
  return {room};
}

}  // namespace

void add_line_gradient(const WindowGrid& grid, FloatRuns x, FloatRuns dy, int64_t units,
                       int64_t begin, int64_t end, float* dkernel) {
  alignas(64) float room[kMostSummed * kUnitsTogether];
  WindowLines window(grid);
  const LineGrid lines(grid, kMostSummed);
  const int64_t run = run_of(grid);
  for (int64_t i = begin; i < end; ++i) {
    const LineBlock block = lines.block(i);
    const FloatRuns from = dy.from(lines.row_of(block) * units);
    for (int64_t depth = 0; depth < grid.size[0]; ++depth) {
      if (!window.read(x, block, depth)) continue;
      for (int64_t unit = 0; unit < units; unit += kUnitsTogether) {
        const int64_t some = std::min(kUnitsTogether, units - unit);
        const RightPanels right = outputs_of(from, units, unit, block.rows(), some, room);
        for (int64_t place = 0; place < grid.size[1]; ++place) {
          const PiecedFactor seen = {
              .data = window.at(place, 0),
              .rows = {1, run, 0},
              .depth = {window.column_step(), block.columns, window.line_step()}};
          float* sums = dkernel + (depth * grid.size[1] + place) * run * units + unit;
          gemm_pieces(seen, right, sums, units, run, some, block.rows(), true);
        }
      }
    }
  }
}

}  // namespace keratin::cpu
