// text(): the one way in which messages are put together.
#include "keratin/base/text.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

namespace keratin {
namespace {

TEST(Text, WritesBoolAsPythonDoes) { EXPECT_EQ(text(true, " ", false), "True False"); }

TEST(Text, JoinsWordsAndNumbers) {
  EXPECT_EQ(text("rows ", 784, ", axis ", -1, '!'), "rows 784, axis -1!");
}

TEST(Text, WritesTheExtremesOfIntegers) {
  EXPECT_EQ(text(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text(std::numeric_limits<uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(text(int8_t{-128}, " ", uint8_t{255}), "-128 255");
}

TEST(Text, WritesTheShortestFormOfDoubles) {
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(1e300), "1e+300");
  EXPECT_EQ(text(-0.0), "-0");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "inf");
}

struct Named {
  std::string to_string() const { return "(3,)"; }
};

TEST(Text, AsksObjectsForTheirText) { EXPECT_EQ(text("shape ", Named{}), "shape (3,)"); }

constexpr std::array<std::string_view, 3> kNames = {"relu", "sigmoid", "softmax"};

TEST(Text, ListsNamesInQuotes) {
  EXPECT_EQ(quoted_list(kNames), "'relu', 'sigmoid', 'softmax'");
  EXPECT_EQ(quoted_list(std::array<std::string_view, 0>{}), "");
}

TEST(Text, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "relu"), 4U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("sitting", "kitten"), 3U);
}

TEST(Text, WritesClassNamesAsKerasDoes) {
  std::ifstream file(KERATIN_GOLDEN_DIR "/names.json");
  const auto golden = nlohmann::json::parse(file)["snake_case"];
  EXPECT_GT(golden.size(), 200U);
  for (const auto& [name, expected] : golden.items()) {
    EXPECT_EQ(snake_case(name), expected.get<std::string>()) << name;
  }
  EXPECT_EQ(snake_case("Pair<int>"), "pairint");
}

TEST(Text, FindsTheClosestNameOrNone) {
  EXPECT_EQ(closest("sigmoyd", kNames), "sigmoid");
  EXPECT_EQ(closest("reul", kNames), "relu");
  EXPECT_EQ(closest("convolution", kNames), "");
}

TEST(Text, KnowsUtf8) {
  for (const char* text : {"", "plain",
                           "gr\xC3\xB6\xC3\x9F"
                           "e",
                           "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xC2\x80"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text : {"\x80", "\xC3", "\xC3(", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
                           "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80", "\xE2\x82", "a\xFF", "\xF0\x9F\x98"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace keratin
