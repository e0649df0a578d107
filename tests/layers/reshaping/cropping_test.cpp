#include "keratin/layers/reshaping/cropping.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::error_text;
using testing::expect_near;

TEST(Cropping, KeepsTheLayerContract) {
  check_layer(layers::Cropping1D({1, 2}, {.dtype = float64}), {.input = {5, 2}, .output = {2, 2}});
  check_layer(layers::Cropping2D({{1, 0}, {0, 1}}, {.dtype = float64}),
              {.input = {3, 2, 2}, .output = {2, 1, 2}});
  check_layer(layers::Cropping3D({1, 0, 0}, {.dtype = float64}),
              {.input = {3, 2, 2, 1}, .output = {1, 2, 2, 1}});
}

TEST(Cropping, LeavesTheMiddle) {
  expect_near(layers::Cropping1D({1, 0})(tensor({{{1.0}, {2.0}, {3.0}}})), tensor({{{2.0}, {3.0}}}),
              0);
  const Tensor x = arange(12).reshape({1, 3, 4, 1});
  expect_near(layers::Cropping2D({{1, 0}, {1, 1}})(x).reshape({2, 2}), tensor({{5, 6}, {9, 10}}),
              0);
  const layers::Cropping2D first({{1, 0}, {1, 1}}, {.data_format = "channels_first"});
  expect_near(first(x.reshape({1, 1, 3, 4})).reshape({2, 2}), tensor({{5, 6}, {9, 10}}), 0);
  expect_near(layers::Cropping2D()(x), x, 0);
}

TEST(Cropping, HasKerasDefaults) {
  EXPECT_EQ(layers::Cropping1D().get_config()["cropping"].to_string(), "[1, 1]");
  EXPECT_EQ(layers::Cropping2D().get_config()["cropping"].to_string(), "[[0, 0], [0, 0]]");
  EXPECT_EQ(layers::Cropping2D({.data_format = "channels_first"}).get_config()["cropping"],
            layers::Cropping2D(0).get_config()["cropping"]);
  EXPECT_EQ(layers::Cropping3D().get_config()["cropping"].to_string(), "[[1, 1], [1, 1], [1, 1]]");
  EXPECT_EQ(layers::Cropping2D({1, 2}).get_config()["cropping"].to_string(), "[[1, 1], [2, 2]]");
}

TEST(Cropping, RefusesToLeaveNothing) {
  EXPECT_NE(error_text([] {
              layers::Cropping1D({2, 1})(ones({1, 3, 2}));
            }).find("cropping (2, 1) leaves nothing of axis 1, whose length is 3"),
            std::string::npos);
  EXPECT_THROW(layers::Cropping2D({0, 2})(ones({1, 9, 4, 1})), ShapeError);
  EXPECT_THROW(layers::Cropping1D(-1), ValueError);
  EXPECT_THROW(layers::Cropping3D(1)(ones({1, 3, 3, 3})), ShapeError);
}

}  // namespace
}  // namespace keratin
