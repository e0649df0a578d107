#include "keratin/layers/pooling/adaptive_pooling.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer, testing::error_text, testing::expect_near;

TEST(AdaptivePooling, KeepsTheLayerContract) {
  check_layer(layers::AdaptiveMaxPooling1D(3, {.dtype = float64}),
              {.input = {7, 2}, .output = {3, 2}});
  check_layer(layers::AdaptiveMaxPooling2D({2, 5}, {.dtype = float64}),
              {.input = {4, 3, 2}, .output = {2, 5, 2}});
  check_layer(layers::AdaptiveAveragePooling1D(2, {.dtype = float64}),
              {.input = {4, 2}, .output = {2, 2}});
  check_layer(layers::AdaptiveAveragePooling2D(
                  {.output_size = 3, .data_format = "channels_first", .dtype = float64}),
              {.input = {2, 5, 3}, .output = {2, 3, 3}});
  check_layer(layers::AdaptiveAveragePooling3D({2, 1, 3}, {.dtype = float64}),
              {.input = {3, 2, 4, 1}, .output = {2, 1, 3, 1}});
  check_layer(layers::AdaptiveMaxPooling3D(2, {.dtype = float64}),
              {.input = {3, 2, 4, 1}, .output = {2, 2, 2, 1}});
}

TEST(AdaptivePooling, WindowsCoverTheAxis) {
  const Tensor x = tensor({1.F, 2.F, 4.F, 8.F, 16.F}).reshape({1, 5, 1});
  // Of 5 elements 3 windows see {0, 1}, {1, 2, 3} and {3, 4}.
  expect_near(layers::AdaptiveMaxPooling1D(3)(x).reshape({-1}), tensor({2.F, 8.F, 16.F}), 1e-6);
  expect_near(layers::AdaptiveAveragePooling1D(3)(x).reshape({-1}), tensor({1.5F, 14.F / 3, 12.F}),
              1e-6);
}

TEST(AdaptivePooling, GivesTheSizeWhateverTheLengthsAre) {
  const Input images({None, None, 3});
  EXPECT_EQ(layers::AdaptiveAveragePooling2D(7)(images).shape(), (Shape{None, 7, 7, 3}));
  const layers::AdaptiveMaxPooling2D pool({3, 2});
  for (const int64_t length : {1, 2, 3, 5, 9, 100}) {
    EXPECT_EQ(pool(ones({2, length, length + 1, 4})).shape(), (Shape{2, 3, 2, 4}));
  }
}

TEST(AdaptivePooling, TakesIntegers) {
  const Tensor x = tensor({1, 2, 4, 8, 16}).as_dtype(int32).reshape({1, 5, 1});
  EXPECT_EQ(layers::AdaptiveMaxPooling1D(2)(x).dtype(), int32);
  EXPECT_EQ(layers::AdaptiveAveragePooling1D(2)(x).dtype(), float32);
}

TEST(AdaptivePooling, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] {
              layers::AdaptiveAveragePooling2D({1, 2, 3});
            }),
            "ValueError: The `output_size` argument must be a tuple of 2 integers. Received "
            "output_size=(1, 2, 3)");
  EXPECT_EQ(error_text([] { layers::AdaptiveMaxPooling1D(0); }),
            "ValueError: The `output_size` argument must be a tuple of 1 integers. Received "
            "output_size=(0,), including values below 1");
  const layers::AdaptiveMaxPooling1D pool(2, {.name = "p"});
  EXPECT_EQ(error_text([&] {
              pool(ones({1, 0, 3}));
            }).substr(0, 94),
            "ShapeError in p (AdaptiveMaxPooling1D): adaptive_max_pool: there is nothing to pool "
            "along axis");
  EXPECT_EQ(error_text([&] {
              pool(ones({1, 4}));
            }),
            "ShapeError in p (AdaptiveMaxPooling1D): the input needs 3 axes, (batch, lengths..., "
            "channels), received (1, 4)\n"
            "  hint  x.expand_dims(-1) makes an axis of one channel");
}

}  // namespace
}  // namespace keratin
