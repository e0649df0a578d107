#include "keratin/ops/composed.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keratin/keratin.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;

constexpr double kInf = std::numeric_limits<double>::infinity();
const double kNaN = std::nan("");

Tensor numbers(const std::vector<double>& x) { return tensor(x); }

TEST(Composed, LimitsAreNumPys) {
  expect_near(ops::fmax(numbers({1, kNaN, kNaN}), numbers({kNaN, 2, kNaN})), numbers({1, 2, kNaN}),
              0);
  expect_near(ops::fmin(numbers({1, 3}), numbers({kNaN, 2})), numbers({1, 2}), 0);
  expect_near(ops::hypot(numbers({3, 0, 3e200, -kInf}), numbers({4, 0, 4e200, 1})),
              numbers({5, 0, 5e200, kInf}), 1e-15);
  expect_near(ops::logaddexp(numbers({0, 1000, -kInf, kInf}), numbers({0, 1000, 2, kInf})),
              numbers({std::log(2), 1000 + std::log(2), 2, kInf}), 1e-14);
  expect_near(ops::logaddexp2(numbers({1, 3, -kInf}), numbers({1, 2, -kInf})),
              numbers({2, std::log2(12), -kInf}), 1e-14);
  expect_near(ops::heaviside(numbers({-2, 0, 3, kNaN}), numbers({0.5, 0.5, 0.5, 0.5})),
              numbers({0, 0.5, 1, kNaN}), 0);
  expect_near(ops::divide_no_nan(numbers({1, 0, 6}), numbers({0, 0, 3})), numbers({0, 0, 2}), 0);
  expect_near(ops::deg2rad(numbers({180})), numbers({std::acos(-1)}), 1e-15);
  expect_near(ops::rad2deg(ops::deg2rad(numbers({75}))), numbers({75}), 1e-15);
  EXPECT_TRUE(array_equal(ops::isposinf(numbers({kInf, -kInf, 0})), tensor({true, false, false})));
  EXPECT_TRUE(array_equal(ops::isneginf(numbers({kInf, -kInf, 0})), tensor({false, true, false})));
  EXPECT_EQ(ops::fabs(tensor({-3})).dtype(), float32);
  expect_near(ops::true_divide(numbers({1}), numbers({4})), numbers({0.25}), 0);
}

TEST(Composed, SaturateCastStopsAtTheLimits) {
  EXPECT_TRUE(array_equal(ops::saturate_cast(numbers({-1, 256, 300.5, kNaN}), uint8),
                          tensor({0, 255, 255, 0}).as_dtype(uint8)));
  EXPECT_TRUE(array_equal(ops::saturate_cast(numbers({1e20, -1e20}), int32),
                          tensor({2147483647, -2147483647 - 1})));
  EXPECT_TRUE(array_equal(ops::saturate_cast(tensor({-5, 300, 7}), uint8),
                          tensor({0, 255, 7}).as_dtype(uint8)));
  EXPECT_TRUE(array_equal(ops::saturate_cast(tensor({-5, 3}).as_dtype(int8), uint64),
                          tensor({0, 3}).as_dtype(uint64)));
  EXPECT_EQ(ops::saturate_cast(numbers({1e300}), float32).item<double>(),
            double{std::numeric_limits<float>::max()});
  EXPECT_EQ(ops::saturate_cast(tensor({100000}), float16).item<double>(), 65504);
  EXPECT_TRUE(
      array_equal(ops::saturate_cast(tensor({-5, 0, 2}), bool_), tensor({false, false, true})));
}

TEST(Composed, NumbersInThePlaceOfNaN) {
  const Tensor x = numbers({kNaN, kInf, -kInf, 2});
  const double most = std::numeric_limits<double>::max();
  expect_near(ops::nan_to_num(x), numbers({0, most, -most, 2}), 0);
  expect_near(ops::nan_to_num(x, {.nan = 7, .posinf = 8, .neginf = 9}), numbers({7, 8, 9, 2}), 0);
  for (const DType dtype : {float16, bfloat16, float32}) {
    EXPECT_TRUE(ops::all(ops::isfinite(ops::nan_to_num(x.as_dtype(dtype)))).item<bool>()) << dtype;
  }
  EXPECT_TRUE(array_equal(ops::nan_to_num(tensor({1, 2})), tensor({1, 2})));
}

}  // namespace
}  // namespace keratin
