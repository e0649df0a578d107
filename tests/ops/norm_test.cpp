#include "keratin/ops/norm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using ops::NormOptions;
using testing::error_text, testing::expect_near;

const Tensor& cube() {
  static const Tensor x = (arange(12) - 5).reshape({2, 2, 3}).astype(float32);
  return x;
}

// The numbers are real Keras's.
TEST(Norm, OfVectors) {
  const auto check = [](ops::NormOrder ord, const NestedList& expected) {
    expect_near(ops::norm(cube(), {.ord = ord, .axis = -1}), tensor(expected), 1e-6);
  };
  check(None, {{7.0710678, 2.2360680}, {3.7416575, 8.7749644}});
  check(2, {{7.0710678, 2.2360680}, {3.7416575, 8.7749644}});
  check(INFINITY, {{5.0, 2.0}, {3.0, 6.0}});
  check(-INFINITY, {{3.0, 0.0}, {1.0, 4.0}});
  check(0, {{3.0, 2.0}, {3.0, 3.0}});
  check(1, {{12.0, 3.0}, {6.0, 15.0}});
  check(-1, {{1.2765958, 0.0}, {0.5454546, 1.6216216}});
  check(3, {{6.0, 2.0800838}, {3.3019273, 7.3986368}});
  check(0.5, {{35.6184387, 5.8284278}, {17.1915092, 44.6966782}});
  EXPECT_EQ(ops::norm(tensor({3, 4})).item<double>(), 5);
  EXPECT_EQ(ops::norm(tensor({3, -4}), {.ord = 1}).dtype(), float32);
}

TEST(Norm, OfMatrices) {
  const auto check = [](ops::NormOrder ord, const Axes& axis, const NestedList& expected) {
    expect_near(ops::norm(cube(), {.ord = ord, .axis = axis}), tensor(expected), 1e-6);
    const Shape kept = axis.list[0] == 1 ? Shape{2, 1, 1} : Shape{1, 2, 1};
    EXPECT_EQ(ops::norm(cube(), {.ord = ord, .axis = axis, .keepdims = true}).shape(), kept);
  };
  check(None, {1, 2}, {7.4161983, 9.5393925});
  check("fro", {2, 0}, {8.0, 9.0553856});
  check("nuc", {1, 2}, {8.3484688, 10.2809});
  check("nuc", {-1, 0}, {9.6640511, 10.5543308});
  check(INFINITY, {1, 2}, {12.0, 15.0});
  check(INFINITY, {2, 0}, {6.0, 6.0});
  check(-INFINITY, {1, 2}, {3.0, 6.0});
  check(1, {1, 2}, {7.0, 9.0});
  check(1, {2, 0}, {12.0, 15.0});
  check(-1, {2, 0}, {6.0, 3.0});
  check(2, {1, 2}, {7.3484693, 9.508031});
  check(-2, {1, 2}, {0.9999999, 0.7728694});
  check(-2, {-1, 0}, {1.8906765, 1.650661});
  expect_near(ops::norm(cube()), tensor(std::vector<float>{12.083046F}, {}), 1e-6, "all");
  EXPECT_EQ(ops::norm(cube(), {.keepdims = true}).shape(), (Shape{1, 1, 1}));
  EXPECT_EQ(ops::norm(cube()[0], {.ord = 1}).item<double>(), 7);
}

TEST(Norm, HasGradients) {
  const Tensor x = random::normal({2, 2, 3}, {.dtype = float64, .seed = 3});
  for (const NormOptions& options :
       {NormOptions{}, NormOptions{.ord = 3, .axis = 1}, NormOptions{.ord = 1, .axis = {0, 2}},
        NormOptions{.ord = "nuc", .axis = {2, 0}}, NormOptions{.ord = 2, .axis = {1, 2}}}) {
    const GradientCheck check = check_gradients(
        [&](const std::vector<Tensor>& in) { return ops::norm(in[0], options); }, {x});
    EXPECT_LT(check.largest_error, 1e-7) << check.to_string() << " of order "
                                         << options.ord.number().value_or(-7) << options.ord.name();
  }
}

TEST(Norm, OfDifferences) {
  const testing::Golden golden("patches");
  expect_near(ops::cdist(golden["x"], golden["y"]), golden["cdist"], 1e-14);
  expect_near(ops::cdist(tensor({{0, 0}, {1, 1}}), tensor({{1, 0}, {0, 2}})),
              tensor({{1.0, 2.0}, {1.0, std::sqrt(2.0)}}), 1e-7);
  EXPECT_EQ(ops::cdist(ones({3, 2}, uint8), full({4, 2}, 3, uint8)).dtype(), float32);
  EXPECT_EQ(ops::cdist(zeros({0, 2}), zeros({4, 2})).shape(), (Shape{0, 4}));
  const GradientCheck check =
      check_gradients([](const std::vector<Tensor>& in) { return ops::cdist(in[0], in[1]); },
                      {golden["x"], golden["y"]});
  EXPECT_LT(check.largest_error, 1e-7) << check.to_string();
  EXPECT_EQ(error_text([] {
              ops::cdist(zeros({3}), zeros({4, 3}));
            }),
            "ShapeError: cdist: Inputs to `cdist` must have rank >= 2\n"
            "  x  float32 (3,)\n"
            "  y  float32 (4, 3)");
  EXPECT_NE(error_text([] {
              ops::cdist(zeros({3, 2}), zeros({4, 3}));
            }).find("The last dimension of inputs to `cdist` must match"),
            std::string::npos);
  EXPECT_THROW(ops::cdist(zeros({2, 3, 2}), zeros({3, 3, 2})), ShapeError);
}

TEST(Norm, SaysWhatItHasNot) {
  EXPECT_EQ(error_text([] {
              ops::norm(cube(), {.ord = 3, .axis = {1, 2}});
            }),
            "ValueError: norm: a matrix has no norm of order 3");
  EXPECT_EQ(error_text([] { ops::norm(cube(), {.ord = "fro", .axis = 1}); }),
            "ValueError: norm: a vector has no norm of order 'fro'");
  EXPECT_NE(error_text([] { ops::norm(cube(), {.ord = 2}); }).find("not over 3"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::norm(cube(), {.axis = {0, 1, 2}});
            }).find("not over 3"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
