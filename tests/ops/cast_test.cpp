#include "keratin/ops/cast.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Cast, FloatsAreCutTowardsZero) {
  EXPECT_TRUE(array_equal(tensor({2.9, -2.9}).astype(int32), tensor({2, -2})));
  EXPECT_TRUE(array_equal(tensor({0.0, 0.5}).astype(bool_), tensor({false, true})));
  EXPECT_TRUE(array_equal(tensor({true, false}).astype(float32), tensor({1.0, 0.0})));
}

TEST(Cast, TheSameDtypeIsTheSameMemoryAndCopyIsNot) {
  const Tensor x = tensor({1, 2});
  EXPECT_EQ(x.as_dtype(int32).storage().get(), x.storage().get());
  EXPECT_NE(x.astype(int32).storage().get(), x.storage().get());
  EXPECT_NE(x.copy().storage().get(), x.storage().get());
  EXPECT_EQ(x.contiguous().storage().get(), x.storage().get());
  EXPECT_TRUE(ones({2, 3}).transpose().contiguous().is_contiguous());
}

TEST(Cast, GradientsComeBackInTheOldDtype) {
  const Tensor x = watch(tensor({1.0, 2.0}));
  const Tensor slope = gradients(ops::sum(x.astype(float64) * 3), {x})[0];
  EXPECT_EQ(slope.dtype(), float32);
  EXPECT_TRUE(array_equal(slope, tensor({3.0, 3.0})));
}

TEST(Cast, AGradientThatRepeatsItselfIsAddedToOthers) {
  const Tensor x = watch(tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}}));
  const Tensor narrow = x.astype(bfloat16);
  const Tensor twice = ops::sum(narrow, {.axis = 0}).astype(float32) * tensor({1.0, 2.0});
  const Tensor y = ops::sum(twice) + ops::sum(x * x) + ops::mean(narrow).astype(float32) * 6;
  const Tensor slope = gradients(y, {x})[0];
  EXPECT_EQ(slope.dtype(), float32);
  EXPECT_TRUE(array_equal(slope, tensor({{4.0, 7.0}, {8.0, 11.0}, {12.0, 15.0}})));
}

TEST(Cast, StopGradientHidesTheRecord) {
  const Tensor x = watch(tensor({2.0}));
  const Tensor slope = gradients(ops::sum(x * ops::stop_gradient(x)), {x})[0];
  EXPECT_TRUE(array_equal(slope, tensor({2.0})));
}

}  // namespace
}  // namespace keratin
