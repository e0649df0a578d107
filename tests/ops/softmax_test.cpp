#include "keratin/ops/softmax.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"

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

TEST(Softmax, OfHalvesIsThatOfFloatsRoundedOnce) {
  const Tensor x = testing::uniform_tensor({5, 30}, -4, 4, 1), dy = x * 0.5 + 0.25;
  for (const DType half : {float16, bfloat16}) {
    const Tensor narrow = watch(x.astype(half)), wide = watch(x.astype(half).astype(float32));
    const Tensor y = ops::softmax(narrow), log_y = ops::log_softmax(narrow);
    EXPECT_EQ(y.dtype(), half);
    EXPECT_TRUE(array_equal(y, ops::softmax(wide).astype(half)));
    EXPECT_TRUE(array_equal(log_y, ops::log_softmax(wide).astype(half)));
    const Tensor gradient = gradients(ops::sum(y * dy.astype(half)), {narrow})[0];
    const Tensor like_it = gradients(ops::sum(ops::softmax(wide) * dy.astype(float32)), {wide})[0];
    EXPECT_EQ(gradient.dtype(), half);
    EXPECT_TRUE(allclose(gradient.astype(float32), like_it, {.rtol = 0.02, .atol = 1e-3}));
  }
}

TEST(Softmax, WantsAnAxisThatIsThere) { EXPECT_ANY_THROW(ops::softmax(ones({2, 3}), 2)); }

}  // namespace
}  // namespace keratin
