#include "keratin/ops/compare.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Compare, ArrayEqualWantsShapeAndElements) {
  EXPECT_TRUE(array_equal(tensor({1, 2}), tensor({1.0, 2.0})));
  EXPECT_FALSE(array_equal(tensor({1, 2}), tensor({{1, 2}})));
  EXPECT_FALSE(array_equal(tensor({1, 2}), tensor({1, 3})));
  EXPECT_FALSE(array_equal(tensor({NAN}), tensor({NAN})));
  EXPECT_TRUE(array_equal(zeros({0, 3}), zeros({0, 3})));
}

TEST(Compare, AllcloseFollowsNumPysFormula) {
  const Tensor one = tensor({1.0});
  EXPECT_TRUE(allclose(tensor({1.000009}), one));
  EXPECT_FALSE(allclose(tensor({1.00002}), one));
  EXPECT_TRUE(allclose(tensor({1.1}), one, {.atol = 0.2}));
  EXPECT_TRUE(allclose(tensor({{1.0, 1.0}}), one));  // broadcasts
  EXPECT_FALSE(allclose(tensor({NAN}), tensor({NAN})));
  EXPECT_TRUE(allclose(tensor({NAN}), tensor({NAN}), {.equal_nan = true}));
  EXPECT_TRUE(allclose(tensor({INFINITY}), tensor({INFINITY})));
  EXPECT_FALSE(allclose(tensor({INFINITY}), tensor({-INFINITY})));
  EXPECT_FALSE(allclose(one, tensor({INFINITY})));
}

}  // namespace
}  // namespace keratin
