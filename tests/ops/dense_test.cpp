#include "keratin/ops/dense.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

Tensor kernel() { return tensor({{1.0, 0.0}, {0.0, 1.0}, {1.0, 1.0}}); }

TEST(Dense, IsTheProductPlusBiasThroughTheFunction) {
  const Tensor x = tensor({{1.0, 2.0, 3.0}, {0.0, 0.0, -9.0}});
  EXPECT_TRUE(array_equal(ops::dense(x, kernel()), tensor({{4.0, 5.0}, {-9.0, -9.0}})));
  const Tensor y = ops::dense(x, kernel(), tensor({10.0, -10.0}), {.is_some = true});
  EXPECT_TRUE(array_equal(y, tensor({{14.0, 0.0}, {1.0, 0.0}})));
}

TEST(Dense, LeadingAxesStay) {
  EXPECT_EQ(ops::dense(ones({4, 5, 3}), kernel()).shape(), (Shape{4, 5, 2}));
  EXPECT_THROW(ops::dense(ones({3}), kernel()), ShapeError);  // as Keras: no batch axis
  EXPECT_EQ(ops::dense(ones({0, 3}), kernel()).shape(), (Shape{0, 2}));
}

TEST(Dense, OfBFloat16TakesFloat32WeightsAndGivesThemFloat32Gradients) {
  const Tensor x = testing::uniform_tensor({7, 5}, -1, 1, 1).astype(bfloat16);
  const Tensor kernel = testing::uniform_tensor({5, 3}, -1, 1, 2).astype(float32);
  const Tensor bias = testing::uniform_tensor({3}, -1, 1, 3).astype(float32);
  const auto gradients_of = [](const Tensor& a, const Tensor& b, const Tensor& c, Tensor& y) {
    const Tensor inputs[] = {watch(a), watch(b), watch(c)};
    y = ops::dense(inputs[0], inputs[1], inputs[2], {.is_some = true, .function = Unary::tanh});
    return gradients(ops::sum(ops::square(y).astype(float32)), {inputs[0], inputs[1], inputs[2]});
  };
  Tensor narrow, wide;
  const auto mixed = gradients_of(x, kernel, bias, narrow);
  const auto plain = gradients_of(x.astype(float32), kernel, bias, wide);
  EXPECT_EQ(narrow.dtype(), bfloat16);
  EXPECT_TRUE(allclose(narrow.astype(float32), wide, {.rtol = 0.01, .atol = 0.01}));
  EXPECT_EQ(mixed[0].dtype(), bfloat16);
  for (const size_t i : {1U, 2U}) EXPECT_EQ(mixed[i].dtype(), float32);
  for (const size_t i : {0U, 1U, 2U}) {
    EXPECT_TRUE(allclose(mixed[i].astype(float32), plain[i], {.rtol = 0.05, .atol = 0.05})) << i;
  }
}

TEST(Dense, DtypesMustAgree) {
  EXPECT_EQ(testing::error_text([] {
              ops::dense(ones({2, 3}), kernel().astype(bfloat16));
            }),
            "DTypeError: dense: x, kernel and bias must have one floating dtype; beside a bfloat16 "
            "x the others may be float32\n"
            "  x       float32 (2, 3)\n"
            "  kernel  bfloat16 (3, 2)");
  EXPECT_THROW(ops::dense(ones({2, 3}), kernel(), ones({2}, float64)), DTypeError);
  EXPECT_THROW(ops::dense(ones({2, 3}, int32), ones({3, 2}, int32)), DTypeError);
}

TEST(Dense, LengthsMustAgree) {
  EXPECT_THROW(ops::dense(ones({2, 4}), kernel()), ShapeError);
  EXPECT_THROW(ops::dense(ones({2, 3}), kernel(), ones({3})), ShapeError);
}

}  // namespace
}  // namespace keratin
