#include <gtest/gtest.h>

#include "keratin/layers/spatial_internal.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(SpatialAxes, BeginBehindTheBatchOrTheChannels) {
  EXPECT_EQ(layers::first_spatial_axis(ones({1, 2, 3, 4}), 2), 1);
  EXPECT_EQ(layers::first_spatial_axis(ones({1, 2, 3, 4}), 2, "channels_first"), 2);
  EXPECT_EQ(testing::error_text([] {
              layers::first_spatial_axis(ones({1, 2, 3}), 3, "channels_first");
            }).substr(0, 81),
            "ShapeError: expected ndim=5 (batch, channels, depth, height, width), found ndim=3");
}

TEST(SpatialArguments, AreChecked) {
  const std::vector<layers::Margin> margins = {1, {0, -2}};
  EXPECT_EQ(testing::error_text([&] { layers::check_margins("Pad", "padding", margins); }),
            "ValueError: Pad: padding must not be negative, received ((1, 1), (0, -2))");
  const std::vector<int64_t> sizes = {2, 0};
  EXPECT_EQ(testing::error_text([&] { layers::check_sizes("Up", "size", sizes); }),
            "ValueError: Up: size must be at least 1, received 0");
}

}  // namespace
}  // namespace keratin
