#include "keratin/ops/dense.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

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

TEST(Dense, LengthsMustAgree) {
  EXPECT_THROW(ops::dense(ones({2, 4}), kernel()), ShapeError);
  EXPECT_THROW(ops::dense(ones({2, 3}), kernel(), ones({3})), ShapeError);
}

}  // namespace
}  // namespace keratin
