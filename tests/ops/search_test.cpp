#include "keratin/ops/search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;
using Ints = std::vector<int>;

// The numbers are real Keras's.
TEST(Search, FindsPlaces) {
  const Tensor sorted = tensor({1.0, 2.0, 2.0, 3.0}), values = tensor({2.0, 0.0, 5.0});
  EXPECT_EQ(ops::searchsorted(sorted, values).to_vector<int>(), (Ints{1, 0, 4}));
  EXPECT_EQ(ops::searchsorted(sorted, values, "right").to_vector<int>(), (Ints{3, 0, 4}));
  EXPECT_EQ(ops::searchsorted(sorted, zeros({2, 0})).shape(), (Shape{2, 0}));
  EXPECT_EQ(ops::searchsorted(tensor({1, 3}), tensor({{2.5}})).to_vector<int>(), (Ints{1}));
  EXPECT_EQ(ops::searchsorted(zeros({0}), values).to_vector<int>(), (Ints{0, 0, 0}));
  EXPECT_EQ(ops::searchsorted(sorted, tensor({NAN})).to_vector<int>(), (Ints{4}));
}

TEST(Search, FindsBins) {
  const Tensor x = tensor({0.5, -1.5, 2.0});
  EXPECT_EQ(ops::digitize(x, tensor({0.0, 1.0, 2.0})).to_vector<int>(), (Ints{1, 0, 3}));
  EXPECT_EQ(ops::digitize(x, tensor({2.0, 1.0, 0.0})).to_vector<int>(), (Ints{2, 3, 0}));
  EXPECT_EQ(ops::digitize(tensor({5, -3, 7}), tensor({0, 5})).to_vector<int>(), (Ints{2, 0, 2}));
  EXPECT_EQ(ops::digitize(tensor({NAN}), tensor({0.0, 1.0})).to_vector<int>(), (Ints{2}));
  EXPECT_EQ(ops::digitize(x, tensor({0.0})).dtype(), int32);
}

TEST(Search, CountsInBins) {
  const Tensor x = tensor({1.0, 2.0, 2.0, 5.0, 7.0});
  const auto [counts, edges] = ops::histogram(x);
  EXPECT_EQ(counts.to_vector<int>(), (Ints{1, 2, 0, 0, 0, 0, 1, 0, 0, 1}));
  expect_near(edges, linspace(1, 7, 11), 1e-6, "edges");
  const ops::Histogram few = ops::histogram(x, {.bins = 3, .range = {{0, 6}}});
  EXPECT_EQ(few.counts.to_vector<int>(), (Ints{1, 2, 1}));
  EXPECT_EQ(few.edges.to_vector<int>(), (Ints{0, 2, 4, 6}));
  EXPECT_EQ(ops::histogram(tensor({5, -3, 7}), {.bins = 3}).counts.to_vector<int>(),
            (Ints{1, 0, 2}));
  const ops::Histogram same = ops::histogram(ones({4}), {.bins = 2});
  EXPECT_EQ(same.counts.to_vector<int>(), (Ints{0, 4}));
  EXPECT_EQ(same.edges.to_vector<float>(), (std::vector<float>{0.5, 1, 1.5}));
  EXPECT_EQ(ops::histogram(x, {.bins = 0}).edges.shape(), (Shape{1}));
  EXPECT_EQ(ops::histogram(zeros({0}), {.bins = 2}).counts.to_vector<int>(), (Ints{0, 0}));
}

TEST(Search, CountsWholeNumbers) {
  const Tensor x = tensor({1, 2, 2, 5});
  EXPECT_EQ(ops::bincount(x).to_vector<int>(), (Ints{0, 1, 2, 0, 0, 1}));
  const Tensor weights = tensor({0.5, 1.0, 2.0, 3.0});
  EXPECT_EQ(ops::bincount(x, {.weights = weights, .minlength = 8}).to_vector<float>(),
            (std::vector<float>{0, 0.5, 3, 0, 0, 3, 0, 0}));
  EXPECT_EQ(ops::bincount(tensor({-1, 2})).to_vector<int>(), (Ints{1, 0, 1}));
  EXPECT_EQ(ops::bincount(zeros({0}, int32)).shape(), (Shape{0}));
  const GradientCheck check = check_gradients(
      [&](const std::vector<Tensor>& in) { return ops::bincount(x, {.weights = in[0]}); },
      {weights.astype(float64)});
  EXPECT_LT(check.largest_error, 1e-8) << check.to_string();
}

TEST(Search, UnravelsPlaces) {
  const auto of = [](const Tensor& places) {
    const std::vector<Tensor> y = ops::unravel_index(places, {3, 4});
    return std::pair(y[0].to_vector<int>(), y[1].to_vector<int>());
  };
  EXPECT_EQ(of(tensor({5, 7})), std::pair(Ints{1, 1}, Ints{1, 3}));
  EXPECT_EQ(of(tensor({-1, 100})), std::pair(Ints{2, 2}, Ints{3, 3}));
  EXPECT_EQ(ops::unravel_index(tensor(std::vector<int64_t>{5}, {}), {3, 4})[0].shape(), Shape());
}

TEST(Search, ViewsBytes) {
  const Tensor x = tensor({0.5, -1.5, 2.0});
  EXPECT_EQ(ops::view(x, int32).to_vector<int>(), (Ints{1056964608, -1077936128, 1073741824}));
  EXPECT_EQ(ops::view(x, int8).to_vector<int>(), (Ints{0, 0, 0, 63, 0, 0, -64, -65, 0, 0, 0, 64}));
  EXPECT_EQ(ops::view(arange(4).astype(int8), int32).to_vector<int>(), (Ints{50462976}));
  EXPECT_EQ(ops::view(x.reshape({3, 1})[{slice(1, 3)}], int32).to_vector<int>(),
            (Ints{-1077936128, 1073741824}));
  const Tensor bytes = arange(12).astype(int8);
  EXPECT_EQ(ops::view(bytes[{slice(3, 11)}], int32).shape(), (Shape{2}));
  EXPECT_EQ(ops::view(bytes.reshape({3, 4}).transpose()[{slice(), slice(0, 2)}], int16).shape(),
            (Shape{4, 1}));
}

TEST(Search, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] { ops::searchsorted(zeros({2}), zeros({2}), "x"); }),
            "ValueError: searchsorted: there is no side 'x'\n  known  left, right");
  EXPECT_NE(error_text([] {
              ops::searchsorted(zeros({2, 2}), zeros({2}));
            }).find("one axis"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::histogram(zeros({2}), {.range = {{3, 1}}});
            }).find("must rise"),
            std::string::npos);
  EXPECT_NE(error_text([] { ops::bincount(zeros({2})); }).find("must hold integers"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::bincount(zeros({2, 2}, int32));
            }).find("needs x [n]"),
            std::string::npos);
  EXPECT_EQ(error_text([] { ops::view(zeros({3}, int8), int32); }),
            "ShapeError: view: the bytes of the last axis do not come out even as int32\n"
            "  x  int8 (3,)");
}

}  // namespace
}  // namespace keratin
