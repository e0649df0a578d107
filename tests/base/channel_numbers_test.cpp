#include "keratin/base/channel_numbers.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"

namespace keratin {
namespace {

TEST(ChannelNumbers, AreOneNumberOrAList) {
  const ChannelNumbers one = 0.5, several = {0.5, 2.0};
  EXPECT_FALSE(one.is_list());
  EXPECT_EQ(one.number(), 0.5);
  EXPECT_TRUE(several.is_list());
  EXPECT_EQ(several.list(), (std::vector<double>{0.5, 2.0}));
  EXPECT_THROW(several.number(), ValueError);
}

TEST(ChannelNumbers, StandInConfigurationsAsTheyWereGiven) {
  EXPECT_EQ(to_value(ChannelNumbers(2)).to_string(), "2.0");
  EXPECT_EQ(to_value(ChannelNumbers({0.5})).to_string(), "[0.5]");
  ChannelNumbers read = 0;
  from_value(ConfigValue::List{1, 0.25}, read);
  EXPECT_EQ(read.list(), (std::vector<double>{1, 0.25}));
  from_value(3, read);
  EXPECT_EQ(read.number(), 3);
  EXPECT_THROW(from_value("much", read), ValueError);
}

}  // namespace
}  // namespace keratin
