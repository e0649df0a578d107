// Views: what lies in one piece, and what broadcasting does to steps.
#include "keratin/tensor/view.h"

#include <gtest/gtest.h>

namespace keratin {
namespace {

TEST(IsContiguous, AsksForRowMajorOrder) {
  EXPECT_TRUE(is_contiguous({}, {}));
  EXPECT_TRUE(is_contiguous({2, 3}, {3, 1}));
  EXPECT_FALSE(is_contiguous({2, 3}, {1, 2}));
  EXPECT_FALSE(is_contiguous({2, 3}, {6, 2}));
  EXPECT_FALSE(is_contiguous({3}, {-1}));
  EXPECT_FALSE(is_contiguous({3}, {0}));
}

TEST(IsContiguous, IgnoresStepsThatAreNeverTaken) {
  EXPECT_TRUE(is_contiguous({1, 3}, {77, 1}));
  EXPECT_TRUE(is_contiguous({2, 1, 3}, {3, 99, 1}));
  EXPECT_TRUE(is_contiguous({0, 3}, {5, 2}));
  EXPECT_TRUE(is_contiguous({3, 0}, {5, 2}));
}

TEST(BroadcastTo, GivesStretchedAxesAStepOfZero) {
  float data[3] = {1, 2, 3};
  const ConstView row(data, float32, {3}, {1});
  const ConstView stretched = broadcast_to(row, {4, 3});
  EXPECT_EQ(stretched.data, data);
  EXPECT_EQ(stretched.shape, Shape({4, 3}));
  EXPECT_EQ(stretched.strides, Shape({0, 1}));

  const ConstView column(data, float32, {3, 1}, {1, 1});
  EXPECT_EQ(broadcast_to(column, {2, 3, 5}).strides, Shape({0, 1, 0}));
}

}  // namespace
}  // namespace keratin
