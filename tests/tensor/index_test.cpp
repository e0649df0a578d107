// What may stand between the brackets.
#include "keratin/tensor/index.h"

#include <gtest/gtest.h>

#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

TEST(Slice, LeavesBoundsOpen) {
  EXPECT_FALSE(slice().start.value);
  EXPECT_FALSE(slice().stop.value);
  EXPECT_FALSE(slice(5).start.value);
  EXPECT_EQ(slice(5).stop.value, 5);
  EXPECT_EQ(slice(5, open).start.value, 5);
  EXPECT_FALSE(slice(5, open).stop.value);
  EXPECT_EQ(slice(open, open, -1).step, -1);
}

TEST(Index, KnowsItsKind) {
  EXPECT_EQ(Index(-3).kind(), Index::Kind::integer);
  EXPECT_EQ(Index(-3).integer(), -3);
  EXPECT_EQ(Index(slice(0, 10)).kind(), Index::Kind::range);
  EXPECT_EQ(Index(slice(0, 10)).range().stop.value, 10);
  EXPECT_EQ(Index(ellipsis).kind(), Index::Kind::rest);
  EXPECT_EQ(Index(newaxis).kind(), Index::Kind::new_axis);
}

TEST(Index, HoldsATensor) {
  const Index index(tensor({2, 0}));
  EXPECT_EQ(index.kind(), Index::Kind::tensor);
  EXPECT_EQ(index.tensor().to_vector<int>(), (std::vector<int>{2, 0}));
}

}  // namespace
}  // namespace keratin
