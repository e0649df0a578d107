#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/plot/figure_internal.h"

namespace keratin::plot {
namespace {

void expect_rgb(std::string_view name, int red, int green, int blue) {
  const Color color = parse_color(name);
  EXPECT_NEAR(color.red * 255, red, 0.5) << name;
  EXPECT_NEAR(color.green * 255, green, 0.5) << name;
  EXPECT_NEAR(color.blue * 255, blue, 0.5) << name;
}

TEST(ParseColor, KnowsMatplotlibsNotations) {
  expect_rgb("g", 0, 128, 0);
  expect_rgb("green", 0, 128, 0);
  expect_rgb("C1", 255, 127, 14);
  expect_rgb("C11", 255, 127, 14);
  expect_rgb("tab:blue", 31, 119, 180);
  expect_rgb("#1f77b4", 31, 119, 180);
  expect_rgb("#fa0", 255, 170, 0);
  expect_rgb("0.5", 128, 128, 128);
  EXPECT_EQ(parse_color("none").alpha, 0);
  EXPECT_EQ(parse_color("red", 0.3).alpha, 0.3);
}

TEST(ParseColor, RefusesTheRest) {
  for (const char* name : {"gren", "#12", "#12345g", "1.5", "-1", "", "C", "Cx"}) {
    EXPECT_THROW(parse_color(name), ValueError) << name;
  }
  try {
    parse_color("gren");
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "ValueError: unknown color 'gren'\n  hint  did you mean 'green'?");
  }
}

}  // namespace
}  // namespace keratin::plot
