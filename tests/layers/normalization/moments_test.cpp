// What the layers that normalize by mean and variance have in common.
#include <gtest/gtest.h>

#include "keratin/layers/normalization/moments_internal.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin::layers {
namespace {

using testing::error_text, testing::expect_near;

TEST(Moments, KeepTheAxes) {
  const Tensor x = {{{1.0, 2.0}, {3.0, 6.0}}};
  const Moments moments = moments_of(x, {0, 1});
  expect_near(moments.mean, tensor({{{2.0, 4.0}}}), 0);
  expect_near(moments.variance, tensor({{{1.0, 4.0}}}), 0);
  expect_near(moments.centered, tensor({{{-1.0, -2.0}, {1.0, 2.0}}}), 0);
}

TEST(Moments, ScaleAndShiftWhatIsThere) {
  const Moments moments = moments_of(tensor({{1.0, 3.0}}), -1);
  expect_near(normalized(moments, 3, {}, {}), tensor({{-0.5, 0.5}}), 0);
  expect_near(normalized(moments, 3, tensor({2.0, 4.0}), {}), tensor({{-1.0, 2.0}}), 0);
  expect_near(normalized(moments, 3, {}, tensor({1.0, 2.0})), tensor({{0.5, 2.5}}), 0);
}

TEST(Moments, WidenHalves) {
  EXPECT_EQ(widened(ones({1}, float16)).dtype(), float32);
  EXPECT_EQ(widened(ones({1}, bfloat16)).dtype(), float32);
  EXPECT_EQ(widened(ones({1}, float64)).dtype(), float64);
  EXPECT_EQ(widened(ones({1}, int32)).dtype(), float32);
}

TEST(Moments, LengthsAreThoseOfTheAxes) {
  const Shape x = {kNone, 3, 4};
  EXPECT_EQ(lengths_along("L", x, ascending({1, -1})), (Shape{4, 3}));
  EXPECT_EQ(error_text([&] { length_along("L", x, 0); }),
            "ShapeError: axis 0 of the input needs a known length, received (None, 3, 4)");
  EXPECT_THROW(length_along("L", x, 3), ShapeError);
  EXPECT_EQ(listed(Shape{1}).to_string(), "[1]");
}

}  // namespace
}  // namespace keratin::layers
