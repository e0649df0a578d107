// Convolutions of bfloat16 as products of patches, against those of float32 on the same numbers.
#include "keratin/backend/cpu/patch_products.h"

#include <gtest/gtest.h>

#include "keratin/backend/cpu/cpu_backend.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/random.h"
#include "tests/support/golden.h"

namespace keratin::cpu {
namespace {

struct Product {
  Shape x, kernel, y;
  SlidingWindow window;
};

const Product kWindows[] = {
    {{2, 9, 8, 3}, {3, 3, 3, 20}, {2, 9, 8, 20}, {{3, 3}, {1, 1}, {1, 1}, {1, 1}}},
    {{1, 30, 17, 24}, {4, 3, 24, 150}, {1, 14, 8, 150}, {{4, 3}, {2, 2}, {1, 1}, {0, 0}}},
    {{3, 700, 16}, {6, 16, 5}, {3, 700, 5}, {{6}, {1}, {1}, {5}}},
    {{2, 15, 3}, {3, 3, 33}, {2, 11, 33}, {{3}, {1}, {2}, {0}}},
    {{2, 4, 5, 6, 8},
     {3, 3, 3, 8, 1},
     {2, 4, 5, 6, 1},
     {{3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}}},
    {{1, 5, 5, 500}, {3, 3, 500, 7}, {1, 5, 5, 7}, {{3, 3}, {1, 1}, {1, 1}, {1, 1}}},
};

Tensor drawn(const Shape& shape, uint64_t seed) {
  return random::uniform(shape, {.minval = -1, .maxval = 1, .seed = seed}).astype(bfloat16);
}

Tensor product_of(const Product& one, const Tensor& x, const Tensor& kernel) {
  const WindowGrid grid(one.window, one.x, one.y);
  const int64_t units = one.y.back();
  EXPECT_TRUE(is_patch_product(grid, 1, units)) << text(one.x);
  Tensor y(one.y, bfloat16);
  patch_convolution(grid, x.data<BFloat16>(),
                    {kernel.view().data, units, false, kernel.dtype() == bfloat16},
                    y.mutable_data<BFloat16>(), units,
                    [&](float* tile, int64_t column, int64_t rows, int64_t columns) {
                      EXPECT_EQ(column, 0);
                      EXPECT_EQ(columns, units);
                      for (int64_t i = 0; i < rows * units; ++i) tile[i] += 1;
                    });
  return y;
}

TEST(PatchProducts, AreConvolutionsThatAreRoundedOnce) {
  for (const Product& one : kWindows) {
    SCOPED_TRACE(text(one.x));
    const Tensor x = drawn(one.x, 1), kernel = drawn(one.kernel, 2);
    const Tensor wide_x = x.astype(float32), wide_kernel = kernel.astype(float32);
    const Tensor expected(one.y, float32);
    reference_backend().run(ConvolutionCall{.x = wide_x.view(),
                                            .kernel = wide_kernel.view(),
                                            .window = one.window,
                                            .y = expected.view()});
    const Tensor y = product_of(one, x, kernel);
    testing::expect_near(y.astype(float32), expected + 1, 1e-2, "y");
    EXPECT_TRUE(array_equal(product_of(one, x, wide_kernel), y)) << "a kernel of float32";
  }
}

TEST(PatchProducts, AreTheSameBitsForAnyNumberOfThreads) {
  const int before = config::num_threads();
  const Product& one = kWindows[2];
  const Tensor x = drawn(one.x, 1), kernel = drawn(one.kernel, 2);
  config::set_num_threads(1);
  const Tensor first = product_of(one, x, kernel);
  for (const int threads : {2, 3, 8}) {
    config::set_num_threads(threads);
    EXPECT_TRUE(array_equal(product_of(one, x, kernel), first)) << threads;
  }
  config::set_num_threads(before);
}

TEST(PatchProducts, LeaveGroupsAndVeryDeepWindowsToOthers) {
  const auto takes = [](int64_t channels, int64_t groups, int64_t units) {
    const WindowGrid grid({{3, 3}, {1, 1}, {1, 1}, {1, 1}}, {1, 5, 5, channels}, {1, 5, 5, units});
    return is_patch_product(grid, groups, units);
  };
  EXPECT_TRUE(takes(512, 1, 512));
  EXPECT_FALSE(takes(512, 2, 512));
  EXPECT_FALSE(takes(513, 1, 512));
  EXPECT_FALSE(takes(8, 1, 1025));
  EXPECT_FALSE(takes(0, 1, 8));
}

}  // namespace
}  // namespace keratin::cpu
