// x[...] = value as NumPy means it: what is written, where, and what is refused.
#include "keratin/tensor/tensor_item.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/autodiff/variable.h"
#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/index.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

Tensor counts() { return arange(6).reshape({2, 3}); }

TEST(TensorItem, WritesWhereTheIndicesPoint) {
  Tensor x = counts();
  x[0] = 7;
  x[{1, 2}] = 9.9f;  // cut, as NumPy cuts it
  EXPECT_TRUE(array_equal(x, tensor({{7, 7, 7}, {3, 4, 9}})));
  x[x > 6] = 0;
  EXPECT_TRUE(array_equal(x, tensor({{0, 0, 0}, {3, 4, 0}})));
  x[{ellipsis, slice(1, None)}] = tensor({{1}, {2}});
  EXPECT_TRUE(array_equal(x, tensor({{0, 1, 1}, {3, 2, 2}})));
  x[tensor({1, 0})] = tensor({{10, 11, 12}, {20, 21, 22}});
  EXPECT_TRUE(array_equal(x, tensor({{20, 21, 22}, {10, 11, 12}})));
  x[0] = {1, 2, 3};
  x[1] = x[0];
  EXPECT_TRUE(array_equal(x, tensor({{1, 2, 3}, {1, 2, 3}})));
}

TEST(TensorItem, ComputesInPlace) {
  Tensor x = counts().astype(float32);
  x[0] += 1;
  x[1] *= tensor({1.0, 0.5, 2.0});
  x[x > 5] -= 4;
  x[{0, slice(0, 2)}] /= 2;
  EXPECT_TRUE(array_equal(x, tensor({{0.5, 1.0, 3.0}, {3.0, 2.0, 6.0}})));
}

TEST(TensorItem, WritesThroughViewsOfViews) {
  Tensor x = counts();
  x[1][slice(0, 2)] = 5;
  x.T()[2] = 8;
  x[slice(None, None, -1)][0][0] = 6;
  EXPECT_TRUE(array_equal(x, tensor({{0, 1, 8}, {6, 5, 8}})));
}

TEST(TensorItem, RefusesToWriteIntoACopy) {
  Tensor x = counts();
  EXPECT_EQ(testing::error_text([&] { x[x > 2][0] = 1; }),
            "ValueError: x[mask][...] = value would change a copy of x's elements\n"
            "  hint  put all indices into one pair of brackets: x[{mask, 0}] = value");
  EXPECT_THROW(x[tensor({0, 1})][0][1] = 1, ValueError);
  EXPECT_TRUE(array_equal(x, counts()));
}

TEST(TensorItem, RefusesWhatTheDtypeCannotHold) {
  Tensor bytes = zeros({2}, uint8);
  EXPECT_EQ(testing::error_text([&] { bytes[0] = 300; }),
            "ValueError: x[...] = number: the integer 300 is out of bounds for uint8");
  EXPECT_THROW(bytes[0] = NAN, ValueError);
  EXPECT_THROW(bytes.set(0, -1), ValueError);
  Tensor whole = arange(3);
  EXPECT_THROW(whole[0] += 0.5, DTypeError);
  EXPECT_THROW(whole[0] /= 2, DTypeError);
  EXPECT_THROW(bytes[slice()] += tensor({300, -2}), DTypeError);
  Tensor narrow = zeros({2}, int8);
  narrow[slice()] += tensor({3, -2});  // both signed: as in NumPy
  EXPECT_TRUE(array_equal(narrow, tensor({3, -2}, int8)));
  EXPECT_TRUE(array_equal(bytes, zeros({2}, uint8)));
  EXPECT_TRUE(array_equal(whole, arange(3)));
}

TEST(TensorItem, RefusesAWrongShapeAndAFaultyIndex) {
  Tensor x = counts();
  EXPECT_THROW(x[0] = tensor({1, 2}), ShapeError);
  EXPECT_THROW(x[2] = 1, ValueError);
  EXPECT_THROW(x[tensor({true, false, true})] = 1, ShapeError);
  EXPECT_TRUE(array_equal(x, counts()));
}

TEST(TensorItem, UnderANameIsATensorLikeAnyOther) {
  Tensor x = counts();
  auto row = x[0];
  row = tensor({9, 9});
  EXPECT_TRUE(array_equal(row, tensor({9, 9})));
  EXPECT_TRUE(array_equal(x, counts()));
  const Tensor same = x;
  static_assert(std::is_same_v<decltype(same[0]), Tensor>);  // what is const is not assigned to
  static_assert(!std::is_assignable_v<Tensor&&, const Tensor&>);
}

TEST(TensorItem, ReadsBeforeItWritesWhereBothAreTheSameMemory) {
  Tensor x = tensor({4, 3, 2, 1, 0});
  x.set({x}, x);
  EXPECT_TRUE(array_equal(x, tensor({0, 1, 2, 3, 4})));
  Tensor y = arange(5);
  y[slice(1, None)] = y[slice(0, 4)];
  EXPECT_TRUE(array_equal(y, tensor({0, 0, 1, 2, 3})));
  Tensor z = arange(5);
  z[y > 0] = z[slice(0, 3)];
  EXPECT_TRUE(array_equal(z, tensor({0, 1, 0, 1, 2})));
}

TEST(TensorItem, RefusesTensorsThatGradientsAreRecordedThrough) {
  const Variable w(ones({3}));
  Tensor y = w * 2.0;
  ASSERT_TRUE(y.node());
  EXPECT_THROW(y[0] = 1, ValueError);
  EXPECT_THROW(y[y > 0] = 1, ValueError);
  EXPECT_THROW(y[0] += 1, ValueError);
}

TEST(TensorItem, TakesListsAndLeadingAxesOfLengthOne) {
  Tensor x = counts();
  x[0] = {5, 6, 7};
  x[{1, 0}] = {8};
  EXPECT_TRUE(array_equal(x, tensor({{5, 6, 7}, {8, 4, 5}})));
  x[1] = tensor({{1, 2, 3}});
  x[{0, 0}] = tensor({9});
  EXPECT_TRUE(array_equal(x, tensor({{9, 6, 7}, {1, 2, 3}})));
}

TEST(TensorItem, RefusesAValueThatGradientsAreRecordedThrough) {
  const Variable w(ones({3}));
  Tensor x = zeros({3});
  EXPECT_EQ(testing::error_text([&] { x[slice()] = w * 3.0; }),
            "ValueError: set: gradients are being recorded through the value, and would be lost\n"
            "  hint  assign value.detach(), or take ops::where or ops::concatenate");
  x[slice()] = (w * 3.0).detach();
  EXPECT_TRUE(array_equal(x, full({3}, 3.0)));
}

TEST(TensorItem, RefusesElementsThatAreOne) {
  const Tensor row = arange(3);
  Tensor x = ops::broadcast_to(row, {2, 3});
  EXPECT_THROW(x[0] = 5, ValueError);
  EXPECT_THROW(x[tensor({0})] = 5, ValueError);
  EXPECT_TRUE(array_equal(row, arange(3)));
}

TEST(TensorItem, LeavesCopiesAlone) {
  const Tensor x = counts();
  Tensor flat = x.flatten(), same = x.astype(int32);
  flat[0] = 50;
  same[same < 3] = 0;
  EXPECT_TRUE(array_equal(x, counts()));
}

}  // namespace
}  // namespace keratin
