// Constraints against real Keras.
#include <gtest/gtest.h>

#include "keratin/constraints/all.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::Golden;

TEST(GoldenConstraints, EqualKeras) {
  using namespace constraints;
  const Golden golden("regularizers");
  const Tensor& x = golden["x"];
  expect_near(MaxNorm(1.5)(x), golden["max_norm"], 1e-6, "max_norm");
  expect_near(MaxNorm(1.5, 1)(x), golden["max_norm_1"], 1e-6, "max_norm_1");
  expect_near(NonNeg()(x), golden["non_neg"], 0, "non_neg");
  expect_near(UnitNorm()(x), golden["unit_norm"], 1e-6, "unit_norm");
  expect_near(MinMaxNorm({.min_value = 0.5, .max_value = 1.2, .rate = 0.7})(x),
              golden["min_max_norm"], 1e-6, "min_max_norm");
}

}  // namespace
}  // namespace keratin
