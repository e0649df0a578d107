#include "keratin/ops/stacking.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

const Tensor& row() {
  static const Tensor kRow = tensor({1, 2, 3});
  return kRow;
}

TEST(Stacking, PutsTensorsTogetherAsNumPy) {
  const Tensor other = tensor({4, 5, 6});
  EXPECT_TRUE(array_equal(ops::vstack({row(), other}), tensor({{1, 2, 3}, {4, 5, 6}})));
  EXPECT_TRUE(array_equal(ops::hstack({row(), other}), tensor({1, 2, 3, 4, 5, 6})));
  EXPECT_TRUE(array_equal(ops::dstack({row(), other}), tensor({{{1, 4}, {2, 5}, {3, 6}}})));
  const Tensor column = tensor({{1}, {2}});
  EXPECT_TRUE(array_equal(ops::hstack({column, column}), tensor({{1, 1}, {2, 2}})));
  EXPECT_EQ(ops::vstack({column, column}).shape(), (Shape{4, 1}));
  EXPECT_EQ(ops::dstack({column, column}).shape(), (Shape{2, 1, 2}));
  EXPECT_EQ(ops::hstack({tensor({1})[0], tensor({2})[0]}).shape(), (Shape{2}));
  EXPECT_TRUE(array_equal(ops::append(column, row()), tensor({1, 2, 1, 2, 3})));
  EXPECT_TRUE(array_equal(ops::append(column, column, 1), tensor({{1, 1}, {2, 2}})));
}

TEST(Stacking, TakesTensorsApart) {
  const Tensor x = arange(12).reshape({2, 6});
  ASSERT_EQ(ops::unstack(x).size(), 2U);
  EXPECT_TRUE(array_equal(ops::unstack(x)[1], x[1]));
  EXPECT_TRUE(array_equal(ops::unstack(x, -1)[5], tensor({5, 11})));
  const std::vector<Tensor> parts = ops::array_split(x, 4, 1);
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_TRUE(array_equal(parts[0], tensor({{0, 1}, {6, 7}})));
  EXPECT_TRUE(array_equal(parts[3], tensor({{5}, {11}})));
  EXPECT_TRUE(array_equal(ops::vsplit(x, 2)[1], x[{slice(1, 2)}]));
  EXPECT_TRUE(array_equal(ops::hsplit(x, 3)[2], tensor({{4, 5}, {10, 11}})));
  EXPECT_TRUE(array_equal(ops::hsplit(row(), 3)[1], tensor({2})));
  EXPECT_EQ(ops::dsplit(zeros({1, 2, 4}), 2)[0].shape(), (Shape{1, 2, 2}));
}

TEST(Stacking, TurnsAndMirrors) {
  const Tensor x = tensor({{1, 2}, {3, 4}, {5, 6}});
  EXPECT_TRUE(array_equal(ops::fliplr(x), tensor({{2, 1}, {4, 3}, {6, 5}})));
  EXPECT_TRUE(array_equal(ops::flipud(x), tensor({{5, 6}, {3, 4}, {1, 2}})));
  EXPECT_TRUE(array_equal(ops::rot90(x), tensor({{2, 4, 6}, {1, 3, 5}})));
  EXPECT_TRUE(array_equal(ops::rot90(x, 2), tensor({{6, 5}, {4, 3}, {2, 1}})));
  EXPECT_TRUE(array_equal(ops::rot90(x, -1), tensor({{5, 3, 1}, {6, 4, 2}})));
  EXPECT_TRUE(array_equal(ops::rot90(x, 1, 1, 0), ops::rot90(x, 3)));
  EXPECT_TRUE(array_equal(ops::rot90(x, 4), x));
}

TEST(Stacking, MakesGrids) {
  const std::vector<Tensor> xy = ops::meshgrid({row(), tensor({7, 8})});
  EXPECT_TRUE(array_equal(xy[0], tensor({{1, 2, 3}, {1, 2, 3}})));
  EXPECT_TRUE(array_equal(xy[1], tensor({{7, 7, 7}, {8, 8, 8}})));
  const std::vector<Tensor> ij = ops::meshgrid({row(), tensor({7, 8})}, "ij");
  EXPECT_TRUE(array_equal(ij[0], xy[0].transpose()));
  EXPECT_EQ(ops::meshgrid({row(), row(), tensor({7, 8})})[2].shape(), (Shape{3, 3, 2}));
  EXPECT_TRUE(array_equal(ops::meshgrid({row()})[0], row()));
}

TEST(Stacking, SaysWhatDoesNotFit) {
  using testing::error_text;
  const auto expect_why = [](const std::string& error, const char* part) {
    EXPECT_NE(error.find(part), std::string::npos) << error;
  };
  expect_why(error_text([] { ops::vsplit(row(), 1); }), "vsplit: x must have at least 2 axes");
  expect_why(error_text([] { ops::fliplr(row()); }), "fliplr: x must have at least 2 axes");
  expect_why(error_text([] { ops::array_split(row(), 0); }), "array_split: 0 sections");
  expect_why(error_text([] { ops::meshgrid({row()}, "yx"); }), "indexing is 'xy' or 'ij'");
  expect_why(error_text([] { ops::rot90(zeros({2, 2}), 1, 0, -2); }), "given twice");
}

}  // namespace
}  // namespace keratin
