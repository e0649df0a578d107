#include "server/json_writer.h"

#include <limits>

#include "fixtures.h"
#include "keratin/tensor/creation.h"

namespace keratin::server {
namespace {

template <class F>
std::string written(F write) {
  std::string out;
  write(out);
  return out;
}
std::string nested(const Tensor& x) {
  return written([&](std::string& out) { append_json_tensor(out, x); });
}

TEST(JsonWriter, WritesTensorsAsNestedLists) {
  EXPECT_EQ(nested(tensor({{1, 2}, {3, 4}})), "[[1, 2], [3, 4]]");
  EXPECT_EQ(nested(zeros({2, 0}, int32)), "[[], []]");
  EXPECT_EQ(nested(tensor({true, false})), "[true, false]");
  EXPECT_EQ(nested(tensor({{1, 2}, {3, 4}}).T()), "[[1, 3], [2, 4]]");
  const Tensor x = tensor({{{1, 2}}, {{3, 4}}});
  EXPECT_EQ(written([&](std::string& out) { append_json_row(out, x, 1); }), "[[3, 4]]");
  EXPECT_EQ(written([&](std::string& out) { append_json_flat(out, x); }), "[1, 2, 3, 4]");
  EXPECT_EQ(written([&](std::string& out) { append_json_row(out, tensor({5, 6}), 1); }), "6");
}

TEST(JsonWriter, WritesFloatsWithAsFewDigitsAsReadBackTheSame) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(nested(tensor(std::vector<float>{0.1f, 1, -0.0f, 1e20f, 16777217.0f, 1e-45f})),
            "[0.1, 1.0, -0.0, 1e+20, 16777216.0, 1e-45]");
  EXPECT_EQ(nested(tensor(std::vector<double>{0.1, 1.0 / 3})), "[0.1, 0.3333333333333333]");
  EXPECT_EQ(nested(tensor(std::vector<float>{infinity, -infinity, infinity - infinity})),
            "[Infinity, -Infinity, NaN]");
  EXPECT_EQ(nested(tensor({0.5f, 2.f}).astype(float16)), "[0.5, 2.0]");
}

TEST(JsonWriter, WritesWholeNumbersOfAllSizes) {
  EXPECT_EQ(nested(tensor(std::vector<int64_t>{std::numeric_limits<int64_t>::min(), 0})),
            "[-9223372036854775808, 0]");
  EXPECT_EQ(nested(tensor(std::vector<uint8_t>{0, 255})), "[0, 255]");
}

TEST(JsonWriter, EscapesStrings) {
  EXPECT_EQ(written([](std::string& out) { append_json_string(out, "a\"\\\n\x01\x7f"); }),
            R"("a\"\\\u000a\u0001\u007f")");
  EXPECT_EQ(written([](std::string& out) { append_json_string(out, "\xed\x95\x9c\xff\xc3"); }),
            "\"\xed\x95\x9c\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST(JsonWriter, WritesUnknownLengthsAsMinusOne) {
  EXPECT_EQ(written([](std::string& out) { append_json_shape(out, Shape{None, 28}); }), "[-1, 28]");
}

}  // namespace
}  // namespace keratin::server
