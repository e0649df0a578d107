#include "keratin/layers/pooling/global_pooling.h"

#include <gtest/gtest.h>

#include <limits>

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

TEST(GlobalPooling, KeepsTheLayerContract) {
  check_layer(layers::GlobalAveragePooling1D({.dtype = float64}), {.input = {3, 2}, .output = {2}});
  check_layer(layers::GlobalAveragePooling2D({.data_format = "channels_first", .dtype = float64}),
              {.input = {3, 2, 4}, .output = {3}});
  check_layer(layers::GlobalAveragePooling3D({.keepdims = true, .dtype = float64}),
              {.input = {3, 2, 1, 2}, .output = {1, 1, 1, 2}});
  check_layer(layers::GlobalMaxPooling1D({.dtype = float64}), {.input = {3, 2}, .output = {2}});
  check_layer(layers::GlobalMaxPooling2D({.dtype = float64}), {.input = {3, 2, 4}, .output = {4}});
  check_layer(layers::GlobalMaxPooling3D(
                  {.data_format = "channels_first", .keepdims = true, .dtype = float64}),
              {.input = {3, 2, 1, 2}, .output = {3, 1, 1, 1}});
}

TEST(GlobalPooling, IsTheMeanOrTheLargestOfAChannel) {
  const Tensor x = tensor({{{1.0, 8.0}, {5.0, 2.0}}});
  expect_near(layers::GlobalAveragePooling1D()(x), tensor({{3.0, 5.0}}), 1e-6);
  expect_near(layers::GlobalMaxPooling1D()(x), tensor({{5.0, 8.0}}), 0);
  expect_near(layers::GlobalMaxPooling1D({.data_format = "channels_first", .keepdims = true})(x),
              tensor({{{8.0}, {5.0}}}), 0);
  EXPECT_EQ(layers::GlobalAveragePooling1D()(tensor({{{1}, {2}}})).dtype(), float32);
  EXPECT_EQ(layers::GlobalMaxPooling1D()(tensor({{{1}, {2}}})).dtype(), int32);
}

// Of Keras 3.15.
TEST(GlobalPooling, AverageLeavesOutMaskedSteps) {
  const Tensor x = arange(12).as_dtype(float32).reshape({2, 3, 2});
  layers::GlobalAveragePooling1D average;
  const Tensor mask = tensor({{1, 0, 1}, {0, 0, 0}}).as_dtype(bool_);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_near(average(x, {.mask = mask}), tensor({{2.0, 3.0}, {nan, nan}}), 1e-6);
  const layers::GlobalAveragePooling1D first({.data_format = "channels_first", .keepdims = true});
  expect_near(first(x, {.mask = tensor({{1, 0}, {1, 1}})}),
              tensor({{{0.0}, {2.0}, {4.0}}, {{6.5}, {8.5}, {10.5}}}), 1e-6);
}

TEST(GlobalPooling, GivesNoMask) {
  Tensor x = ones({2, 3, 2});
  set_mask(x, ones({2, 3}, bool_));
  EXPECT_FALSE(mask_of(layers::GlobalAveragePooling1D()(x)).defined());
}

TEST(GlobalPooling, HasKerasOtherNames) {
  EXPECT_EQ(layers::GlobalAvgPool2D().class_name(), "GlobalAveragePooling2D");
  EXPECT_EQ(canonical_name<layers::Layer>("GlobalMaxPool3D"), "GlobalMaxPooling3D");
}

TEST(GlobalPooling, RefusesWrongArgumentsAndRanks) {
  EXPECT_NE(error_text([] {
              layers::GlobalMaxPooling2D::from_config({{"data_format", "last"}});
            }).find("data_format is 'channels_last' or 'channels_first', received 'last'"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              layers::GlobalMaxPooling2D()(ones({2, 3, 4}));
            }).find("expected ndim=4 (batch, height, width, channels), found ndim=3"),
            std::string::npos);
  EXPECT_THROW(layers::GlobalMaxPooling1D()(ones({2, 0, 4})), ValueError);
}

}  // namespace
}  // namespace keratin
