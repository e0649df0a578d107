#include "keratin/ops/manipulate.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Manipulate, ReshapeInfersOneLength) {
  const Tensor x = arange(24);
  EXPECT_EQ(x.reshape({2, -1, 4}).shape(), (Shape{2, 3, 4}));
  EXPECT_EQ(x.reshape({-1}).shape(), (Shape{24}));
  EXPECT_THROW(x.reshape({5, -1}), ShapeError);
  EXPECT_THROW(x.reshape({-1, -1}), Error);
  EXPECT_THROW(x.reshape({23}), ShapeError);
}

TEST(Manipulate, ReshapeReadsAViewInItsOwnOrder) {
  const Tensor turned = arange(6).reshape({2, 3}).transpose();
  EXPECT_TRUE(array_equal(turned.reshape({2, 3}), tensor({{0, 3, 1}, {4, 2, 5}})));
  EXPECT_TRUE(array_equal(turned.flatten(), tensor({0, 3, 1, 4, 2, 5})));
}

TEST(Manipulate, ReshapeSharesMemoryAndFlattenDoesNotReorder) {
  Tensor x = arange(6);
  const Tensor y = x.reshape({2, 3});
  x.set({0}, 9);
  EXPECT_EQ((y[{0, 0}].item<int>()), 9);
}

TEST(Manipulate, TransposeByOrder) {
  const Tensor x = arange(24).reshape({2, 3, 4});
  EXPECT_EQ(x.transpose().shape(), (Shape{4, 3, 2}));
  EXPECT_EQ(x.transpose({1, 0, 2}).shape(), (Shape{3, 2, 4}));
  EXPECT_EQ(x.transpose({-1, 0, 1}).shape(), (Shape{4, 2, 3}));
  EXPECT_EQ((x.transpose({2, 0, 1})[{3, 1, 2}].item<int>()), 23);
  EXPECT_ANY_THROW(x.transpose({0, 0, 1}));
  EXPECT_EQ(ops::swapaxes(x, 0, -1).shape(), (Shape{4, 3, 2}));
  EXPECT_EQ(ops::moveaxis(x, 0, -1).shape(), (Shape{3, 4, 2}));
}

TEST(Manipulate, SqueezeAndExpandDims) {
  const Tensor x = zeros({1, 3, 1});
  EXPECT_EQ(x.squeeze().shape(), (Shape{3}));
  EXPECT_EQ(x.squeeze(-1).shape(), (Shape{1, 3}));
  EXPECT_ANY_THROW(x.squeeze(1));
  EXPECT_EQ(x.expand_dims(-1).shape(), (Shape{1, 3, 1, 1}));
  EXPECT_EQ(x.expand_dims(0).shape(), (Shape{1, 1, 3, 1}));
  EXPECT_ANY_THROW(x.expand_dims(9));
}

}  // namespace
}  // namespace keratin
