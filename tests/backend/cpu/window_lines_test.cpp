// Windows that are read where they lie, against patches that are packed.
#include "keratin/backend/cpu/window_lines.h"

#include <gtest/gtest.h>

#include <vector>

#include "keratin/base/random.h"
#include "keratin/base/text.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/tensor.h"

namespace keratin::cpu {
namespace {

struct Window {
  Shape x, y;
  SlidingWindow window;
};

const Window kWindows[] = {
    {{2, 9, 8, 3}, {2, 9, 8, 1}, {{3, 3}, {1, 1}, {1, 1}, {1, 1}}},
    {{1, 30, 7, 5}, {1, 12, 3, 1}, {{4, 3}, {2, 2}, {2, 1}, {0, 0}}},
    {{3, 50, 4}, {3, 50, 1}, {{6}, {1}, {1}, {5}}},
    {{1, 2, 900, 60}, {1, 2, 900, 1}, {{2, 3}, {1, 1}, {1, 1}, {1, 1}}},
    {{2, 4, 5, 6, 2}, {2, 4, 5, 6, 1}, {{3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}}},
    {{1, 3, 3, 2}, {1, 5, 5, 1}, {{3, 3}, {1, 1}, {1, 1}, {2, 2}}},
};

/// All of the window's elements of one output, through WindowLines.
std::vector<float> seen(WindowLines& lines, const WindowGrid& grid, const float* x,
                        const LineBlock& block, int64_t line, int64_t column) {
  std::vector<float> all;
  const int64_t run = grid.size[2] * grid.channels;
  for (int64_t depth = 0; depth < grid.size[0]; ++depth) {
    const bool is_inside = lines.read(x, block, depth);
    for (int64_t place = 0; place < grid.size[1]; ++place) {
      for (int64_t i = 0; i < run; ++i) {
        const int64_t at = line * lines.line_step() + column * lines.column_step();
        all.push_back(is_inside ? lines.at(place, i)[at] : 0.0F);
      }
    }
  }
  return all;
}

TEST(WindowLines, HoldWhatPatchesHold) {
  for (const Window& one : kWindows) {
    const WindowGrid grid(one.window, one.x, one.y);
    ASSERT_TRUE(LineGrid::fits(grid, 1)) << text(one.x);
    const Tensor x = random::normal(one.x, {.seed = 1});
    const PatchColumns columns(grid, 0, grid.places(), 0, grid.channels);
    const LineGrid blocks(grid, 40);
    WindowLines lines(grid);
    std::vector<float> patch(static_cast<size_t>(columns.depth()));
    for (int64_t i = 0; i < blocks.blocks(); ++i) {
      const LineBlock block = blocks.block(i);
      for (int64_t row = 0; row < block.rows(); row += 1 + block.rows() / 5) {
        const int64_t line = row / block.columns, column = row % block.columns;
        columns.pack(x.data<float>(), blocks.row_of(block) + row, 1, patch.data(), columns.depth());
        EXPECT_EQ(seen(lines, grid, x.data<float>(), block, line, column), patch)
            << text(one.x, ", block ", i, ", row ", row);
      }
    }
  }
}

TEST(LineGrid, HasEachOutputInOneBlock) {
  for (const Window& one : kWindows) {
    const WindowGrid grid(one.window, one.x, one.y);
    for (const int64_t most : {1, 7, 40, 1000}) {
      const LineGrid blocks(grid, most);
      std::vector<int> times(static_cast<size_t>(grid.batch * grid.rows_each()));
      for (int64_t i = 0; i < blocks.blocks(); ++i) {
        const LineBlock block = blocks.block(i);
        EXPECT_LE(block.rows(), most);
        EXPECT_TRUE(block.lines == 1 || block.columns == grid.outputs[2]);
        for (int64_t row = 0; row < block.rows(); ++row) {
          ++times[static_cast<size_t>(blocks.row_of(block) + row)];
        }
      }
      EXPECT_EQ(times, std::vector<int>(times.size(), 1)) << text(one.x, ", at most ", most);
    }
  }
}

TEST(LineGrid, LeavesToPatchesWhatDoesNotLieSideBySide) {
  const auto fits = [](const Shape& x, const SlidingWindow& window, int64_t groups) {
    return LineGrid::fits(WindowGrid(window, x, x), groups);
  };
  EXPECT_TRUE(fits({1, 9, 9, 4}, {{3, 3}, {1, 1}, {2, 1}, {1, 1}}, 1));
  EXPECT_FALSE(fits({1, 9, 9, 4}, {{3, 3}, {1, 1}, {1, 2}, {1, 1}}, 1));
  EXPECT_TRUE(fits({1, 9, 9, 4}, {{3, 1}, {1, 1}, {1, 2}, {1, 0}}, 1));
  EXPECT_FALSE(fits({1, 9, 9, 4}, {{3, 3}, {1, 1}, {1, 1}, {1, 1}}, 2));
  EXPECT_FALSE(fits({1, 9, 9, 9000}, {{3, 3}, {1, 1}, {1, 1}, {1, 1}}, 1));
}

}  // namespace
}  // namespace keratin::cpu
