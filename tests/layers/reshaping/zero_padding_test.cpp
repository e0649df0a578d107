#include "keratin/layers/reshaping/zero_padding.h"

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

TEST(ZeroPadding, KeepsTheLayerContract) {
  check_layer(layers::ZeroPadding1D({1, 2}, {.dtype = float64}),
              {.input = {3, 2}, .output = {6, 2}});
  check_layer(layers::ZeroPadding2D({{1, 0}, {2, 3}}, {.dtype = float64}),
              {.input = {3, 2, 2}, .output = {4, 7, 2}});
  check_layer(layers::ZeroPadding3D({1, 2, 0}, {.dtype = float64}),
              {.input = {1, 2, 2, 1}, .output = {3, 6, 2, 1}});
}

TEST(ZeroPadding, PutsZerosBeforeAndBehind) {
  expect_near(layers::ZeroPadding1D({1, 2})(tensor({{{1.0}, {2.0}}})),
              tensor({{{0.0}, {1.0}, {2.0}, {0.0}, {0.0}}}), 0);
  expect_near(layers::ZeroPadding1D({.padding = {0, 1}, .data_format = "channels_first"})(
                  tensor({{{1.0}, {2.0}}})),
              tensor({{{1.0, 0.0}, {2.0, 0.0}}}), 0);
  const Tensor y = layers::ZeroPadding2D({{1, 0}, {0, 2}})(full({1, 1, 1, 1}, 5.0));
  expect_near(y.reshape({2, 3}), tensor({{0.0, 0.0, 0.0}, {5.0, 0.0, 0.0}}), 0);
  EXPECT_EQ(layers::ZeroPadding2D()(tensor({{{{1}}}})).dtype(), int32);
}

TEST(ZeroPadding, TakesEveryFormOfItsArgument) {
  const auto written = [](const layers::Layer& layer) {
    return layer.get_config()["padding"].to_string();
  };
  EXPECT_EQ(written(layers::ZeroPadding1D()), "[1, 1]");
  EXPECT_EQ(written(layers::ZeroPadding1D(2)), "[2, 2]");
  EXPECT_EQ(written(layers::ZeroPadding1D({2, 0})), "[2, 0]");
  EXPECT_EQ(written(layers::ZeroPadding2D(2)), "[[2, 2], [2, 2]]");
  EXPECT_EQ(written(layers::ZeroPadding2D({1, 0})), "[[1, 1], [0, 0]]");
  EXPECT_EQ(written(layers::ZeroPadding2D({{1, 2}, {3, 4}})), "[[1, 2], [3, 4]]");
  EXPECT_EQ(written(layers::ZeroPadding2D({1, {3, 4}}, {.name = "a"})), "[[1, 1], [3, 4]]");
  EXPECT_EQ(written(layers::ZeroPadding2D({.padding = {{1, 2}, {3, 4}}, .name = "a"})),
            "[[1, 2], [3, 4]]");
  EXPECT_EQ(written(layers::ZeroPadding3D({.data_format = "channels_first"})),
            "[[1, 1], [1, 1], [1, 1]]");
  EXPECT_EQ(written(layers::ZeroPadding3D({1, 2, 3})), "[[1, 1], [2, 2], [3, 3]]");
  EXPECT_EQ(written(layers::ZeroPadding3D({{1, 2}, 0, {3, 4}})), "[[1, 2], [0, 0], [3, 4]]");
  EXPECT_EQ(layers::ZeroPadding2D(1, {.input_shape = {4, 4, 3}}).input_shape(), (Shape{4, 4, 3}));
  EXPECT_EQ(layers::ZeroPadding2D({.input_shape = {4, 4, 3}}).input_shape(), (Shape{4, 4, 3}));
}

TEST(ZeroPadding, RefusesWrongArgumentsAndRanks) {
  EXPECT_EQ(error_text([] {
              layers::ZeroPadding2D({{1, -1}, {0, 0}});
            }),
            "ValueError: ZeroPadding2D: padding must not be negative, received ((1, -1), (0, 0))");
  EXPECT_THROW(
      layers::ZeroPadding2D::from_config({{"padding", ConfigValue(ConfigValue::List{1, 2, 3})}}),
      ValueError);
  EXPECT_NE(error_text([] {
              layers::ZeroPadding2D()(ones({2, 3}));
            }).find("expected ndim=4 (batch, height, width, channels), found ndim=2"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
