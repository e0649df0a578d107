// What NumPy users write without a thought: compound operators, where, iteration, dtypes.
#include <gtest/gtest.h>

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(NumpyHabits, CompoundOperators) {
  Tensor x = tensor({1.0, 2.0});
  x += 3;
  x *= tensor({2.0, 4.0});
  x -= 2;
  x /= tensor({2.0, 3.0});
  EXPECT_TRUE(array_equal(x, tensor({3.0, 6.0})));
  Tensor rows = zeros({2, 2});
  rows += tensor({1.0, 2.0});
  EXPECT_TRUE(array_equal(rows, tensor({{1.0, 2.0}, {1.0, 2.0}})));
}

TEST(NumpyHabits, ForRunsOverTheFirstAxis) {
  int sum = 0;
  for (const Tensor row : arange(6).reshape({3, 2})) sum = 10 * sum + row.sum().item<int>();
  EXPECT_EQ(sum, 159);
}

TEST(NumpyHabits, LogicOfComparisons) {
  const Tensor x = arange(5);
  EXPECT_TRUE(array_equal(x[(x > 0) & !(x == 3)], tensor({1, 2, 4})));
  EXPECT_TRUE(array_equal(x[(x < 1) | (x >= 4)], tensor({0, 4})));
  EXPECT_TRUE(array_equal(ops::where(x > 2, x, 0), tensor({0, 0, 0, 3, 4})));
}

TEST(NumpyHabits, SlicesWithNegativesAndSteps) {
  const Tensor x = arange(10);
  EXPECT_TRUE(array_equal(x[slice(-3, open)], tensor({7, 8, 9})));
  EXPECT_TRUE(array_equal(x[slice(8, 2, -3)], tensor({8, 5})));
  EXPECT_EQ(x[slice(5, 2)].size(), 0);
  EXPECT_EQ(x[slice(5, 100)].len(), 5);
}

TEST(NumpyHabits, Sizes) {
  const Tensor x = zeros({3, 4}, float16);
  EXPECT_EQ(x.ndim(), 2);
  EXPECT_EQ(x.size(), 12);
  EXPECT_EQ(x.len(), 3);
  EXPECT_EQ(x.nbytes(), 24U);
}

}  // namespace
}  // namespace keratin
