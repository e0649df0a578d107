#include "keratin/ops/diagonals.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

Tensor matrix() { return tensor({{1, 2, 3}, {4, 5, 6}}); }

TEST(Diagonals, PartAMatrix) {
  EXPECT_TRUE(array_equal(ops::tri(2, 3, 0, int32), tensor({{1, 0, 0}, {1, 1, 0}})));
  EXPECT_TRUE(array_equal(ops::tri(2, -1, -1, int32), tensor({{0, 0}, {1, 0}})));
  EXPECT_TRUE(array_equal(ops::tril(matrix()), tensor({{1, 0, 0}, {4, 5, 0}})));
  EXPECT_TRUE(array_equal(ops::tril(matrix(), 1), tensor({{1, 2, 0}, {4, 5, 6}})));
  EXPECT_TRUE(array_equal(ops::triu(matrix()), tensor({{1, 2, 3}, {0, 5, 6}})));
  EXPECT_TRUE(array_equal(ops::triu(matrix(), -5), matrix()));
  const Tensor bad = full({2, 2}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(array_equal(ops::tril(bad)[0][slice(1, 2)], zeros({1}))) << "NaN is left out";
}

TEST(Diagonals, AreTakenOut) {
  EXPECT_TRUE(array_equal(ops::diagonal(matrix()), tensor({1, 5})));
  EXPECT_TRUE(array_equal(ops::diagonal(matrix(), {.offset = 1}), tensor({2, 6})));
  EXPECT_TRUE(array_equal(ops::diagonal(matrix(), {.offset = -1}), tensor({4})));
  EXPECT_EQ(ops::diagonal(matrix(), {.offset = 7}).shape(), (Shape{0}));
  EXPECT_EQ(ops::trace(matrix()).item<int>(), 6);
  const Tensor x = arange(24).reshape({2, 3, 4});
  EXPECT_TRUE(array_equal(ops::diagonal(x, {.offset = 1, .axis1 = 1, .axis2 = -1}),
                          tensor({{1, 6, 11}, {13, 18, 23}})));
  EXPECT_TRUE(
      array_equal(ops::trace(x, {.axis1 = 2, .axis2 = 1}), tensor({0 + 5 + 10, 12 + 17 + 22})));
}

TEST(Diagonals, AreMade) {
  EXPECT_TRUE(array_equal(ops::diag(tensor({1, 2})), tensor({{1, 0}, {0, 2}})));
  EXPECT_TRUE(array_equal(ops::diag(tensor({1, 2}), 1), tensor({{0, 1, 0}, {0, 0, 2}, {0, 0, 0}})));
  EXPECT_TRUE(
      array_equal(ops::diag(tensor({1, 2}), -1), tensor({{0, 0, 0}, {1, 0, 0}, {0, 2, 0}})));
  EXPECT_TRUE(array_equal(ops::diag(matrix(), 1), tensor({2, 6})));
  EXPECT_TRUE(array_equal(ops::diagflat(tensor({{1}, {2}})), tensor({{1, 0}, {0, 2}})));
}

TEST(Diagonals, SayWhatDoesNotFit) {
  EXPECT_NE(error_text([] {
              ops::tril(tensor({1, 2}));
            }).find("tril: x must have at least two axes"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::diagonal(matrix(), {.axis1 = 1, .axis2 = -1});
            }).find("diagonal: axis 1 is given twice"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::diag(zeros({2, 2, 2}));
            }).find("one axis or two"),
            std::string::npos);
  EXPECT_NE(error_text([] { ops::tri(-1); }).find("tri: -1 rows"), std::string::npos);
}

}  // namespace
}  // namespace keratin
