// Regularizers against real Keras.
#include <gtest/gtest.h>

#include "keratin/regularizers/all.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::Golden;

TEST(GoldenRegularizers, EqualKeras) {
  using namespace regularizers;
  const Golden golden("regularizers");
  const Tensor& x = golden["x"];
  expect_near(L1(0.02)(x), golden["l1"], 1e-6, "l1");
  expect_near(L2(0.03)(x), golden["l2"], 1e-6, "l2");
  expect_near(L2()(x), golden["l2_default"], 1e-6, "l2_default");
  expect_near(L1L2({.l1 = 0.02, .l2 = 0.03})(x), golden["l1_l2"], 1e-6, "l1_l2");
  expect_near(OrthogonalRegularizer(0.1, "rows")(x), golden["orthogonal_rows"], 1e-6,
              "orthogonal_rows");
}

}  // namespace
}  // namespace keratin
