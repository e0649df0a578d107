#include "keratin/backend/cpu/row_functions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "keratin/backend/cpu/vector_functions.h"

namespace keratin::cpu {
namespace {

constexpr float kEpsilon = 1e-7F;

TEST(RowFunctions, SoftmaxOfLargeScoresSumsToOne) {
  const std::vector<float> x = {1000, 1001, 998};
  std::vector<float> y(3);
  softmax_row(x.data(), y.data(), 3);
  EXPECT_NEAR(y[0] + y[1] + y[2], 1, 1e-6);
  EXPECT_NEAR(y[1] / y[0], std::exp(1.0), 1e-5);
}

/// Both ways through crossentropy and softmax: one after the other, and in one pass.
void expect_fused_like_composed(const std::vector<float>& x, const std::vector<float>& t) {
  const auto n = static_cast<int64_t>(x.size());
  std::vector<float> y(x.size()), dy(x.size()), expected(x.size()), fused(x.size());
  softmax_row(x.data(), y.data(), n);
  crossentropy_gradient_row(t.data(), y.data(), kEpsilon, 0.5F, dy.data(), n);
  softmax_gradient_row(y.data(), dy.data(), expected.data(), n);
  const float loss =
      softmax_crossentropy_row({t.data(), 0}, y.data(), kEpsilon, 0.5F, fused.data(), n);
  EXPECT_NEAR(loss, crossentropy_row(t.data(), y.data(), kEpsilon, n), 1e-5);
  for (size_t j = 0; j < x.size(); ++j) EXPECT_NEAR(fused[j], expected[j], 1e-6) << j;
}

TEST(RowFunctions, SoftmaxAndCrossentropyInOnePass) {
  expect_fused_like_composed({0.5F, -1, 2}, {0, 1, 0});
  expect_fused_like_composed({0.5F, -1, 2}, {0.3F, 0.3F, 0.4F});
  expect_fused_like_composed({30, 0, -5}, {0, 1, 0});  // the target's probability is clipped
  expect_fused_like_composed({30, 0, -5}, {1, 0, 0});
  expect_fused_like_composed({3}, {1});
}

TEST(RowFunctions, ALabelIsAOneHotTarget) {
  const std::vector<float> x = {0.5F, -1, 2}, t = {0, 0, 1};
  std::vector<float> y(3), by_label(3), by_numbers(3), room(3);
  softmax_row(x.data(), y.data(), 3);
  EXPECT_EQ(softmax_crossentropy_row({nullptr, 2}, y.data(), kEpsilon, 1, by_label.data(), 3),
            softmax_crossentropy_row({t.data(), 0}, y.data(), kEpsilon, 1, by_numbers.data(), 3));
  EXPECT_EQ(by_label, by_numbers);
  const float loss =
      logits_crossentropy_row({nullptr, 2}, x.data(), 1, by_numbers.data(), room.data(), 3);
  EXPECT_NEAR(loss, -std::log(y[2]), 1e-6);
  for (size_t j = 0; j < 3; ++j) EXPECT_NEAR(by_numbers[j], by_label[j], 1e-6);
}

TEST(RowFunctions, ArgmaxTakesTheFirstAndNan) {
  const std::vector<float> x = {1, 3, 3, 2}, with_nan = {5, std::nanf(""), 9};
  EXPECT_EQ(argmax_row(x.data(), 4), 1);
  EXPECT_EQ(argmax_row(with_nan.data(), 3), 1);
}

}  // namespace
}  // namespace keratin::cpu
