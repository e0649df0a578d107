#include "keratin/ops/matmul.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Matmul, IntegersStayWhole) {
  const Tensor a = tensor({{1, 2}, {3, 4}});
  const Tensor y = ops::matmul(a, a);
  EXPECT_EQ(y.dtype(), int32);
  EXPECT_TRUE(array_equal(y, tensor({{7, 10}, {15, 22}})));
}

TEST(Matmul, NothingInBetweenGivesZeros) {
  EXPECT_TRUE(array_equal(ops::matmul(zeros({2, 0}), zeros({0, 3})), zeros({2, 3})));
}

TEST(Matmul, ScalarsAndUnequalLengthsAreRefused) {
  EXPECT_THROW(ops::matmul(tensor(1.0), ones({2})), ShapeError);
  EXPECT_THROW(ops::matmul(ones({2, 3, 4}), ones({3, 4, 5})), ShapeError);
}

TEST(Matmul, DotFollowsNumPy) {
  const Tensor x = arange(6).reshape({2, 3});
  EXPECT_TRUE(array_equal(ops::dot(x, tensor(2)), tensor({{0, 2, 4}, {6, 8, 10}})));
  EXPECT_TRUE(array_equal(ops::dot(x, tensor({1, 0, 1})), tensor({2, 8})));
  EXPECT_EQ(ops::dot(ones({2, 3}), ones({5, 3, 4})).shape(), (Shape{2, 5, 4}));
}

TEST(Matmul, TensordotAndOuter) {
  EXPECT_EQ(ops::tensordot(ones({2, 3, 4}), ones({3, 4, 5})).shape(), (Shape{2, 5}));
  EXPECT_EQ(ops::tensordot(ones({2}), ones({3}), 0).shape(), (Shape{2, 3}));
  EXPECT_TRUE(array_equal(ops::outer(tensor({1, 2}), tensor({3, 4})), tensor({{3, 4}, {6, 8}})));
}

}  // namespace
}  // namespace keratin
