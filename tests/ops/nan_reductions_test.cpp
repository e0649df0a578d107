#include "keratin/ops/nan_reductions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

// The numbers are what Keras 3.15 gives on JAX.
const Tensor kRows = {{1.0, NAN, 3.0}, {NAN, NAN, NAN}};

TEST(NanReductions, LeaveNaNOut) {
  expect_near(ops::nansum(kRows, {.axis = 1}), tensor({4.0, 0.0}), 0);
  expect_near(ops::nanprod(kRows, {.axis = 1}), tensor({3.0, 1.0}), 0);
  const auto first = [](const Tensor& y) {
    EXPECT_TRUE(std::isnan(y[1].item<double>()));
    return y[0].item<double>();
  };
  EXPECT_EQ(first(ops::nanmax(kRows, {.axis = 1})), 3);
  EXPECT_EQ(first(ops::nanmin(kRows, {.axis = 1})), 1);
  EXPECT_EQ(first(ops::nanmean(kRows, {.axis = 1})), 2);
  EXPECT_EQ(first(ops::nanvar(kRows, {.axis = 1})), 1);
  EXPECT_EQ(first(ops::nanstd(kRows, {.axis = 1})), 1);
  EXPECT_EQ(first(ops::nanmedian(kRows, {.axis = 1})), 2);
  EXPECT_EQ(first(ops::nanquantile(kRows, 0.25, {.axis = 1})), 1.5);
  EXPECT_EQ(ops::nanmean(kRows).item<double>(), 2);
}

TEST(NanReductions, FindPlaces) {
  expect_near(ops::nanargmax(kRows, {.axis = 1}), tensor({2, -1}), 0);
  expect_near(ops::nanargmin(kRows, {.axis = 1}), tensor({0, -1}), 0);
  EXPECT_EQ(ops::nanargmax(kRows).item<int>(), 2);
  EXPECT_EQ(ops::nanargmax(kRows, {.axis = 1, .keepdims = true}).shape(), (Shape{2, 1}));
}

TEST(NanReductions, RunOn) {
  expect_near(ops::nancumsum(kRows, 1), tensor({{1.0, 1.0, 4.0}, {0.0, 0.0, 0.0}}), 0);
  expect_near(ops::nancumprod(kRows, 1), tensor({{1.0, 1.0, 3.0}, {1.0, 1.0, 1.0}}), 0);
  expect_near(ops::nancumsum(kRows), tensor({1.0, 1.0, 4.0, 4.0, 4.0, 4.0}), 0);
  expect_near(ops::nancumsum(tensor({true, true})), tensor({1, 2}), 0);
}

TEST(NanReductions, TakeWholeNumbers) {
  const Tensor x = tensor({1, 2}).astype(int8);
  EXPECT_EQ(ops::nansum(x).dtype(), int32);
  EXPECT_EQ(ops::nanmax(x).dtype(), int8);
  EXPECT_EQ(ops::nanmean(x).dtype(), float32);
  EXPECT_EQ(ops::nanvar(x).item<double>(), 0.25);
}

TEST(NanReductions, AgreeWithTheOthersWithoutNaN) {
  const Tensor x = random::normal({5, 4}, {.dtype = float64, .seed = 1});
  for (const char* method : {"linear", "lower", "higher", "midpoint", "nearest"}) {
    for (const double q : {0.0, 0.3, 0.5, 1.0}) {
      expect_near(ops::nanquantile(x, q, {.axis = 0, .method = method, .keepdims = true}),
                  ops::quantile(x, q, {.axis = 0, .method = method, .keepdims = true}), 1e-12);
    }
  }
  expect_near(ops::nanpercentile(x, {25.0, 75.0}), ops::percentile(x, {25.0, 75.0}), 1e-12);
  EXPECT_NE(error_text([&] { ops::nanquantile(x, 2); }).find("q must be in [0, 1]"),
            std::string::npos);
}

TEST(NanReductions, GiveNaNNoGradient) {
  const Tensor x = watch(tensor({{1.0, NAN, 3.0}}));
  for (auto* f : {ops::nansum, ops::nanmean, ops::nanmax}) {
    const Tensor dx = gradients(ops::sum(f(x, {})), {x})[0];
    EXPECT_EQ(dx[0][1].item<double>(), 0);
    EXPECT_GT(dx[0][2].item<double>(), 0);
  }
}

}  // namespace
}  // namespace keratin
