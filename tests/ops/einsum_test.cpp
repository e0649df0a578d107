#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

Tensor x23() { return arange(6).reshape({2, 3}); }

TEST(Einsum, OneTensor) {
  EXPECT_TRUE(array_equal(ops::einsum("ij->ji", x23()), x23().transpose()));
  EXPECT_TRUE(array_equal(ops::einsum("ij->j", x23()), tensor({3, 5, 7})));
  EXPECT_EQ(ops::einsum("ij->", x23()).item<int>(), 15);
}

TEST(Einsum, TwoTensors) {
  EXPECT_TRUE(array_equal(ops::einsum("ij,j->i", x23(), tensor({1, 0, 2})), tensor({4, 13})));
  EXPECT_TRUE(array_equal(ops::einsum("i,i->", tensor({1, 2}), tensor({3, 4})), tensor(11)));
  EXPECT_TRUE(array_equal(ops::einsum("i,j->ij", tensor({1, 2}), tensor({3, 4})),
                          tensor({{3, 4}, {6, 8}})));
  EXPECT_TRUE(
      array_equal(ops::einsum("ij,ij->ij", x23(), x23()), tensor({{0, 1, 4}, {9, 16, 25}})));
  EXPECT_EQ(ops::einsum("bij,bjk->bik", ones({4, 2, 3}), ones({4, 3, 5})).shape(),
            (Shape{4, 2, 5}));
}

TEST(Einsum, WrongSubscriptsAreNamed) {
  EXPECT_THROW(ops::einsum("ijk->i", x23()), Error);
  EXPECT_THROW(ops::einsum("ij->k", x23()), Error);
  EXPECT_THROW(ops::einsum("ij,jk->ik", x23(), x23()), Error);
}

}  // namespace
}  // namespace keratin
