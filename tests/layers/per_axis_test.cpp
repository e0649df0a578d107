#include "keratin/layers/per_axis.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using layers::Margins;
using layers::PerAxis;

template <class T>
std::string again(const ConfigValue& value) {
  T read = 0;
  from_value(value, read);
  return to_value(read).to_string();
}

TEST(PerAxis, IsOneNumberForAllOrOneForEach) {
  EXPECT_EQ(to_value(PerAxis<2>(3)).to_string(), "[3, 3]");
  EXPECT_EQ(to_value(PerAxis<3>{1, 2, 3}).to_string(), "[1, 2, 3]");
  EXPECT_EQ(again<PerAxis<2>>(4), "[4, 4]");
  EXPECT_EQ(again<PerAxis<2>>(ConfigValue::List{4, 5}), "[4, 5]");
  EXPECT_EQ(testing::error_text([] {
              again<PerAxis<2>>(ConfigValue::List{4, 5, 6});
            }),
            "ValueError: expected a whole number, or 2 of them, received [4, 5, 6]");
}

TEST(Margins, AreOneForAllOrOneForEachAxis) {
  using List = ConfigValue::List;
  EXPECT_EQ((Margins<2>{1, {0, 2}}.to_string()), "((1, 1), (0, 2))");
  EXPECT_EQ((Margins<1>{1, 2}.to_string()), "(1, 2)");
  EXPECT_EQ(again<Margins<1>>(3), "[3, 3]");
  EXPECT_EQ(again<Margins<1>>(List{3, 4}), "[3, 4]");
  EXPECT_EQ(again<Margins<2>>(3), "[[3, 3], [3, 3]]");
  EXPECT_EQ(again<Margins<2>>(List{3, List{4, 5}}), "[[3, 3], [4, 5]]");
  EXPECT_EQ(again<Margins<3>>(List{1, 2, 3}), "[[1, 1], [2, 2], [3, 3]]");
  EXPECT_EQ(testing::error_text([] {
              again<Margins<3>>(List{1, 2});
            }),
            "ValueError: expected a whole number, or 3 numbers or pairs, received [1, 2]");
  EXPECT_EQ(testing::error_text([] {
              again<Margins<2>>(List{1, List{1}});
            }),
            "ValueError: expected a whole number, or a pair of them, received [1]");
}

}  // namespace
}  // namespace keratin
