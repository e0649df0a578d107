// Shapes: sizes, axes, broadcasting, and how they read in messages.
#include "keratin/tensor/shape.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"

namespace keratin {
namespace {

template <class F>
std::string shape_error(F&& f) {
  try {
    f();
  } catch (const ShapeError& error) {
    return error.rule();
  }
  return "nothing was thrown";
}

TEST(Shape, ErasesAxesFromEitherEnd) {
  const Shape shape = {2, 3, 4};
  EXPECT_EQ(shape.erased(0), (Shape{3, 4}));
  EXPECT_EQ(shape.erased(-1), (Shape{2, 3}));
  EXPECT_EQ(shape.erased(-3), (Shape{3, 4}));
  EXPECT_THROW(shape.erased(3), ShapeError);
}

TEST(Shape, ReadsAsAPythonTuple) {
  EXPECT_EQ(Shape().to_string(), "()");
  EXPECT_EQ(Shape({5}).to_string(), "(5,)");
  EXPECT_EQ(Shape({60000, 784}).to_string(), "(60000, 784)");
  EXPECT_EQ(Shape({None, 10}).to_string(), "(None, 10)");
}

TEST(Shape, CountsElements) {
  EXPECT_EQ(Shape().size(), 1);
  EXPECT_EQ(Shape({2, 3, 4}).size(), 24);
  EXPECT_EQ(Shape({2, 0, 4}).size(), 0);
}

TEST(Shape, RefusesSizesThatAreUnknownOrTooLarge) {
  EXPECT_EQ(shape_error([] {
              Shape({None, 3}).size();
            }),
            "the size of shape (None, 3) is not known");
  EXPECT_EQ(shape_error([] {
              Shape({int64_t{1} << 40, int64_t{1} << 40}).size();
            }),
            "shape (1099511627776, 1099511627776) has more elements than fit in 63 bits");
  EXPECT_EQ(shape_error([] {
              Shape({1, 1, 1, 1, 1, 1, 1, 1, 1});
            }),
            "a tensor has at most 8 axes, received 9");
  EXPECT_TRUE(Shape({None, 3}).has_none());
  EXPECT_FALSE(Shape({0, 3}).has_none());
}

TEST(Shape, CountsAxesFromBothEnds) {
  const Shape shape{2, 3, 4};
  EXPECT_EQ(shape[0], 2);
  EXPECT_EQ(shape[-1], 4);
  EXPECT_EQ(shape.front(), 2);
  EXPECT_EQ(shape.back(), 4);
  EXPECT_EQ(shape_error([&] { (void)shape[3]; }), "axis 3 is outside a shape of 3 axes");
  EXPECT_EQ(shape_error([&] { (void)shape[-4]; }), "axis -4 is outside a shape of 3 axes");
}

TEST(Shape, ComesWithOneAxisChanged) {
  const Shape shape{2, 3, 4};
  EXPECT_EQ(shape.with_back(9), Shape({2, 3, 9}));
  EXPECT_EQ(shape.with_front(9), Shape({9, 3, 4}));
  EXPECT_EQ(shape.inserted(0, 9), Shape({9, 2, 3, 4}));
  EXPECT_EQ(shape.inserted(3, 9), Shape({2, 3, 4, 9}));
  EXPECT_EQ(shape.erased(1), Shape({2, 4}));
  EXPECT_EQ(shape.tail(), Shape({3, 4}));
  EXPECT_EQ(Shape().tail(), Shape());
}

TEST(Shape, ComparesByRankAndLengths) {
  EXPECT_EQ(Shape({2, 3}), Shape({2, 3}));
  EXPECT_NE(Shape({2, 3}), Shape({3, 2}));
  EXPECT_NE(Shape({2}), Shape({2, 1}));
}

TEST(RowMajorStrides, CountElements) {
  EXPECT_EQ(row_major_strides({2, 3, 4}), Shape({12, 4, 1}));
  EXPECT_EQ(row_major_strides({}), Shape());
}

TEST(BroadcastShapes, FollowsNumPy) {
  EXPECT_EQ(broadcast_shapes("add", {2, 3}, {3}), Shape({2, 3}));
  EXPECT_EQ(broadcast_shapes("add", {2, 1, 4}, {3, 1}), Shape({2, 3, 4}));
  EXPECT_EQ(broadcast_shapes("add", {}, {5}), Shape({5}));
  EXPECT_EQ(broadcast_shapes("add", {0, 1}, {1, 3}), Shape({0, 3}));
}

TEST(BroadcastShapes, NamesTheAxisThatDoesNotFit) {
  EXPECT_EQ(shape_error([] {
              broadcast_shapes("add", {2, 3}, {4});
            }),
            "add: shapes (2, 3) and (4,) cannot be broadcast together: axis -1 is 3 and 4");
  EXPECT_NE(shape_error([] { broadcast_shapes("add", {0}, {2}); }), "nothing was thrown");
}

TEST(NormalizeAxis, TakesNegativeAxes) {
  EXPECT_EQ(normalize_axis("sum", -1, {2, 3}), 1);
  EXPECT_EQ(normalize_axis("sum", 0, {2, 3}), 0);
  EXPECT_EQ(shape_error([] {
              normalize_axis("sum", 2, {2, 3});
            }),
            "sum: axis 2 is out of bounds for an array of 2 dimensions");
  EXPECT_EQ(shape_error([] { normalize_axis("sum", 0, {}); }),
            "sum: axis 0 is out of bounds for an array of 0 dimensions");
}

}  // namespace
}  // namespace keratin
