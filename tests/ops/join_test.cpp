#include "keratin/ops/join.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Positions = std::vector<int64_t>;

TEST(Join, ConcatenateTakesTheCommonDtypeAndAnyAxis) {
  const Tensor a = tensor({{1, 2}});
  const Tensor y = concatenate({a, tensor({{0.5, 1.5}})}, -2);
  EXPECT_EQ(y.dtype(), float32);
  EXPECT_TRUE(array_equal(y, tensor({{1.0, 2.0}, {0.5, 1.5}})));
  EXPECT_EQ(concatenate({a, zeros({0, 2}, int32)}).shape(), (Shape{1, 2}));
}

TEST(Join, ShapesThatDoNotFitAreRefused) {
  EXPECT_THROW(concatenate({zeros({2, 2}), zeros({3, 3})}, 0), ShapeError);
  EXPECT_THROW(concatenate({zeros({2, 2}), zeros({2})}, 0), ShapeError);
  EXPECT_THROW(stack({zeros({2}), zeros({3})}), ShapeError);
  EXPECT_ANY_THROW(concatenate({}, 0));
  EXPECT_THROW(split(zeros({5}), 2), ValueError);
}

TEST(Join, StackMakesANewAxisAnywhere) {
  const Tensor a = tensor({1, 2}), b = tensor({3, 4});
  EXPECT_TRUE(array_equal(stack({a, b}), tensor({{1, 2}, {3, 4}})));
  EXPECT_TRUE(array_equal(stack({a, b}, -1), tensor({{1, 3}, {2, 4}})));
}

TEST(Join, SplitCutsAtPositions) {
  const std::vector<Tensor> parts = split(arange(7), Positions{2, 2, 9});
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_TRUE(array_equal(parts[0], tensor({0, 1})));
  EXPECT_EQ(parts[1].size(), 0);
  EXPECT_TRUE(array_equal(parts[2], tensor({2, 3, 4, 5, 6})));
  EXPECT_EQ(parts[3].size(), 0);
}

TEST(Join, TileAndRepeatAsNumPy) {
  EXPECT_TRUE(array_equal(tile(tensor({{1, 2}}), {2}), tensor({{1, 2, 1, 2}})));
  EXPECT_EQ(tile(tensor({1, 2}), {3, 1, 2}).shape(), (Shape{3, 1, 4}));
  EXPECT_TRUE(array_equal(repeat(tensor({{1, 2}, {3, 4}}), 2), tensor({1, 1, 2, 2, 3, 3, 4, 4})));
  EXPECT_EQ(repeat(tensor({1, 2}), 0, 0).size(), 0);
}

TEST(Join, FlipRollPad) {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_TRUE(array_equal(ops::flip(x, 1), tensor({{3, 2, 1}, {6, 5, 4}})));
  EXPECT_TRUE(array_equal(ops::roll(x, -1, 1), tensor({{2, 3, 1}, {5, 6, 4}})));
  EXPECT_TRUE(array_equal(ops::roll(x, 5, 0), tensor({{4, 5, 6}, {1, 2, 3}})));
  EXPECT_TRUE(
      array_equal(ops::pad(tensor({{7}}), {{1, 0}, {0, 2}}, 9), tensor({{9, 9, 9}, {7, 9, 9}})));
}

TEST(Join, DiffIsOfNeighbours) {
  const Tensor x = tensor({{1, 4, 9}, {16, 25, 36}});
  EXPECT_TRUE(array_equal(ops::diff(x), tensor({{3, 5}, {9, 11}})));
  EXPECT_TRUE(array_equal(ops::diff(x, 1, 0), tensor({{15, 21, 27}})));
  EXPECT_TRUE(array_equal(ops::diff(x, 2), tensor({{2}, {2}})));
  EXPECT_TRUE(array_equal(ops::diff(x, 0), x));
  EXPECT_EQ(ops::diff(x, 5).shape(), (Shape{2, 0}));
  EXPECT_TRUE(array_equal(ops::diff(x > 5), tensor({{false, true}, {false, false}})));
  EXPECT_THROW(ops::diff(x, -1), ValueError);
  EXPECT_THROW(ops::diff(x, 1, 2), ShapeError);
}

TEST(Pad, RefusesWidthsBeyondAllNumbers) {
  EXPECT_THROW(ops::pad(ones({2}), {{INT64_MAX, INT64_MAX}}), ValueError);
  EXPECT_THROW(ops::pad(ones({2}), {{0, INT64_MAX}}), ValueError);
}

}  // namespace
}  // namespace keratin
