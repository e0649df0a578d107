#include "keratin/ops/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

TEST(Statistics, AveragesWithWeights) {
  const Tensor x = tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}});
  expect_near(ops::average(x), tensor(std::vector<double>{3.5}, {}).as_dtype(float32), 1e-6, "all");
  expect_near(ops::average(x, 1, tensor({1.0, 1.0, 2.0})), tensor({2.25, 5.25}), 1e-6, "rows");
  expect_near(ops::average(x, 0, tensor({3.0, 1.0})), tensor({1.75, 2.75, 3.75}), 1e-6, "columns");
  expect_near(ops::average(x, 1, ones({2, 3})), tensor({2.0, 5.0}), 1e-6, "of each");
  EXPECT_NE(error_text([&] {
              ops::average(x, 1, tensor({1.0, 2.0}));
            }).find("average: weights"),
            std::string::npos);
}

TEST(Statistics, QuantilesByEveryMethod) {
  const Tensor x = tensor({3.0, 1.0, 10.0, 2.0});  // sorted 1 2 3 10
  const auto of = [&](double q, const char* method) {
    return ops::quantile(x, q, {.method = method}).item<double>();
  };
  EXPECT_DOUBLE_EQ(of(0, "linear"), 1);
  EXPECT_DOUBLE_EQ(of(1, "linear"), 10);
  EXPECT_NEAR(of(0.4, "linear"), 2.2, 1e-6);
  EXPECT_DOUBLE_EQ(of(0.4, "lower"), 2);
  EXPECT_DOUBLE_EQ(of(0.4, "higher"), 3);
  EXPECT_DOUBLE_EQ(of(0.4, "midpoint"), 2.5);
  EXPECT_DOUBLE_EQ(of(0.4, "nearest"), 2);
  EXPECT_DOUBLE_EQ(ops::median(x).item<double>(), 2.5);
  EXPECT_DOUBLE_EQ(ops::median(tensor({5, 1, 2})).item<double>(), 2);
  EXPECT_NEAR(ops::percentile(x, 40).item<double>(), 2.2, 1e-6);
  EXPECT_DOUBLE_EQ(ops::ptp(x).item<double>(), 9);
  const Tensor rows = tensor({{1.0, 2.0}, {5.0, 3.0}});
  expect_near(ops::quantile(rows, {0.0, 1.0}, {.axis = 1}), tensor({{1.0, 3.0}, {2.0, 5.0}}), 0);
  EXPECT_EQ(ops::median(rows, {.axis = 0, .keepdims = true}).shape(), (Shape{1, 2}));
  EXPECT_EQ(ops::median(rows, {.keepdims = true}).shape(), (Shape{1, 1}));
}

TEST(Statistics, OfTwoAreKerass) {
  expect_near(ops::corrcoef(tensor({{1.0, 2.0, 3.0}, {1.0, 3.0, 2.0}})),
              tensor({{1.0, 0.5}, {0.5, 1.0}}), 1e-12);
  EXPECT_EQ(ops::corrcoef(tensor({1.0, 2.0, 4.0})).shape(), Shape());
  const Tensor x = tensor({1.0, 2.0, 3.0});
  expect_near(ops::correlate(x, tensor({0.0, 1.0, 0.5})), tensor({3.5}), 0);
  expect_near(ops::correlate(tensor({1, 2, 3}), tensor({0, 1}), "same"), tensor({1.0F, 2.0F, 3.0F}),
              0);
  expect_near(ops::correlate(x, tensor({0.0, 1.0, 0.5, 3.0}), "full"),
              tensor({3.0, 6.5, 11.0, 3.5, 3.0, 0.0}), 0);
  EXPECT_NEAR(ops::psnr(tensor({1.0, 2.0}), tensor({1.0, 3.0}), 4).item<double>(), 15.0515, 1e-4);
  EXPECT_NE(error_text([&] { ops::correlate(x, x, "half"); }).find("mode is \"half\""),
            std::string::npos);
  EXPECT_NE(error_text([&] { ops::psnr(x, zeros({2}), 1); }).find("must match for PSNR"),
            std::string::npos);
}

TEST(Statistics, ANaNIsSeen) {
  const double nan = std::nan("");
  const Tensor y = ops::quantile(tensor({{1.0, nan}, {5.0, 3.0}}), 0, {.axis = 1});
  EXPECT_TRUE(std::isnan(y[0].item<double>()));
  EXPECT_EQ(y[1].item<double>(), 3);
}

TEST(Statistics, SaysWhatIsWrong) {
  const Tensor x = tensor({1.0});
  EXPECT_NE(error_text([&] { ops::quantile(x, 1.5); }).find("q must be in [0, 1], received 1.5"),
            std::string::npos);
  EXPECT_NE(error_text([&] { ops::quantile(x, 0.5, {.method = "mean"}); }).find("no method 'mean'"),
            std::string::npos);
  EXPECT_NE(error_text([] { ops::median(zeros({0})); }).find("there are no numbers"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
