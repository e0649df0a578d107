#include "keratin/tensor/config_values.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::expect_near;

ConfigValue constant(ConfigValue values, const char* dtype) {
  return Config{{"class_name", "__numpy__"},
                {"config", Config{{"value", std::move(values)}, {"dtype", dtype}}}};
}

TEST(ConfigValues, AxesAreNumbers) {
  EXPECT_EQ(to_value(Axes(-1)), ConfigValue(-1));
  EXPECT_EQ(to_value(Axes{-1, 0}), ConfigValue(ConfigValue::List{-1, 0}));
  EXPECT_EQ(to_value(Shape{None, 3}), ConfigValue(ConfigValue::List{nullptr, 3}));
  Axes read = 3;
  from_value(nullptr, read);
  EXPECT_TRUE(read.list.empty());
}

TEST(ConfigValues, ConstantsAreWrittenAsKerasWritesThem) {
  EXPECT_EQ(constant_value(tensor({{0.5, 2.0}, {-1.0, 0.1}})).to_string(),
            "{\"class_name\": \"__tensor__\", \"config\": {\"value\": [[0.5, 2.0], [-1.0, "
            "0.10000000149011612]], \"dtype\": \"float32\"}}");
  EXPECT_EQ(constant_value(tensor({3, 4}, uint8)).to_string(),
            "{\"class_name\": \"__tensor__\", \"config\": {\"value\": [3, 4], \"dtype\": "
            "\"uint8\"}}");
  EXPECT_EQ(constant_value(tensor({true, false})).to_string(),
            "{\"class_name\": \"__tensor__\", \"config\": {\"value\": [true, false], \"dtype\": "
            "\"bool\"}}");
  EXPECT_EQ(
      constant_value(zeros({})).to_string(),
      "{\"class_name\": \"__tensor__\", \"config\": {\"value\": 0.0, \"dtype\": \"float32\"}}");
}

TEST(ConfigValues, ConstantsComeBack) {
  const Tensor all[] = {tensor({{1.5, -2.0}, {0.25, 4.0}}),
                        zeros({}),
                        zeros({0, 3}),
                        zeros({2, 0}),
                        tensor({{1, 2, 3}}, int64),
                        tensor({{{0.5}}, {{3.0}}}, bfloat16),
                        tensor({200, 3}, uint8),
                        tensor({true, false})};
  for (const Tensor& x : all) {
    const ConfigValue value = constant_value(x);
    EXPECT_TRUE(is_constant_value(value));
    const Tensor y = constant_from(value);
    EXPECT_EQ(y.dtype(), x.dtype());
    if (x.size() > 0) {
      expect_near(y, x, 0, value.to_string());
    } else {
      EXPECT_EQ(y.size(), 0);
      EXPECT_EQ(y.shape()[0], x.shape()[0]);
    }
  }
  EXPECT_FALSE(is_constant_value(ConfigValue(Config{{"class_name", "__slice__"}})));
  EXPECT_FALSE(is_constant_value(3));
}

TEST(ConfigValues, RefuseConstantsThatAreNone) {
  const ConfigValue ragged =
      constant(ConfigValue::List{ConfigValue::List{1, 2}, ConfigValue::List{3}}, "int32");
  EXPECT_NE(error_text([&] { constant_from(ragged); }).find("unequal lengths"), std::string::npos);
  EXPECT_FALSE(error_text([&] { constant_from(constant("x", "float32")); }).empty());
  EXPECT_FALSE(error_text([&] { constant_from(constant(1.0, "complex64")); }).empty());
  ConfigValue deep = 1;
  for (int i = 0; i < 40; ++i) deep = ConfigValue::List{deep};
  EXPECT_FALSE(error_text([&] { constant_from(constant(deep, "float32")); }).empty());
}

}  // namespace
}  // namespace keratin
