#include "keratin/ops/patches.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using ops::WindowOptions;
using testing::error_text, testing::expect_near, testing::gradient_error, testing::Golden;

struct Case {
  std::string name;
  Sizes kernel_size;
  WindowOptions options;
};
std::vector<Case> cases() {
  return {{"plain", 3, {}},
          {"strided", 3, {.stride = 2}},
          {"padded", {2, 3}, {.padding = {1, 0}, .stride = {1, 2}}},
          {"dilated", 2, {.dilation = {1, 3}, .padding = 2, .stride = {2, 1}}}};
}

TEST(Patches, AreKeras) {
  const Golden golden("patches");
  for (const Case& one : cases()) {
    expect_near(ops::unfold(golden["images"], one.kernel_size, one.options),
                golden["unfold." + one.name], 0, one.name);
    expect_near(ops::fold(golden["columns." + one.name], {5, 7}, one.kernel_size, one.options),
                golden["fold." + one.name], 1e-13, one.name);
  }
}

TEST(Patches, StandInOrder) {
  const Tensor x = arange(16).reshape({1, 1, 4, 4});
  const Tensor y = ops::unfold(x, 2, {.stride = 2});
  EXPECT_EQ(y.dtype(), int32);
  expect_near(y, tensor({{{0, 2, 8, 10}, {1, 3, 9, 11}, {4, 6, 12, 14}, {5, 7, 13, 15}}}), 0);
  expect_near(ops::fold(y, 4, 2, {.stride = 2}), x, 0);
  expect_near(ops::fold(ops::unfold(ones({1, 1, 3, 3}), 2), 3, 2),
              tensor({{{{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}}}).astype(float32), 0);
  // Pixels behind the last window.
  EXPECT_EQ(ops::fold(ones({1, 4, 1}), 3, 2, {.stride = 2}).to_vector<float>(),
            (std::vector<float>{1, 1, 0, 1, 1, 0, 0, 0, 0}));
  EXPECT_EQ(ops::unfold(zeros({0, 3, 5, 5}), 3).shape(), (Shape{0, 27, 9}));
  EXPECT_EQ(ops::fold(zeros({0, 27, 9}), 5, 3).shape(), (Shape{0, 3, 5, 5}));
}

TEST(Patches, HaveGradients) {
  const Golden golden("patches");
  for (const Case& one : cases()) {
    const auto out = [&](const auto& in) {
      return ops::square(ops::unfold(in[0], one.kernel_size, one.options));
    };
    EXPECT_LT(gradient_error({golden["images"]}, out), 1e-6) << one.name;
    const auto back = [&](const auto& in) {
      return ops::square(ops::fold(in[0], {5, 7}, one.kernel_size, one.options));
    };
    EXPECT_LT(gradient_error({golden["columns." + one.name]}, back), 1e-6) << one.name;
  }
}

TEST(Patches, SayWhatIsWrong) {
  EXPECT_EQ(error_text([] {
              ops::unfold(zeros({3, 4, 4}), 2);
            }),
            "ShapeError: unfold: Input must be a 4D tensor. Received: input.shape=(3, 4, 4)");
  EXPECT_EQ(error_text([] {
              ops::unfold(zeros({1, 3, 4, 6}), {2, 7});
            }),
            "ShapeError: unfold: a window of 7 does not fit into 6 pixels along the width");
  EXPECT_EQ(error_text([] {
              ops::fold(zeros({3, 4}), 4, 2);
            }),
            "ShapeError: fold: Input must be a 3D tensor. Received: input.shape=(3, 4)");
  EXPECT_EQ(error_text([] {
              ops::fold(zeros({1, 6, 9}), 4, 2);
            }),
            "ShapeError: fold: The second dimension of the input (6) must be divisible by "
            "kernel_size product (4).");
  EXPECT_NE(error_text([] {
              ops::fold(zeros({1, 4, 8}), 4, 2);
            }).find("has (3, 3) windows, 9"),
            std::string::npos);
  EXPECT_THROW(ops::unfold(zeros({1, 1, 4, 4}), 2, {.stride = 0}), ValueError);
  EXPECT_THROW(ops::unfold(zeros({1, 1, 4, 4}), 2, {.padding = -1}), ValueError);
}

}  // namespace
}  // namespace keratin
