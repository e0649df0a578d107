#include "keratin/ops/unique.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using Ints = std::vector<int>;
using ops::UniqueOptions;

UniqueOptions all() {
  return {.return_index = true, .return_inverse = true, .return_counts = true};
}

void expect_all(const ops::Unique& y, const Ints& values, const Ints& index, const Ints& inverse,
                const Ints& counts) {
  EXPECT_EQ(y.values.to_vector<int>(), values);
  EXPECT_EQ(y.index.to_vector<int>(), index);
  EXPECT_EQ(y.inverse.to_vector<int>(), inverse);
  EXPECT_EQ(y.counts.to_vector<int>(), counts);
}

// The numbers are real Keras's.
TEST(Unique, OfElements) {
  const Tensor x = tensor({3, 1, 3, 2});
  const ops::Unique y = ops::unique(x);
  EXPECT_EQ(y.values.to_vector<int>(), (Ints{1, 2, 3}));
  EXPECT_FALSE(y.index.defined() || y.inverse.defined() || y.counts.defined());
  expect_all(ops::unique(x, all()), {1, 2, 3}, {1, 3, 0}, {2, 0, 2, 1}, {1, 1, 2});
  const ops::Unique table = ops::unique(tensor({{3, 1}, {3, 2}}), all());
  expect_all(table, {1, 2, 3}, {1, 3, 0}, {2, 0, 2, 1}, {1, 1, 2});
  EXPECT_EQ(table.inverse.shape(), (Shape{2, 2}));
  expect_all(ops::unique(zeros({0}, int32), all()), {}, {}, {}, {});
  EXPECT_EQ(ops::unique(tensor({true, false})).values.dtype(), bool_);
  const ops::Unique bad = ops::unique(tensor({NAN, 1.0, NAN}), all());
  EXPECT_EQ(bad.index.to_vector<int>(), (Ints{1, 0, 2}));
  EXPECT_EQ(bad.index.dtype(), int32);
}

TEST(Unique, OfAGivenSize) {
  const Tensor x = tensor({3, 1, 3, 2});
  UniqueOptions options = all();
  options.size = 5;
  expect_all(ops::unique(x, options), {1, 2, 3, 1, 1}, {1, 3, 0, 1, 1}, {2, 0, 2, 1},
             {1, 1, 2, 0, 0});
  options.fill_value = -1;
  EXPECT_EQ(ops::unique(x, options).values.to_vector<int>(), (Ints{1, 2, 3, -1, -1}));
  options.size = 2;
  expect_all(ops::unique(x, options), {1, 2}, {1, 3}, {2, 0, 2, 1}, {1, 1});
}

TEST(Unique, OfPartsAlongAnAxis) {
  UniqueOptions options = all();
  options.axis = 0;
  const Tensor rows = tensor({{3, 1}, {0, 2}, {3, 1}, {0, 1}});
  expect_all(ops::unique(rows, options), {0, 1, 0, 2, 3, 1}, {3, 1, 0}, {2, 1, 2, 0}, {1, 1, 2});
  options.axis = -1;
  const ops::Unique columns = ops::unique(tensor({{3, 1, 3}, {3, 2, 3}}), options);
  expect_all(columns, {1, 3, 2, 3}, {1, 0}, {1, 0, 1}, {1, 2});
  EXPECT_EQ(ops::unique(zeros({2, 3, 2}), {.axis = 1}).values.shape(), (Shape{2, 1, 2}));
  EXPECT_EQ(ops::unique(rows[{slice(0, 3)}], {.axis = 0, .size = 4, .fill_value = 9})
                .values.to_vector<int>(),
            (Ints{0, 2, 3, 1, 9, 9, 9, 9}));
  EXPECT_NE(
      testing::error_text([&] { ops::unique(rows, {.size = -1}); }).find("must not be negative"),
      std::string::npos);
}

}  // namespace
}  // namespace keratin
