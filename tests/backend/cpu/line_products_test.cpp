#include "keratin/backend/cpu/line_products.h"

#include <gtest/gtest.h>

#include <vector>

#include "keratin/backend/cpu/window_lines.h"
#include "keratin/backend/window_calls.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/random.h"
#include "tests/support/golden.h"

namespace keratin::cpu {
namespace {

using testing::expect_near;

struct Product {
  Shape x, y;
  SlidingWindow window;
};

const Product kProducts[] = {
    {{2, 9, 8, 3}, {2, 9, 8, 20}, {{3, 3}, {1, 1}, {1, 1}, {1, 1}}},
    {{1, 30, 17, 24}, {1, 14, 8, 150}, {{4, 3}, {2, 2}, {1, 1}, {0, 0}}},
    {{3, 70, 16}, {3, 70, 5}, {{6}, {1}, {1}, {5}}},
    {{2, 4, 5, 6, 8}, {2, 4, 5, 6, 33}, {{3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}}},
    {{2, 40, 1, 10}, {2, 38, 1, 7}, {{3, 1}, {1, 1}, {1, 1}, {0, 0}}},
};

/// All windows as rows.
Tensor patches_of(const WindowGrid& grid, const Tensor& x) {
  const PatchColumns columns(grid, 0, grid.places(), 0, grid.channels);
  const int64_t rows = grid.batch * grid.rows_each();
  Tensor patches({rows, columns.depth()}, float32);
  columns.pack(x.data<float>(), 0, rows, patches.mutable_data<float>(), columns.depth());
  return patches;
}

TEST(LineProducts, AreThoseOfPatches) {
  for (const auto& [x_shape, y_shape, window] : kProducts) {
    const WindowGrid grid(window, x_shape, y_shape);
    const int64_t rows = grid.batch * grid.rows_each(), units = y_shape.back();
    const Tensor x = random::normal(x_shape, {.seed = 1}), patches = patches_of(grid, x);
    const Tensor kernel = random::normal({patches.shape()[1], units}, {.seed = 2});
    Tensor y({rows, units}, float32);
    std::vector<float> last(static_cast<size_t>(rows), 0.0F);  // of each row, as `finish` sees it
    float* begin = y.mutable_data<float>();
    line_convolution(grid, x.data<float>(), kernel.data<float>(), begin, units,
                     [&](float* tile, int64_t column, int64_t count, int64_t columns) {
                       EXPECT_EQ(column, 0);
                       EXPECT_EQ(columns, units);
                       for (int64_t i = 0; i < count; ++i) {
                         last[static_cast<size_t>((tile - begin) / units + i)] =
                             tile[i * units + units - 1];
                       }
                     });
    expect_near(y, ops::matmul(patches, kernel), 1e-4, "y");
    for (int64_t i = 0; i < rows; ++i) {
      EXPECT_EQ(last[static_cast<size_t>(i)], begin[i * units + units - 1]);
    }
  }
}

TEST(LineProducts, AddTheGradientOfAnyRangeOfBlocks) {
  for (const auto& [x_shape, y_shape, window] : kProducts) {
    const WindowGrid grid(window, x_shape, y_shape);
    ASSERT_TRUE(is_line_gradient(grid, 1));
    const int64_t units = y_shape.back(), blocks = line_gradient_blocks(grid);
    const Tensor x = random::normal(x_shape, {.seed = 1}), patches = patches_of(grid, x);
    const Tensor dy = random::normal({patches.shape()[0], units}, {.seed = 2});
    Tensor sums({patches.shape()[1], units}, float32);
    float* to = sums.mutable_data<float>();
    std::fill_n(to, sums.size(), 1.0F);
    for (int64_t begin = 0; begin < blocks; begin += 2) {
      add_line_gradient(grid, x.data<float>(), dy.data<float>(), units, begin,
                        std::min(blocks, begin + 2), to);
    }
    expect_near(sums, ops::matmul(ops::transpose(patches), dy) + 1, 1e-3, "dkernel");
  }
}

}  // namespace
}  // namespace keratin::cpu
