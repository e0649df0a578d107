#include "keratin/ops/broadcast.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Broadcast, RepeatsWithoutACopy) {
  const Tensor x = tensor({1, 2, 3});
  const Tensor y = ops::broadcast_to(x, {2, 3});
  EXPECT_TRUE(array_equal(y, tensor({{1, 2, 3}, {1, 2, 3}})));
  EXPECT_EQ(y.storage().get(), x.storage().get());
  EXPECT_EQ(ops::broadcast_to(x, {0, 3}).size(), 0);
  EXPECT_THROW(ops::broadcast_to(x, {2, 4}), ShapeError);
  EXPECT_THROW(ops::broadcast_to(zeros({2, 3}), {3}), ShapeError);
}

TEST(Broadcast, SumToIsItsReverse) {
  EXPECT_TRUE(array_equal(ops::sum_to(ones({2, 4, 3}), {4, 1}), full({4, 1}, 6.0)));
  EXPECT_TRUE(array_equal(ops::sum_to(ones({2, 3}), {}), tensor(6.0)));
}

}  // namespace
}  // namespace keratin
