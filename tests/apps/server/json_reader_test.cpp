#include "server/json_reader.h"

#include "fixtures.h"

namespace keratin::server {
namespace {

/// All of `json` as the reader sees it, without spaces.
std::string seen(JsonReader& json) {
  std::string out;
  switch (json.peek()) {
    case JsonReader::Kind::object:
      json.object([&](const std::string& name) {
        out += (out.empty() ? "" : ",") + name + ":";
        out += seen(json);
      });
      return "{" + out + "}";
    case JsonReader::Kind::array:
      json.array([&] {
        if (!out.empty()) out += ",";
        out += seen(json);
      });
      return "[" + out + "]";
    case JsonReader::Kind::string: return "'" + json.string() + "'";
    case JsonReader::Kind::number: return std::string(json.number());
    case JsonReader::Kind::boolean: return json.boolean() ? "true" : "false";
    case JsonReader::Kind::null: break;
  }
  return std::string(json.skip());
}

std::string read(std::string_view text, int max_depth = 64) {
  JsonReader json(text, max_depth);
  const std::string result = seen(json);
  json.end();
  return result;
}

TEST(JsonReader, ReadsEveryKindOfValue) {
  EXPECT_EQ(read(" { \"a\" : [ 1 , -2.5e+3, true,false , null ] ,\"b\":{\"c\":\"d\"},\"e\":[]} "),
            "{a:[1,-2.5e+3,true,false,null],b:{c:'d'},e:[]}");
  EXPECT_EQ(read("[0, -0, 0.5, 1E9, NaN, Infinity, -Infinity]"),
            "[0,-0,0.5,1E9,NaN,Infinity,-Infinity]");
}

TEST(JsonReader, DecodesStrings) {
  EXPECT_EQ(read(R"("\"\\\/\b\f\n\r\té한\ud83d\ude00")"),
            "'\"\\/\b\f\n\r\t\xc3\xa9\xed\x95\x9c\xf0\x9f\x98\x80'");
  EXPECT_EQ(read("\"\xed\x95\x9c \xf0\x9f\x98\x80\""), "'\xed\x95\x9c \xf0\x9f\x98\x80'");
}

TEST(JsonReader, RefusesWhatIsNoJsonAndSaysWhere) {
  EXPECT_EQ(refusal_of([] { read("[1, 2"); }), "400 JSON, at byte 5: expected ',' or ']'");
  EXPECT_EQ(refusal_of([] { read("[1] x"); }), "400 JSON, at byte 4: something follows the value");
  for (const char* text : {"",
                           "{",
                           "[",
                           "[1,]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "01",
                           "+1",
                           ".5",
                           "1.",
                           "1e",
                           "--1",
                           "-",
                           "tru",
                           "nul",
                           "Nan",
                           "-NaN",
                           "Inf",
                           "\"",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\n\"",
                           "'a'",
                           "[1 2]",
                           "]",
                           "1 1"}) {
    EXPECT_EQ(refusal_of([&] { read(text); }).substr(0, 18), "400 JSON, at byte ") << text;
  }
}

TEST(JsonReader, RefusesStringsThatAreNoUtf8) {
  for (const char* bytes : {"\"\x80\"", "\"\xc0\xaf\"", "\"\xe0\x80\x80\"", "\"\xed\xa0\x80\"",
                            "\"\xf4\x90\x80\x80\"", "\"\xff\"", "\"\xe2\x82\""}) {
    EXPECT_NE(refusal_of([&] { read(bytes); }).find("UTF-8"), std::string::npos) << bytes;
  }
}

TEST(JsonReader, LimitsDepth) {
  EXPECT_EQ(read("[[[]]]", 3), "[[[]]]");
  EXPECT_NE(refusal_of([] { read("[[[[]]]]", 3); }).find("too deep"), std::string::npos);
  // Deep text costs no stack that is not there, skipped or read.
  const std::string deep(10'000'000, '[');
  EXPECT_NE(refusal_of([&] { read(deep); }).find("too deep"), std::string::npos);
  EXPECT_NE(refusal_of([&] { JsonReader(deep).skip(); }).find("too deep"), std::string::npos);
  EXPECT_EQ(read("[[], [[]], []]", 3), "[[],[[]],[]]");
}

TEST(JsonReader, GivesTheTextThatItSkips) {
  JsonReader json(R"({"a": {"b": [1, "x]"]}, "c": 2})");
  std::string skipped;
  json.object([&](const std::string& name) {
    const std::string_view text = json.skip();
    if (name == "a") skipped = text;
  });
  EXPECT_EQ(skipped, R"({"b": [1, "x]"]})");
}

TEST(JsonReader, SaysWhatItFoundInstead) {
  EXPECT_EQ(refusal_of([] { JsonReader("[1]").string(); }),
            "400 JSON, at byte 0: expected a string, found a list");
  EXPECT_EQ(refusal_of([] { JsonReader("\"a\"").number(); }),
            "400 JSON, at byte 0: expected a number, found a string");
}

}  // namespace
}  // namespace keratin::server
