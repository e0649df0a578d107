#include "keratin/saving/json.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

using saving::parse_json;

std::string error_of(std::string_view text) {
  return testing::error_text([&] { parse_json(text); });
}

TEST(Json, HasEveryKindOfValue) {
  const ConfigValue tree =
      parse_json(R"( {"a": [1, -2.5, 1e3, true, false, null], "b": {"c": "d"}, "e": {}} )");
  const ConfigValue expected =
      Config{{"a", ConfigValue::List{1, -2.5, 1000.0, true, false, nullptr}},
             {"b", Config{{"c", "d"}}},
             {"e", Config{}}};
  EXPECT_EQ(tree, expected);
  EXPECT_EQ(parse_json(tree.to_string()), tree);
}

TEST(Json, WholeNumbersStayWhole) {
  EXPECT_TRUE(parse_json("9223372036854775807").is_integer());
  EXPECT_EQ(parse_json("-9223372036854775808").as_integer(), INT64_MIN);
  EXPECT_FALSE(parse_json("1.0").is_integer());
  EXPECT_NE(error_of("9223372036854775808").find("out of range"), std::string::npos);
}

TEST(Json, TakesWhatPythonWrites) {
  EXPECT_TRUE(std::isnan(parse_json("NaN").as_number()));
  EXPECT_EQ(parse_json("Infinity").as_number(), INFINITY);
  EXPECT_EQ(parse_json("-Infinity").as_number(), -INFINITY);
}

TEST(Json, ReadsEscapes) {
  EXPECT_EQ(parse_json(R"("\"\\\/\b\f\n\r\t")").as_string(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(parse_json(R"("\u00e4\u20ac\ud83d\ude00")").as_string(), "\u00e4\u20ac\U0001F600");
  EXPECT_NE(error_of(R"("\ud83d")").find("half of a pair of surrogates"), std::string::npos);
  EXPECT_NE(error_of(R"("\u12")").find("four digits"), std::string::npos);
  EXPECT_NE(error_of(R"("\x")").find("unknown escape"), std::string::npos);
}

TEST(Json, SaysWhereTheTextIsWrong) {
  EXPECT_EQ(error_of(R"({"a": })"), "ValueError: no valid JSON at byte 6: expected a value");
  EXPECT_EQ(error_of(R"({"a" 1})"), "ValueError: no valid JSON at byte 5: expected ':'");
  EXPECT_EQ(error_of("[1, 2"), "ValueError: no valid JSON at byte 5: expected ']'");
  EXPECT_EQ(error_of("1 2"),
            "ValueError: no valid JSON at byte 2: the text goes on behind its end");
  for (const char* broken : {"", "{", "[1,]", "{\"a\":1,}", "'a'", "tru", "\"a", "+1", "--1"}) {
    EXPECT_NE(error_of(broken).find("no valid JSON"), std::string::npos) << broken;
  }
}

TEST(Json, RefusesDeepNesting) {
  const std::string deep = std::string(300, '[') + std::string(300, ']');
  EXPECT_NE(error_of(deep).find("256 levels"), std::string::npos);
  const std::string allowed = std::string(200, '[') + std::string(200, ']');
  EXPECT_TRUE(parse_json(allowed).is_list());
}

TEST(Json, LimitsHoldBeforeMemoryIsTaken) {
  const auto error_within = [](const saving::JsonLimits& limits) {
    return testing::error_text([&] { parse_json("[[1, {}], \"a\"]", limits); });
  };
  EXPECT_EQ(error_within({.bytes = 14, .depth = 2, .values = 5}), "no error");
  EXPECT_EQ(error_within({.bytes = 13}), "ValueError: JSON of 14 bytes, and 13 are the most");
  EXPECT_EQ(error_within({.depth = 1}),
            "ValueError: no valid JSON at byte 2: more than 1 levels of nesting");
  EXPECT_EQ(error_within({.values = 4}), "ValueError: no valid JSON at byte 9: more than 4 values");
}

TEST(Json, NamesThatComeTwice) {
  const std::string_view text = R"({"a": 1, "b": 2, "a": 3})";
  EXPECT_EQ(parse_json(text).to_string(), R"({"a": 3, "b": 2})") << "as in Python";
  EXPECT_EQ(testing::error_text([&] { parse_json(text, {.takes_repeated_names = false}); }),
            "ValueError: no valid JSON at byte 24: a name comes twice in an object");
}

TEST(Json, ManyNamesAreReadAtOnce) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += (i ? ",\"" : "\"") + std::to_string(i) + "\":1";
  EXPECT_EQ(parse_json(text + "}").as_config().size(), 200'000U);
}

}  // namespace
}  // namespace keratin
