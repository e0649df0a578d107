#include "keratin/layers/regularization/spatial_dropout.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::check_layer;
using testing::expect_near;

TEST(SpatialDropout, KeepsTheLayerContract) {
  check_layer(layers::SpatialDropout1D(0.5, {.dtype = float64}),
              {.input = {3, 2}, .output = {3, 2}});
  check_layer(layers::SpatialDropout2D(0.5, {.dtype = float64}),
              {.input = {3, 2, 2}, .output = {3, 2, 2}});
  check_layer(layers::SpatialDropout3D(0.5, {.dtype = float64}),
              {.input = {3, 2, 2, 1}, .output = {3, 2, 2, 1}});
}

/// Whether each channel is all 0 or all 2, and both happen; channels are the last axis.
void expect_whole_channels(const Tensor& y) {
  std::vector<int64_t> spatial;
  for (int i = 1; i < y.ndim() - 1; ++i) spatial.push_back(i);
  const ReduceOptions along = {.axis = Shape(spatial)};
  const Tensor largest = ops::max(y, along);
  EXPECT_TRUE(array_equal(largest, ops::min(y, along)));
  EXPECT_EQ(largest.max().item(), 2);
  EXPECT_EQ(largest.min().item(), 0);
}

TEST(SpatialDropout, DropsWholeChannelsInTraining) {
  const CallOptions training = {.training = true};
  expect_whole_channels(layers::SpatialDropout1D(0.5, {.seed = 1})(ones({4, 5, 8}), training));
  expect_whole_channels(layers::SpatialDropout2D(0.5, {.seed = 1})(ones({4, 5, 2, 8}), training));
  expect_whole_channels(
      layers::SpatialDropout3D(0.5, {.seed = 1})(ones({4, 2, 3, 2, 8}), training));
  const layers::SpatialDropout2D first(0.5, {.data_format = "channels_first", .seed = 1});
  expect_whole_channels(first(ones({4, 8, 5, 2}), training).transpose({0, 2, 3, 1}));
  const layers::SpatialDropout3D deep(0.5, {.data_format = "channels_first", .seed = 1});
  expect_whole_channels(deep(ones({4, 8, 5, 2, 2}), training).transpose({0, 2, 3, 4, 1}));
}

TEST(SpatialDropout, DoesNothingOutsideTraining) {
  const Tensor x = ones({2, 3, 2});
  expect_near(layers::SpatialDropout1D(0.5)(x), x, 0);
  EXPECT_EQ(layers::SpatialDropout1D(1)(x, {.training = true}).sum().item(), 0);
}

TEST(SpatialDropout, WritesWhatKerasWrites) {
  const layers::SpatialDropout2D dropout(0.5, {.seed = 3, .name = "a", .dtype = "bfloat16"});
  EXPECT_EQ(dropout.get_config().to_string(),
            R"({"rate": 0.5, "seed": 3, "name": "a", "dtype": "bfloat16", )"
            R"("data_format": "channels_last"})");
  const layers::SpatialDropout1D mixed(0.5, {.dtype = "mixed_bfloat16"});
  const auto again = layers::SpatialDropout1D::from_config(mixed.get_config());
  EXPECT_EQ(again->dtype_policy(), DTypePolicy("mixed_bfloat16"));
}

TEST(SpatialDropout, RefusesWrongArgumentsAndRanks) {
  EXPECT_THROW(layers::SpatialDropout1D(1.5), ValueError);
  EXPECT_NE(testing::error_text([] {
              layers::SpatialDropout1D(0.5)(ones({2, 3}));
            }).find("expected ndim=3 (batch, steps, channels), found ndim=2"),
            std::string::npos);
}

TEST(SpatialDropout, PassesMasks) {
  Tensor x = ones({2, 3, 4});
  set_mask(x, ones({2, 3}, bool_));
  EXPECT_TRUE(mask_of(layers::SpatialDropout1D(0.5)(x, {.training = true})).defined());
}

}  // namespace
}  // namespace keratin
