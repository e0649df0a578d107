#include "server/tensor_reader.h"

#include <cmath>
#include <cstring>

#include "fixtures.h"

namespace keratin::server {
namespace {

Tensor read(DType dtype, std::string_view text) {
  const auto reader = TensorReader::of(dtype, "x");
  JsonReader json(text);
  reader->read(json);
  return reader->single();
}
std::string refused(DType dtype, std::string_view text) {
  return refusal_of([&] { read(dtype, text); });
}
void expect_part(const std::string& text, std::string_view part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(TensorReader, FindsTheShape) {
  EXPECT_EQ(read(float32, "5").shape(), Shape());
  EXPECT_EQ(read(float32, "[]").shape(), Shape({0}));
  EXPECT_EQ(read(float32, "[[1, 2, 3], [4, 5, 6]]").shape(), Shape({2, 3}));
  EXPECT_EQ(read(float32, "[[], []]").shape(), Shape({2, 0}));
  EXPECT_EQ(read(int32, "[[1, 2], [3, 4]]").to_vector<int>(), (std::vector<int>{1, 2, 3, 4}));
}

TEST(TensorReader, RefusesListsOfUnequalLengths) {
  expect_part(refused(float32, "[[1, 2], [3]]"), "lists of 2 and of 1 values");
  for (const char* text :
       {"[1, [2]]", "[[1], 2]", "[[], 1]", "[1, []]", "[[[1]], [1]]", "[[], [[]], 1]"}) {
    expect_part(refused(float32, text), "400 JSON, at byte ");
  }
  expect_part(refused(float32, "[[[[[[[[[1]]]]]]]]]"), "more than 8 axes");
}

TEST(TensorReader, RoundsFloatsOnce) {
  const auto one = [](std::string_view text) { return read(float32, text).item<float>(); };
  EXPECT_EQ(one("0.1"), 0.1f);
  // Half way between two floats but for the last digit: by way of double it would round down.
  EXPECT_EQ(one("1.00000005960464477539062500000000001"), std::nextafter(1.0f, 2.0f));
  EXPECT_EQ(one("3.4028234663852886e38"), std::numeric_limits<float>::max());
  EXPECT_EQ(one("1e-45"), std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(one("1e-60"), 0.0f);
  EXPECT_TRUE(std::signbit(one("-1e-400")));
  EXPECT_EQ(one("0.000" + std::string(500, '0') + "1"), 0.0f);
  EXPECT_EQ(one("0e999"), 0.0f);
  EXPECT_TRUE(std::isnan(one("NaN")));
  EXPECT_EQ(one("-Infinity"), -std::numeric_limits<float>::infinity());
}

TEST(TensorReader, RefusesNumbersThatDoNotFit) {
  expect_part(refused(float32, "1e39"), "the input 'x': 1e39 is no float32");
  expect_part(refused(float64, "1e999"), "1e999 is no float64");
  expect_part(refused(float32, std::string(100, '9')), "... is no float32");
  // Large by its digits, whatever its exponent says; and small by its zeros.
  expect_part(refused(float64, "1" + std::string(400, '0') + "e-5"), "is no float64");
  expect_part(refused(float64, "0." + std::string(10, '0') + "1e999"), "is no float64");
  EXPECT_EQ(read(float64, "0." + std::string(900, '0') + "1e+500").item<double>(), 0);
  EXPECT_EQ(read(float64, "-1e-99999999999999999999").item<double>(), 0);
  expect_part(refused(float64, "1e99999999999999999999"), "is no float64");
  expect_part(refused(float16, "65520"), "65520 is no float16");
  EXPECT_EQ(read(float16, "65504").item<float>(), 65504.0f);
  expect_part(refused(bfloat16, "3.4e38"), "3.4e38 is no bfloat16");
  EXPECT_TRUE(std::isinf(read(float16, "Infinity").item<float>()));
  expect_part(refused(int32, "1.0"), "1.0 is no int32");
  expect_part(refused(int32, "2147483648"), "2147483648 is no int32");
  expect_part(refused(uint8, "256"), "256 is no uint8");
  expect_part(refused(uint8, "-1"), "-1 is no uint8");
  expect_part(refused(int32, "NaN"), "NaN is no int32");
  EXPECT_EQ(read(int64, "-9223372036854775808").item<int64_t>(),
            std::numeric_limits<int64_t>::min());
}

TEST(TensorReader, RefusesOtherValues) {
  expect_part(refused(float32, "[\"a\"]"), "expected numbers, found a string");
  expect_part(refused(float32, "[{\"b64\": \"aa\"}]"), "b64");
  expect_part(refused(float32, "[true]"), "expected a number, found true or false");
  expect_part(refused(float32, "[null]"), "expected a number, found null");
  expect_part(refused(bool_, "[1]"), "expected true or false");
  EXPECT_EQ(read(bool_, "[true, false]").to_vector<int>(), (std::vector<int>{1, 0}));
}

TEST(TensorReader, TakesFlatOrNestedNumbersForAShape) {
  const auto shaped = [](std::string_view text, const Shape& shape) {
    const auto reader = TensorReader::of(float32, "x");
    JsonReader json(text);
    reader->read(json);
    return reader->shaped(shape);
  };
  EXPECT_EQ(shaped("[1, 2, 3, 4]", {2, 2}).shape(), Shape({2, 2}));
  EXPECT_EQ(shaped("[[1, 2], [3, 4]]", {2, 2}).shape(), Shape({2, 2}));
  EXPECT_EQ(refusal_of([&] {
              shaped("[1, 2, 3]", {2, 2});
            }),
            "400 the input 'x' says shape (2, 2), but its data has 3 numbers");
  expect_part(refusal_of([&] { shaped("[[1, 2, 3, 4]]", {2, 2}); }), "(1, 4)");
}

TEST(TensorReader, GathersRows) {
  const auto reader = TensorReader::of(int32, "x");
  JsonReader json("[[1, 2], [3, 4], [5, 6]]");
  json.array([&] { reader->read(json); });
  EXPECT_EQ(reader->rows().shape(), Shape({3, 2}));
  EXPECT_EQ(reader->rows().to_vector<int>(), (std::vector<int>{1, 2, 3, 4, 5, 6}));
}

TEST(TensorReader, TakesBytes) {
  const float values[] = {1.5f, -2};
  const std::string bytes(reinterpret_cast<const char*>(values), sizeof values);
  EXPECT_EQ(tensor_of_bytes("x", float32, {2}, bytes).to_vector<float>(),
            (std::vector<float>{1.5f, -2}));
  EXPECT_EQ(refusal_of([&] { tensor_of_bytes("x", float32, {3}, bytes); }),
            "400 the input 'x' has 8 bytes of data; float32 (3,) has 12");
  expect_part(refusal_of([&] { tensor_of_bytes("x", bool_, {1}, "\x02"); }), "0 or 1");
}

}  // namespace
}  // namespace keratin::server
