#include "keratin/ops/whole_numbers.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;
using Ints = std::vector<int>;

// The numbers are real Keras's.
const Tensor& left() {
  static const Tensor x = tensor({5, -3, 7});
  return x;
}
const Tensor& right() {
  static const Tensor x = tensor({3, 6, 1});
  return x;
}

TEST(WholeNumbers, HaveBits) {
  EXPECT_EQ(ops::bitwise_and(left(), right()).to_vector<int>(), (Ints{1, 4, 1}));
  EXPECT_EQ(ops::bitwise_or(left(), right()).to_vector<int>(), (Ints{7, -1, 7}));
  EXPECT_EQ(ops::bitwise_xor(left(), right()).to_vector<int>(), (Ints{6, -5, 6}));
  EXPECT_EQ(ops::bitwise_xor(left(), 2).to_vector<int>(), (Ints{7, -1, 5}));
  EXPECT_EQ(ops::bitwise_not(left()).to_vector<int>(), (Ints{-6, 2, -8}));
  EXPECT_EQ(ops::bitwise_invert(left().astype(uint8)).to_vector<int>(), (Ints{250, 2, 248}));
  EXPECT_TRUE(array_equal(ops::bitwise_xor(tensor({true, false}), tensor({true, true})),
                          tensor({false, true})));
  EXPECT_TRUE(array_equal(ops::bitwise_not(tensor({true, false})), tensor({false, true})));
  EXPECT_EQ(ops::bitwise_or(left().astype(int8), right()).dtype(), int32);
  EXPECT_EQ(ops::bitwise_and(zeros({2, 1}, int64), zeros({3}, int64)).shape(), (Shape{2, 3}));
}

TEST(WholeNumbers, AreShifted) {
  EXPECT_EQ(ops::left_shift(left(), right()).to_vector<int>(), (Ints{40, -192, 14}));
  EXPECT_EQ(ops::right_shift(left(), right()).to_vector<int>(), (Ints{0, -1, 3}));
  EXPECT_EQ(ops::bitwise_left_shift(left(), 2).to_vector<int>(), (Ints{20, -12, 28}));
  EXPECT_EQ(ops::bitwise_right_shift(left(), 2).to_vector<int>(), (Ints{1, -1, 1}));
  EXPECT_EQ(ops::left_shift(left().astype(uint8), right().astype(uint8)).to_vector<int>(),
            (Ints{40, 64, 14}));
  for (const Tensor& far : {right() + 40, -right()}) {
    EXPECT_EQ(ops::left_shift(left(), far).to_vector<int>(), (Ints{0, 0, 0}));
    EXPECT_EQ(ops::right_shift(left(), far).to_vector<int>(), (Ints{0, -1, 0}));
  }
  EXPECT_EQ(ops::left_shift(tensor({true, false}), tensor({true, true})).dtype(), int32);
}

TEST(WholeNumbers, HaveDivisors) {
  EXPECT_EQ(ops::gcd(left(), right()).to_vector<int>(), (Ints{1, 3, 1}));
  EXPECT_EQ(ops::lcm(left(), right()).to_vector<int>(), (Ints{15, 6, 7}));
  EXPECT_EQ(ops::lcm(left().astype(uint8), right().astype(uint8)).to_vector<int>(),
            (Ints{15, 238, 7}));
  EXPECT_EQ(ops::lcm(full({1}, 65535, uint16), full({1}, 65534, uint16)).to_vector<int>(),
            (Ints{2}));
  EXPECT_EQ(ops::gcd(tensor({0, 6}), 0).to_vector<int>(), (Ints{0, 6}));
  EXPECT_EQ(ops::lcm(tensor({0, 6}), 0).to_vector<int>(), (Ints{0, 0}));
}

TEST(WholeNumbers, AreNoFloats) {
  EXPECT_EQ(error_text([] { ops::bitwise_and(tensor({1.5}), tensor({1})); }),
            "DTypeError: bitwise_and: takes integers and bools\n  x  float32 (1,)");
  EXPECT_EQ(error_text([] { ops::gcd(tensor({true}), tensor({1})); }),
            "DTypeError: gcd: takes integers\n  x  bool (1,)");
  EXPECT_NE(error_text([] { ops::gcd(ones({1}, uint64), ones({1}, int64)); }).find("no integer"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
