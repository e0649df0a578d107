#include "keratin/ops/take.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Take, AlongAnAxisAndFlat) {
  const Tensor x = arange(6).reshape({2, 3});
  EXPECT_TRUE(array_equal(ops::take(x, tensor({5, -6})), tensor({5, 0})));
  EXPECT_TRUE(array_equal(ops::take(x, tensor({2, 0}), 1), tensor({{2, 0}, {5, 3}})));
  EXPECT_EQ(ops::take(x, tensor({{0, 1}, {1, 1}}), 0).shape(), (Shape{2, 2, 3}));
  EXPECT_THROW(ops::take(x, tensor({3}), 1), ValueError);
  EXPECT_ANY_THROW(ops::take(x, tensor({0.5}), 1));
}

TEST(Take, AlongAxisChoosesOneByOne) {
  const Tensor x = tensor({{10, 30, 20}, {6, 4, 5}});
  EXPECT_TRUE(
      array_equal(ops::take_along_axis(x, x.argsort(), -1), tensor({{10, 20, 30}, {4, 5, 6}})));
}

TEST(Take, OneHot) {
  EXPECT_TRUE(
      array_equal(ops::one_hot(tensor({0, 2}), 3), tensor({{1.0, 0.0, 0.0}, {0.0, 0.0, 1.0}})));
  EXPECT_EQ(ops::one_hot(tensor({0, 2}), 3, 0).shape(), (Shape{3, 2}));
  EXPECT_EQ(ops::one_hot(tensor({0}), 3, -1, int32).dtype(), int32);
  EXPECT_THROW(ops::one_hot(tensor({0}), -1), ValueError);
}

}  // namespace
}  // namespace keratin
