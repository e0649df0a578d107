// Normalization in one operation: its gradients, and which axes it may take together.
#include <gtest/gtest.h>

#include "keratin/ops/normalize_internal.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::gradient_error;
using testing::uniform_tensor;

TEST(NormalizeRows, HasTheGradientsOfDifferences) {
  const Tensor x = uniform_tensor({4, 5}, -1, 2, 1), gamma = uniform_tensor({5}, 0.5, 2, 2),
               beta = uniform_tensor({5}, -1, 1, 3);
  for (const int axis : {0, 1}) {
    for (const bool is_centered : {true, false}) {
      EXPECT_LT(gradient_error(
                    {x, gamma, beta},
                    [&](const std::vector<Tensor>& in) {
                      return ops::normalize_rows(in[0], axis, in[1], in[2], 1e-3, is_centered).y;
                    }),
                1e-7)
          << axis << is_centered;
      EXPECT_LT(
          gradient_error({x},
                         [&](const std::vector<Tensor>& in) {
                           return ops::normalize_rows(in[0], axis, {}, {}, 1e-3, is_centered).y;
                         }),
          1e-7)
          << axis << is_centered;
    }
  }
}

TEST(NormalizeRows, OfAStridedInputAreThoseOfItsCopy) {
  const Tensor x = uniform_tensor({5, 4}, -1, 2, 1);
  const Tensor turned(x.storage(), 0, {4, 5}, {1, 4}, x.dtype());
  const auto y = ops::normalize_rows(turned, 1, {}, {}, 1e-3, true);
  const auto same = ops::normalize_rows(turned.contiguous(), 1, {}, {}, 1e-3, true);
  EXPECT_EQ(y.y.to_vector<double>(), same.y.to_vector<double>());
  EXPECT_EQ(y.mean.shape(), (Shape{4}));
}

TEST(LastAxes, EndAtTheLastOne) {
  EXPECT_TRUE(ops::are_last_axes({-1}, 3));
  EXPECT_TRUE(ops::are_last_axes({1, 2}, 3));
  EXPECT_TRUE(ops::are_last_axes({-2, -1}, 3));
  EXPECT_FALSE(ops::are_last_axes({1}, 3));
  EXPECT_FALSE(ops::are_last_axes({-1, 1}, 3));  // in Keras's order: the weight's axes are turned
  EXPECT_FALSE(ops::are_last_axes({0, 2}, 3));
}

}  // namespace
}  // namespace keratin
