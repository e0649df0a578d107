#include "keratin/layers/reshaping/up_sampling.h"

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

TEST(UpSampling, KeepsTheLayerContract) {
  check_layer(layers::UpSampling1D(3, {.dtype = float64}), {.input = {2, 2}, .output = {6, 2}});
  check_layer(layers::UpSampling2D({2, 3}, {.dtype = float64}),
              {.input = {3, 2, 2}, .output = {6, 6, 2}});
  check_layer(layers::UpSampling2D({2, 3}, {.interpolation = "bilinear", .dtype = float64}),
              {.input = {3, 2, 2}, .output = {6, 6, 2}});
  check_layer(layers::UpSampling3D({1, 2, 1}, {.dtype = float64}),
              {.input = {1, 2, 2, 1}, .output = {1, 4, 2, 1}});
}

TEST(UpSampling, RepeatsElements) {
  expect_near(layers::UpSampling1D()(tensor({{{1.0, 2.0}, {3.0, 4.0}}})),
              tensor({{{1.0, 2.0}, {1.0, 2.0}, {3.0, 4.0}, {3.0, 4.0}}}), 0);
  const Tensor x = tensor({{1.0, 2.0}});
  const Tensor expected = tensor({{1.0, 1.0, 2.0, 2.0}, {1.0, 1.0, 2.0, 2.0}});
  expect_near(layers::UpSampling2D()(x.reshape({1, 1, 2, 1})).reshape({2, 4}), expected, 0);
  const layers::UpSampling2D first({.data_format = "channels_first"});
  expect_near(first(x.reshape({1, 1, 1, 2})).reshape({2, 4}), expected, 0);
  const layers::UpSampling3D deep({1, 2, 2}, {.data_format = "channels_first"});
  expect_near(deep(x.reshape({1, 1, 1, 1, 2})).reshape({2, 4}), expected, 0);
}

// Of Keras 3.15.
TEST(UpSampling, BilinearIsKeras) {
  const Tensor x = tensor({{1.0, 3.0, 6.0}, {0.0, 5.0, 2.0}});
  const Tensor expected = tensor({{1.0, 1.0, 1.6666667, 2.3333333, 3.0, 4.0, 5.0, 6.0, 6.0},
                                  {0.75, 0.75, 1.6666667, 2.5833333, 3.5, 4.0, 4.5, 5.0, 5.0},
                                  {0.25, 0.25, 1.6666667, 3.0833333, 4.5, 4.0, 3.5, 3.0, 3.0},
                                  {0.0, 0.0, 1.6666667, 3.3333333, 5.0, 4.0, 3.0, 2.0, 2.0}});
  const layers::UpSampling2D last({2, 3}, {.interpolation = "bilinear"});
  expect_near(last(x.reshape({1, 2, 3, 1})).reshape({4, 9}), expected, 1e-6);
  const layers::UpSampling2D first(
      {.size = {2, 3}, .data_format = "channels_first", .interpolation = "bilinear"});
  expect_near(first(x.reshape({1, 1, 2, 3})).reshape({4, 9}), expected, 1e-6);
  const layers::UpSampling2D twice(2, {.interpolation = "bilinear"});
  const Tensor whole = twice(tensor({{{{1}, {4}}}}));
  EXPECT_EQ(whole.dtype(), int32);
  expect_near(whole.reshape({2, 4}), tensor({{1, 2, 3, 4}, {1, 2, 3, 4}}), 0);
  const layers::UpSampling2D half(3, {.interpolation = "bilinear", .dtype = "bfloat16"});
  const Tensor y = half(full({1, 2, 2, 1}, -0.92));
  EXPECT_EQ(y.dtype(), bfloat16);
  expect_near(y.as_dtype(float32), full({1, 6, 6, 1}, -0.921875), 0);
  EXPECT_EQ(twice(ones({2, 0, 3, 1})).shape(), (Shape{2, 0, 6, 1}));
}

TEST(UpSampling, InterpolatesByWiderWindows) {
  for (const char* name : {"bicubic", "lanczos3", "lanczos5"}) {
    const layers::UpSampling2D layer({2, 3}, {.interpolation = name});
    expect_near(layer(full({1, 3, 4, 2}, 0.5)), full({1, 6, 12, 2}, 0.5), 1e-6, name);
    EXPECT_EQ(layer(ones({2, 0, 3, 1})).shape(), (Shape{2, 0, 9, 1}));
    const layers::UpSampling2D first({2, 3},
                                     {.data_format = "channels_first", .interpolation = name});
    const Tensor x = tensor({{1.0, 5.0}, {2.0, 0.0}});
    expect_near(first(x.reshape({1, 1, 2, 2})).reshape({4, 6}),
                layer(x.reshape({1, 2, 2, 1})).reshape({4, 6}), 0, name);
  }
}

TEST(UpSampling, RefusesWrongArgumentsAndRanks) {
  EXPECT_EQ(error_text([] { layers::UpSampling2D(2, {.interpolation = "linear"}); }),
            "ValueError: UpSampling2D: interpolation is 'nearest', 'bilinear', 'bicubic', "
            "'lanczos3' or 'lanczos5', received 'linear'");
  EXPECT_EQ(error_text([] {
              layers::UpSampling2D({2, 0});
            }),
            "ValueError: UpSampling2D: size must be at least 1, received 0");
  EXPECT_THROW(layers::UpSampling1D(0), ValueError);
  EXPECT_THROW(layers::UpSampling3D({1, 2, -3}), ValueError);
  EXPECT_THROW(layers::UpSampling3D::from_config({{"size", ConfigValue(ConfigValue::List{1, 2})}}),
               ValueError);
  EXPECT_THROW(layers::UpSampling1D(2)(ones({2, 3})), ShapeError);
}

}  // namespace
}  // namespace keratin
