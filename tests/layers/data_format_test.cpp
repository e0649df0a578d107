#include "keratin/layers/data_format.h"

#include <gtest/gtest.h>

#include "keratin/base/keywords.h"
#include "keratin/layers/reshaping/flatten.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using layers::DataFormat;

TEST(DataFormat, IsOneOfTwoNames) {
  EXPECT_FALSE(DataFormat().is_channels_first());
  EXPECT_FALSE(DataFormat(None).is_channels_first());
  EXPECT_TRUE(DataFormat("channels_first").is_channels_first());
  EXPECT_EQ(DataFormat(std::string("channels_first")).name(), "channels_first");
  EXPECT_EQ(testing::error_text([] { DataFormat::named("Channels_last"); }),
            "ValueError: data_format is 'channels_last' or 'channels_first', received "
            "'Channels_last'");
}

TEST(DataFormat, StandsInConfigurationsAsItsName) {
  EXPECT_EQ(to_value(DataFormat()), ConfigValue("channels_last"));
  DataFormat read = "channels_first";
  from_value(nullptr, read);
  EXPECT_EQ(read, DataFormat());
  from_value("channels_first", read);
  EXPECT_TRUE(read.is_channels_first());
  const layers::Flatten flatten("data_format"_a = "channels_first");
  EXPECT_EQ(flatten.get_config()["data_format"], ConfigValue("channels_first"));
}

}  // namespace
}  // namespace keratin
