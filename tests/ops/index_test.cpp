#include "keratin/ops/index.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/join.h"
#include "keratin/ops/matmul.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

Tensor x34() { return arange(12).reshape({3, 4}); }

TEST(Index, SlicesAreViewsOfTheSameMemory) {
  Tensor x = x34();
  Tensor part = x[{slice(1, 3), slice(open, open, -2)}];
  EXPECT_TRUE(array_equal(part, tensor({{7, 5}, {11, 9}})));
  x.set({1, 3}, 70);
  EXPECT_EQ((part[{0, 0}].item<int>()), 70);
}

TEST(Index, EllipsisAndNewaxisAndNegativeIntegers) {
  const Tensor x = arange(24).reshape({2, 3, 4});
  EXPECT_TRUE(array_equal(x[{ellipsis, -1}], tensor({{3, 7, 11}, {15, 19, 23}})));
  EXPECT_EQ((x[{newaxis, 1, ellipsis, newaxis}].shape()), (Shape{1, 3, 4, 1}));
}

TEST(Index, IntegerTensorsChooseAndBroadcast) {
  const Tensor x = x34();
  EXPECT_TRUE(
      array_equal(x[tensor({2, 0, -1})], tensor({{8, 9, 10, 11}, {0, 1, 2, 3}, {8, 9, 10, 11}})));
  EXPECT_TRUE(array_equal(x[{tensor({0, 2}), tensor({1, 3})}], tensor({1, 11})));
  EXPECT_TRUE(
      array_equal(x[{slice(), tensor({{0}, {3}})}], tensor({{{0}, {3}}, {{4}, {7}}, {{8}, {11}}})));
}

TEST(Index, IntegersBesideTensorsCountAsTensors) {
  const Tensor x = arange(24).reshape({2, 3, 4});
  EXPECT_EQ((x[{0, slice(), tensor({0, 1})}].shape()), (Shape{2, 3}));
  EXPECT_TRUE(array_equal(x[{1, slice(), tensor({0, 3})}], tensor({{12, 16, 20}, {15, 19, 23}})));
  EXPECT_EQ((x[{0, None, tensor({0, 1})}].shape()), (Shape{2, 1, 4}));
  EXPECT_EQ((x[{0, tensor({0, 1})}].shape()), (Shape{2, 4}));
  EXPECT_EQ((x[{slice(), 1, tensor({0, 1})}].shape()), (Shape{2, 2}));
}

TEST(Index, StepsOfAnyLength) {
  const Tensor x = arange(10);
  EXPECT_TRUE(array_equal(x[slice(None, None, INT64_MIN)], tensor({9})));
  EXPECT_TRUE(array_equal(x[slice(2, None, INT64_MAX)], tensor({2})));
  EXPECT_THROW(x[UINT64_MAX], ValueError);
}

TEST(Index, BooleanMasksSelectAndSet) {
  Tensor x = x34();
  EXPECT_TRUE(array_equal(x[x > 8], tensor({9, 10, 11})));
  EXPECT_TRUE(array_equal(x[tensor({true, false, true})], tensor({{0, 1, 2, 3}, {8, 9, 10, 11}})));
  x.set({x % 2 == 0}, -1);
  EXPECT_TRUE(array_equal(x[0], tensor({-1, 1, -1, 3})));
}

TEST(Index, ErrorsSayTheAxisAndItsSize) {
  const Tensor x = x34();
  try {
    x[3];
    FAIL() << "no error";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "ValueError: index 3 is out of bounds for axis 0 with size 3");
  }
  EXPECT_THROW((x[{0, 0, 0}]), ValueError);
}

TEST(Join, ConcatenateStackSplitTileRepeat) {
  const Tensor a = tensor({{1, 2}, {3, 4}});
  EXPECT_TRUE(array_equal(concatenate({a, a}, 1), tensor({{1, 2, 1, 2}, {3, 4, 3, 4}})));
  EXPECT_EQ(stack({a, a, a}, 1).shape(), (Shape{2, 3, 2}));
  EXPECT_TRUE(array_equal(split(x34(), 2, 1)[1], tensor({{2, 3}, {6, 7}, {10, 11}})));
  EXPECT_TRUE(array_equal(tile(tensor({1, 2}), {2, 2}), tensor({{1, 2, 1, 2}, {1, 2, 1, 2}})));
  EXPECT_TRUE(array_equal(repeat(a, 2, 0), tensor({{1, 2}, {1, 2}, {3, 4}, {3, 4}})));
  EXPECT_TRUE(array_equal(ops::roll(tensor({1, 2, 3}), 1, 0), tensor({3, 1, 2})));
}

TEST(Matmul, FollowsNumPyForEveryRank) {
  const Tensor v = tensor({1.0, 2.0});
  const Tensor m = tensor({{1.0, 2.0}, {3.0, 4.0}});
  EXPECT_EQ(ops::matmul(v, v).item(), 5);
  EXPECT_TRUE(array_equal(ops::matmul(m, v), tensor({5.0, 11.0})));
  EXPECT_TRUE(array_equal(ops::matmul(v, m), tensor({7.0, 10.0})));
  EXPECT_EQ(ops::matmul(ones({5, 1, 2, 3}), ones({4, 3, 6})).shape(), (Shape{5, 4, 2, 6}));
  EXPECT_TRUE(
      array_equal(ops::einsum("ij,kj->ki", m, m), ops::matmul(m, m.transpose()).transpose()));
  EXPECT_THROW(ops::matmul(m, ones({3, 2})), ShapeError);
}

}  // namespace
}  // namespace keratin
