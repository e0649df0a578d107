#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "keratin/backend/backend.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Integers = std::vector<int64_t>;

Integers found_in(const Tensor& x, int64_t low, int64_t high) {
  const Tensor found({2}, int64);
  reference_backend().run(
      RangeCheckCall{.x = x.view(), .low = low, .high = high, .found = found.view()});
  return found.to_vector<int64_t>();
}

TEST(RangeCheck, CountsAndGivesTheFirstOutside) {
  const Tensor x = tensor({{3, -1}, {9, 0}});
  EXPECT_EQ(found_in(x, -1, 10), (Integers{0, 0}));
  EXPECT_EQ(found_in(x, 0, 9), (Integers{2, -1}));
  EXPECT_EQ(found_in(x.transpose(), 0, 9), (Integers{2, 9}));
  EXPECT_EQ(found_in(zeros({0}, int64), 0, 1), (Integers{0, 0}));
}

TEST(RangeCheck, FindsWhatIsNoWholeNumber) {
  const auto first_of = [](const Tensor& x) {
    const Integers found = found_in(x, 0, 9);
    return std::pair(found[0], std::bit_cast<double>(found[1]));
  };
  for (const DType dtype : {float64, float32, float16, bfloat16}) {
    EXPECT_EQ(first_of(tensor({0.0, 3.0, 8.0}).astype(dtype)), std::pair(int64_t{0}, 0.0));
    EXPECT_EQ(first_of(tensor({0.0, 0.5, -1.0, 9.0}).astype(dtype)), std::pair(int64_t{3}, 0.5));
    const auto [count, value] = first_of(tensor({0.0, std::nan(""), 1.0}).astype(dtype));
    EXPECT_EQ(count, 1);
    EXPECT_TRUE(std::isnan(value));
  }
  EXPECT_EQ(found_in(tensor({3, 200}).astype(uint8), 0, 9), (Integers{1, 200}));
}

TEST(Nonzero, GivesPositionsInRowMajorOrder) {
  const Tensor x = tensor({{true, false}, {false, true}, {true, false}});
  const Tensor positions({3, 2}, int64);
  reference_backend().run(NonzeroCall{.x = x.view(), .positions = positions.view()});
  EXPECT_EQ(positions.to_vector<int64_t>(), (Integers{0, 0, 1, 1, 2, 0}));
  const Tensor turned = x.transpose();
  reference_backend().run(NonzeroCall{.x = turned.view(), .positions = positions.view()});
  EXPECT_EQ(positions.to_vector<int64_t>(), (Integers{0, 0, 0, 2, 1, 1}));
}

TEST(OneHot, PutsAOneAlongAnyAxis) {
  const Tensor classes = tensor({{0, 2}, {-1, 1}});
  const Tensor last({2, 2, 3}, float32), first({3, 2, 2}, int32);
  reference_backend().run(OneHotCall{.classes = classes.view(), .axis = 2, .y = last.view()});
  EXPECT_EQ(last.to_vector<int64_t>(), (Integers{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}));
  reference_backend().run(OneHotCall{.classes = classes.view(), .axis = 0, .y = first.view()});
  EXPECT_EQ(first.to_vector<int64_t>(), (Integers{1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0}));
}

TEST(Scatter, LetsTheLastOneStay) {
  const Tensor x = zeros({4, 2}), y = tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}});
  const Tensor rows = tensor({2, 0, 2});
  reference_backend().run(
      ScatterCall{.y = y.view(), .indices = rows.view(), .axis = 0, .x = x.view()});
  EXPECT_EQ(x.to_vector<int64_t>(), (Integers{3, 4, 0, 0, 5, 6, 0, 0}));
}

TEST(Permutation, IsAnOrderThatTheKeyDecides) {
  const RandomKey key = {.seed = 7};
  const Tensor first({100}, int64), second({100}, int64);
  reference_backend().run(PermutationCall{.key = key, .y = first.view()});
  reference_backend().run(PermutationCall{.key = key, .y = second.view()});
  Integers order = first.to_vector<int64_t>();
  EXPECT_EQ(order, second.to_vector<int64_t>());
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], static_cast<int64_t>(i));
}

TEST(HostMemory, GoesToADeviceAndBack) {
  const float elements[] = {1, 2, 3};
  const Tensor x({3}, float32);
  reference_backend().upload(elements, x.view());
  EXPECT_EQ(x.to_vector<float>(), (std::vector<float>{1, 2, 3}));
  float back[3] = {};
  reference_backend().download(x.view(), back);
  EXPECT_EQ(back[2], 3);
}

}  // namespace
}  // namespace keratin
