#include "keratin/base/config.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(ConfigValue, PrintsAsPythonsJson) {
  const Config config = {{"units", 10},
                         {"rate", 0.5},
                         {"epsilon", 1e-7},
                         {"one", 1.0},
                         {"large", 1e16},
                         {"seed", nullptr},
                         {"use_bias", true},
                         {"shape", ConfigValue::List{nullptr, 3}},
                         {"inner", Config{{"name", "a\"b\\\n"}}}};
  EXPECT_EQ(config.to_string(),
            "{\"units\": 10, \"rate\": 0.5, \"epsilon\": 1e-07, \"one\": 1.0, \"large\": 1e+16, "
            "\"seed\": null, \"use_bias\": true, \"shape\": [null, 3], "
            "\"inner\": {\"name\": \"a\\\"b\\\\\\n\"}}");
}

TEST(ConfigValue, PrintsWhatJsonLacksAsPythonDoes) {
  EXPECT_EQ(ConfigValue(std::numeric_limits<double>::quiet_NaN()).to_string(), "NaN");
  EXPECT_EQ(ConfigValue(-std::numeric_limits<double>::infinity()).to_string(), "-Infinity");
  EXPECT_EQ(ConfigValue("ä€😀").to_string(), "\"\\u00e4\\u20ac\\ud83d\\ude00\"");
  EXPECT_EQ(ConfigValue(std::string("\xff")).to_string(), "\"\\ufffd\"");
}

TEST(ConfigValue, IsEqualAsInPython) {
  EXPECT_EQ(ConfigValue(1), ConfigValue(1.0));
  EXPECT_FALSE(ConfigValue(1) == ConfigValue("1"));
  EXPECT_FALSE(ConfigValue(false) == ConfigValue(nullptr));
  EXPECT_EQ(ConfigValue(Config{{"a", 1}, {"b", 2}}), ConfigValue(Config{{"b", 2}, {"a", 1}}));
  EXPECT_FALSE(ConfigValue(Config{{"a", 1}}) == ConfigValue(Config{{"a", 1}, {"b", 2}}));
  EXPECT_FALSE(ConfigValue(ConfigValue::List{1, 2}) == ConfigValue(ConfigValue::List{2, 1}));
}

TEST(ConfigValue, SaysWhatWasExpected) {
  EXPECT_EQ(ConfigValue(3.0).as_integer(), 3);
  EXPECT_EQ(ConfigValue(3).as_number(), 3.0);
  EXPECT_EQ(testing::error_text([] { ConfigValue(3.5).as_integer(); }),
            "ValueError: expected an integer, received 3.5");
  EXPECT_EQ(testing::error_text([] { ConfigValue(1e300).as_integer(); }),
            "ValueError: expected an integer, received 1e+300");
  EXPECT_EQ(testing::error_text([] { ConfigValue("a").as_list(); }),
            "ValueError: expected a list, received \"a\"");
  EXPECT_EQ(testing::error_text([] { ConfigValue(true).as_integer(); }),
            "ValueError: expected an integer, received true");
}

TEST(Config, SetsNamesOnceInTheirOrder) {
  Config config = {{"b", 1}, {"a", 2}};
  config.set("b", 3);
  EXPECT_EQ(config.to_string(), "{\"b\": 3, \"a\": 2}");
  config.erase("b");
  EXPECT_FALSE(config.contains("b"));
  EXPECT_EQ(config["a"].as_integer(), 2);
  EXPECT_EQ(testing::error_text([&] { config["c"].as_integer(); }),
            "ValueError: there is no 'c' in the configuration\n  there are  'a'");
}

TEST(Config, OfManyHasTheLastValueOfAName) {
  const Config config = Config::of({{"a", 1}, {"b", 2}, {"a", 3}});
  EXPECT_EQ(config.to_string(), R"({"a": 3, "b": 2})");
}

}  // namespace
}  // namespace keratin
