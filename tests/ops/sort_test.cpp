#include "keratin/ops/sort.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/ops/compare.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Sort, ArgsortIsStableAndTakesAnyAxis) {
  EXPECT_TRUE(array_equal(tensor({2, 1, 2, 1}).argsort(), tensor({1, 3, 0, 2})));
  const Tensor x = tensor({{3, 1, 2}, {1, 5, 0}});
  EXPECT_TRUE(array_equal(x.argsort(0), tensor({{1, 0, 1}, {0, 1, 0}})));
  EXPECT_TRUE(array_equal(ops::sort(x), tensor({{1, 2, 3}, {0, 1, 5}})));
}

TEST(Sort, PutsNaNLast) {
  const Tensor x = tensor(std::vector<float>{2, NAN, 1});
  EXPECT_TRUE(array_equal(x.argsort(), tensor({2, 0, 1})));
}

TEST(Sort, ArgmaxAndArgminFindTheFirst) {
  const Tensor x = tensor({{1, 7, 7}, {9, 0, 9}});
  EXPECT_EQ(x.argmax().item<int>(), 3);
  EXPECT_EQ(x.argmin().item<int>(), 4);
  EXPECT_TRUE(array_equal(x.argmax(1), tensor({1, 0})));
  EXPECT_TRUE(array_equal(x.argmin(0), tensor({0, 1, 0})));
  EXPECT_EQ(x.argmax(-1, true).shape(), (Shape{2, 1}));
  EXPECT_EQ(x.argmax(1).dtype(), int32);
}

TEST(Sort, TopK) {
  const Tensor x = tensor({{1.0, 4.0, 2.0}, {9.0, 7.0, 8.0}});
  const auto [values, indices] = ops::top_k(x, 2);
  EXPECT_TRUE(array_equal(values, tensor({{4.0, 2.0}, {9.0, 8.0}})));
  EXPECT_TRUE(array_equal(indices, tensor({{1, 2}, {0, 2}})));
  EXPECT_TRUE(array_equal(ops::in_top_k(tensor({0, 2}), x, 2), tensor({false, true})));
}

}  // namespace
}  // namespace keratin
