#include "keratin/tensor/print.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

// The texts are those of NumPy 2 for the same arrays.
TEST(Print, StrOfArraysIsNumPys) {
  EXPECT_EQ(tensor({1.0, 2.5, -3.25}).to_string(), "[ 1.    2.5  -3.25]");
  EXPECT_EQ(tensor({{1, 20}, {300, 4}}).to_string(), "[[  1  20]\n [300   4]]");
  EXPECT_EQ(tensor({true, false}).to_string(), "[ True False]");
  EXPECT_EQ(tensor({1e-5, 1.0}).to_string(), "[1.e-05 1.e+00]");
  EXPECT_EQ(tensor(std::vector<float>{1, NAN, -INFINITY}).to_string(), "[  1.  nan -inf]");
  EXPECT_EQ(tensor(0.1).to_string(), "0.1");
}

TEST(Print, ReprNamesTheDtypeUnlessItIsImplied) {
  EXPECT_EQ(tensor({0.5, 1.0}).repr(), "array([0.5, 1. ], dtype=float32)");
  EXPECT_EQ(tensor(std::vector<double>{0.5}).repr(), "array([0.5])");
  EXPECT_EQ(tensor({1, 2}).repr(), "array([1, 2], dtype=int32)");
}

TEST(Print, LongArraysAreCutInTheMiddle) {
  EXPECT_EQ(arange(2000).to_string(), "[   0    1    2 ... 1997 1998 1999]");
}

TEST(Print, PythonsNumbers) {
  EXPECT_EQ(printed(0.1), "0.1");
  EXPECT_EQ(printed(1.0), "1.0");
  EXPECT_EQ(printed(1e-5), "1e-05");
  EXPECT_EQ(printed(true), "True");
  EXPECT_EQ(printed(Shape{2, 3}), "(2, 3)");
  EXPECT_EQ(printed(std::vector<int>{1, 2}), "[1, 2]");
}

struct Unknown {};
template <class T>
concept CanBePrinted = requires(const T& x) {
  printed(x);
};

TEST(Print, SaysWhatItKnows) {
  EXPECT_TRUE((CanBePrinted<std::pair<int, Tensor>>));
  EXPECT_TRUE((CanBePrinted<std::map<std::string, std::vector<std::optional<double>>>>));
  EXPECT_TRUE((CanBePrinted<std::tuple<Shape, bool, std::string>>));
  EXPECT_TRUE(CanBePrinted<std::nullptr_t>);
  EXPECT_FALSE(CanBePrinted<Unknown>);
  EXPECT_FALSE((CanBePrinted<std::pair<int, Unknown>>));
  EXPECT_FALSE((CanBePrinted<std::vector<std::tuple<Unknown>>>));
  EXPECT_FALSE(CanBePrinted<std::optional<Unknown>>);
}

}  // namespace
}  // namespace keratin
