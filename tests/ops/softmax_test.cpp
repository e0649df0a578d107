#include "keratin/ops/softmax.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Softmax, SharesOneAmongTheElementsOfAnAxis) {
  const Tensor x = tensor({{0.0, std::log(3.0)}, {5.0, 5.0}});
  EXPECT_TRUE(allclose(ops::softmax(x), tensor({{0.25, 0.75}, {0.5, 0.5}}), {.atol = 1e-6}));
  EXPECT_TRUE(allclose(ops::sum(ops::softmax(x, 0), {.axis = 0}), ones({2})));
}

TEST(Softmax, StaysFiniteFarOut) {
  const Tensor x = tensor({1000.0, 0.0, -1000.0});
  EXPECT_TRUE(array_equal(ops::softmax(x), tensor({1.0, 0.0, 0.0})));
  EXPECT_TRUE(array_equal(ops::log_softmax(x), tensor({0.0, -1000.0, -2000.0})));
}

TEST(Softmax, WantsAnAxisThatIsThere) { EXPECT_ANY_THROW(ops::softmax(ones({2, 3}), 2)); }

}  // namespace
}  // namespace keratin
