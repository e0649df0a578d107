#include "keratin/ops/products.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near, testing::gradient_error, testing::uniform_tensor;

TEST(Products, AreKerass) {
  EXPECT_TRUE(array_equal(ops::inner(ones({2, 3}), ones({4, 3})), full({2, 4}, 3.0)));
  EXPECT_TRUE(array_equal(ops::inner(tensor(2.0F), ones({4, 3})), full({4, 3}, 2.0)));
  EXPECT_EQ(ops::vdot(ones({2, 3}), ones({3, 2})).item(), 6);
  const Tensor square = tensor({{1, 1}, {0, 1}}), wide = tensor({{1, 1, 2, 2}, {0, 1, 0, 2}});
  EXPECT_TRUE(array_equal(ops::kron(tensor({{1, 2}}), square), wide));
  EXPECT_TRUE(array_equal(ops::kron(tensor({1, 2}), square), wide));
  EXPECT_NE(error_text([] {
              ops::inner(ones({2, 3}), ones({4, 2}));
            }).find("equally long"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::vdot(ones({2, 3}), ones({4, 2}));
            }).find("as many elements"),
            std::string::npos);
}

TEST(Products, OfVectorsInSpace) {
  EXPECT_TRUE(array_equal(ops::cross(tensor({1, 2, 3}), tensor({4, 5, 6})), tensor({-3, 6, -3})));
  EXPECT_EQ(ops::cross(tensor({1, 2}), tensor({4, 5})).item(), -3);
  EXPECT_TRUE(
      array_equal(ops::cross(tensor({{1, 2}}), tensor({{4, 5, 6}})), tensor({{12, -6, -3}})));
  EXPECT_TRUE(
      array_equal(ops::cross(tensor({{4, 5, 6}}), tensor({{1, 2}})), tensor({{-12, 6, 3}})));
  const Tensor a = uniform_tensor({3, 4}, -1, 1, 1), b = uniform_tensor({3, 4}, -1, 1, 2);
  const Tensor along_first = ops::cross(a, b, {.axis = 0});
  expect_near(along_first, ops::transpose(ops::cross(ops::transpose(a), ops::transpose(b))), 0);
  EXPECT_NE(error_text([] { ops::cross(ones({4}), ones({4})); }).find("2 or 3 elements"),
            std::string::npos);
}

TEST(Products, OfPowers) {
  EXPECT_TRUE(
      array_equal(ops::vander(tensor({1, 2, 3})), tensor({{1, 1, 1}, {4, 2, 1}, {9, 3, 1}})));
  EXPECT_TRUE(array_equal(ops::vander(tensor({1.0, 2.0, 3.0}), {.N = 2, .increasing = true}),
                          tensor({{1.0, 1.0}, {1.0, 2.0}, {1.0, 3.0}})));
  EXPECT_NE(error_text([] {
              ops::vander(ones({2, 2}));
            }).find("must be 1-dimensional"),
            std::string::npos);
}

TEST(Trapezoid, IsKerass) {
  EXPECT_EQ(ops::trapezoid(tensor({1.0F, 2.0F, 3.0F})).item(), 4);
  EXPECT_EQ(ops::trapezoid(tensor({1, 2, 3}), {.dx = 2}).item(), 8);
  EXPECT_TRUE(array_equal(ops::trapezoid(tensor({{1.0, 2.0, 3.0}}), {.x = tensor({0.0, 1.0, 3.0})}),
                          tensor({6.5})));
  EXPECT_TRUE(array_equal(ops::trapezoid(tensor({{1.0, 2.0, 3.0}, {3.0, 4.0, 5.0}}), {.axis = 0}),
                          tensor({2.0, 3.0, 4.0})));
}

TEST(Products, HaveTheGradientsOfDifferences) {
  const Tensor a = uniform_tensor({2, 3}, -1, 1, 1), b = uniform_tensor({4, 3}, -1, 1, 2),
               c = uniform_tensor({2, 3}, -1, 1, 3), v = uniform_tensor({4}, -1, 1, 4);
  using Pair = Tensor (*)(const std::vector<Tensor>&);
  const Pair pairs[] = {
      [](const std::vector<Tensor>& x) { return ops::inner(x[0], x[1]); },
      [](const std::vector<Tensor>& x) { return ops::kron(x[0], x[1]); },
  };
  for (const Pair f : pairs) EXPECT_LT(gradient_error({a, b}, f), 1e-7);
  EXPECT_LT(
      gradient_error({a, c}, [](const std::vector<Tensor>& x) { return ops::cross(x[0], x[1]); }),
      1e-7);
  EXPECT_LT(
      gradient_error({a, c}, [](const std::vector<Tensor>& x) { return ops::vdot(x[0], x[1]); }),
      1e-7);
  EXPECT_LT(gradient_error({v}, [](const std::vector<Tensor>& x) { return ops::vander(x[0]); }),
            1e-7);
  EXPECT_LT(
      gradient_error(
          {a, c}, [](const std::vector<Tensor>& x) { return ops::trapezoid(x[0], {.x = x[1]}); }),
      1e-7);
}

}  // namespace
}  // namespace keratin
