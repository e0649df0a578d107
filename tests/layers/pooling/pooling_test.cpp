#include "keratin/layers/pooling/pooling.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::error_text;

TEST(Pooling, KeepsTheLayerContract) {
  check_layer(layers::MaxPooling1D({.dtype = float64}), {.input = {6, 3}, .output = {3, 3}});
  check_layer(layers::MaxPooling2D(
                  {.pool_size = {3, 2}, .strides = 1, .padding = "same", .dtype = float64}),
              {.input = {4, 5, 2}, .output = {4, 5, 2}});
  check_layer(
      layers::AveragePooling2D(
          {.pool_size = 2, .padding = "same", .data_format = "channels_first", .dtype = float64}),
      {.input = {2, 5, 4}, .output = {2, 3, 2}});
  check_layer(layers::AveragePooling1D(3, {.dtype = float64}), {.input = {7, 2}, .output = {2, 2}});
  check_layer(layers::MaxPooling3D(2, {.dtype = float64}),
              {.input = {4, 2, 5, 1}, .output = {2, 1, 2, 1}});
  check_layer(layers::AveragePooling3D({2, 1, 2}, {.dtype = float64}),
              {.input = {4, 2, 5, 1}, .output = {2, 2, 2, 1}});
}

TEST(Pooling, StridesAreTheWindowsUnlessGiven) {
  EXPECT_EQ(layers::MaxPooling2D({.pool_size = {3, 2}}).options().strides.list, (Shape{3, 2}));
  EXPECT_EQ(layers::MaxPooling2D(3, {.strides = 1}).options().strides.list, (Shape{1, 1}));
}

TEST(Pooling, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] { layers::AveragePooling2D(); }),
            "ValueError: The `pool_size` argument must be a tuple of 2 integers. Received "
            "pool_size=()");
  layers::MaxPooling2D pool(4, {.name = "p"});
  EXPECT_EQ(error_text([&] {
              pool(ones({1, 3, 8, 1}));
            }),
            "ShapeError in p (MaxPooling2D): max_pool: the window reaches over 4 elements of axis "
            "0, and there are 3\n"
            "  lengths  (3, 8)\n"
            "  window   (4, 4)\n"
            "  hint     padding = \"same\" pads the input");
}

}  // namespace
}  // namespace keratin
