#include "keratin/ops/filled.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"

namespace keratin {
namespace {

TEST(Filled, HaveTheShapeAndDTypeOfAnother) {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_TRUE(array_equal(ops::zeros_like(x), zeros({2, 3}, int32)));
  EXPECT_TRUE(array_equal(ops::ones_like(x, float16), ones({2, 3}, float16)));
  EXPECT_EQ(ops::ones_like(x, float16).dtype(), float16);
  EXPECT_TRUE(array_equal(ops::full_like(x, 7), full({2, 3}, 7)));
  EXPECT_EQ(ops::full_like(x, 2.5, float32).to_vector<float>(), std::vector<float>(6, 2.5F));
  EXPECT_EQ(ops::ones_like(ones({0, 4})).shape(), (Shape{0, 4}));
  EXPECT_THROW(ops::full_like(x, 300, int8), ValueError);
}

// Of a symbolic tensor they are as long as the data that a model is called with.
TEST(Filled, FollowSymbolicTensors) {
  const Input x({None, 2});
  const Tensor marked = ops::concatenate({x, ops::ones_like(x)}, -1);
  const Model model(x, marked + ops::full_like(marked, 3) - ops::zeros_like(marked));
  const Tensor data = tensor({{{1.0F, 2.0F}, {3.0F, 4.0F}, {5.0F, 6.0F}}});
  const Tensor expected =
      tensor({{{4.0F, 5.0F, 4.0F, 4.0F}, {6.0F, 7.0F, 4.0F, 4.0F}, {8.0F, 9.0F, 4.0F, 4.0F}}});
  EXPECT_TRUE(array_equal(model.predict(data, {.verbose = 0}), expected));
  const Model again = model_from_json(model.to_json());
  EXPECT_TRUE(array_equal(again.predict(data, {.verbose = 0}), expected));
}

}  // namespace
}  // namespace keratin
