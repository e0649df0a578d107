#include "keratin/tensor/tensors.h"

#include <gtest/gtest.h>

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Tensors, OneOrSeveral) {
  const Tensor a = ones({2}), b = zeros({3, 1});
  EXPECT_EQ(Tensors(a).size(), 1U);
  const Tensors both = {a, b};
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both.back().shape(), (Shape{3, 1}));
  EXPECT_EQ(Tensors(both.to_vector()).size(), 2U);
}

TEST(Shapes, OneOrSeveral) {
  const Shapes one = {32, 784}, two = {{32, 784}, {32, 10}};
  EXPECT_EQ(one.size(), 1U);
  EXPECT_EQ(two.size(), 2U);
  EXPECT_EQ(one.to_string(), "(32, 784)");
  EXPECT_EQ(two.to_string(), "[(32, 784), (32, 10)]");
  EXPECT_EQ(shapes_of({ones({2}), Tensor()}), (Shapes{Shape{2}, Shape{}}));
}

TEST(Masks, RideOnATensorAndItsCopies) {
  const Tensor x = ones({2, 3}), mask = tensor({1.0, 0.0}).astype(bool_);
  EXPECT_FALSE(mask_of(x).defined());
  EXPECT_FALSE(mask_of(Tensor()).defined());
  set_mask(x, mask);
  const Tensor same = x;
  EXPECT_EQ(mask_of(same).to_vector<int>(), (std::vector<int>{1, 0}));
  EXPECT_FALSE(mask_of(x.reshape({3, 2})).defined());
  EXPECT_FALSE(mask_of(x.copy()).defined());
  set_mask(x, {});
  EXPECT_FALSE(mask_of(same).defined());
}

// Also where that shares its memory: a square that is turned around, and a result that is written
// over the tensor, which nobody else holds.
TEST(Masks, DoNotRideOnWhatIsComputed) {
  Tensor x = ones({2, 3, 3});
  const auto mark = [&] { set_mask(x, ones({2, 3}, bool_)); };
  mark();
  EXPECT_TRUE(mask_of(x).defined());
  EXPECT_FALSE(mask_of(x.transpose({0, 2, 1})).defined());
  EXPECT_FALSE(mask_of(ops::transpose(x, {0, 2, 1})).defined());
  EXPECT_FALSE(mask_of(ops::tanh(std::move(x))).defined());
  x = ones({2, 3, 3});
  mark();
  EXPECT_FALSE(mask_of(std::move(x) * 2).defined());
  x = ones({2, 3, 3});
  mark();
  EXPECT_FALSE(mask_of(std::move(x) + ones({2, 3, 3})).defined());
}

}  // namespace
}  // namespace keratin
