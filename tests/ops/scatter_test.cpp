#include "keratin/ops/scatter.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

// The numbers are what Keras 3.15 gives on JAX.

TEST(Scatter, AddsToZeros) {
  expect_near(ops::scatter(tensor({{0, 1}, {1, 1}, {0, 1}}), tensor({1.0, 2.0, 3.0}), {2, 2}),
              tensor({{0.0, 4.0}, {0.0, 2.0}}), 0);
  EXPECT_EQ(ops::scatter(zeros({0, 1}, int32), zeros({0, 3}), {2, 3}).shape(), (Shape{2, 3}));
}

TEST(Scatter, UpdatesAndCombines) {
  const Tensor indices = tensor({{0}, {-1}, {5}, {0}});  // 5 is outside
  const Tensor updates = tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}, {7.0, 0.5}});
  const auto with = [&](const char* reduction) {
    return ops::scatter_update(ones({3, 2}), indices, updates, reduction);
  };
  expect_near(with(""), tensor({{7.0, 0.5}, {1.0, 1.0}, {3.0, 4.0}}), 0);
  expect_near(with("add"), tensor({{9.0, 3.5}, {1.0, 1.0}, {4.0, 5.0}}), 0);
  expect_near(with("max"), tensor({{7.0, 2.0}, {1.0, 1.0}, {3.0, 4.0}}), 0);
  expect_near(with("min"), tensor({{1.0, 0.5}, {1.0, 1.0}, {1.0, 1.0}}), 0);
  expect_near(with("mul"), tensor({{7.0, 1.0}, {1.0, 1.0}, {3.0, 4.0}}), 0);
  const Tensor inputs = zeros({2, 2}, int32);
  const Tensor y = ops::scatter_update(inputs, tensor({{1, 0}}), tensor({2.5}));
  EXPECT_EQ(y.dtype(), int32);
  expect_near(y, tensor({{0, 0}, {2, 0}}), 0);
  expect_near(inputs, zeros({2, 2}, int32), 0);  // a copy was changed
}

TEST(Scatter, CutsAndPastesParts) {
  const Tensor x = arange(12).reshape({3, 4});
  expect_near(ops::slice_(x, {1, 2}, {2, 2}), tensor({{6, 7}, {10, 11}}), 0);
  expect_near(ops::slice_(x, {2, -1}, {2, 2}), tensor({{6, 7}, {10, 11}}), 0);
  expect_near(ops::slice_(x, {1, 2}, {-1, -1}), tensor({{6, 7}, {10, 11}}), 0);
  expect_near(ops::slice_update(zeros({3, 4}), {2, -2}, ones({2, 2})),
              tensor({{0, 0, 0, 0}, {0, 0, 1, 1}, {0, 0, 1, 1}}), 0);
  EXPECT_EQ(ops::slice_update(zeros({3, 4}), {0, 0}, ones({0, 2})).shape(), (Shape{3, 4}));
  EXPECT_EQ(ops::slice_(x, {0, 0}, {0, 2}).shape(), (Shape{0, 2}));
}

TEST(Scatter, IsDifferentiable) {
  const Tensor x = random::normal({4, 3}, {.dtype = float64, .seed = 1});
  const Tensor u = random::normal({5, 3}, {.dtype = float64, .seed = 2});
  const Tensor indices = tensor({{0}, {2}, {0}, {7}, {-1}});
  for (const char* reduction : {"", "add", "max", "min", "mul"}) {
    const auto f = [&](const auto& in) {
      return ops::scatter_update(in[0], indices, in[1], reduction);
    };
    EXPECT_LT(testing::gradient_error({x, u}, f), 1e-6) << reduction;
  }
  EXPECT_LT(testing::gradient_error({u},
                                    [&](const auto& in) {
                                      return ops::scatter(indices, in[0], {3, 3});
                                    }),
            1e-6);
  EXPECT_LT(testing::gradient_error({x},
                                    [&](const auto& in) {
                                      return ops::slice_(in[0], {1, 1}, {2, 2});
                                    }),
            1e-6);
  EXPECT_LT(testing::gradient_error({x, random::normal({2, 2}, {.dtype = float64})},
                                    [&](const auto& in) {
                                      return ops::slice_update(in[0], {1, 1}, in[1]);
                                    }),
            1e-6);
}

TEST(Scatter, SaysWhatIsWrong) {
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  says([] { ops::scatter(tensor({{0, 0, 0}}), ones({1}), {2, 2}); }, "at most 2");
  says([] { ops::scatter(tensor({{0.5}}), ones({1}), {2}); }, "indices must be integers");
  says([] { ops::scatter_update(ones({2}), tensor({{0}}), ones({1}), "sum"); },
       "Invalid reduction: sum");
  says([] { ops::slice_(ones({3, 4}), {0, 0}, {4, 1}); }, "does not fit");
  says([] { ops::slice_(ones({3, 4}), tensor({0}), {1, 1}); }, "each of the 2 axes");
  says([] { ops::slice_update(ones({3, 4}), {0, 0}, ones({4, 2})); }, "does not fit");
}

TEST(Scatter, StandsInAGraph) {
  const Input x({4});
  const Tensor y = ops::scatter_update(x, tensor({{0, 1}}), tensor({9.0}));
  EXPECT_EQ(y.shape(), (Shape{None, 4}));
  EXPECT_EQ(ops::slice_(x, {0, 1}, {-1, 2}).shape(), (Shape{None, 2}));
}

}  // namespace
}  // namespace keratin
