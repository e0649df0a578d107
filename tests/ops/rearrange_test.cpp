#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near, testing::Golden;

TEST(Rearrange, IsKeras) {
  const Golden golden("patches");
  const Tensor& x = golden["images"];
  const auto check = [&](const char* name, const Tensor& y) {
    expect_near(y, golden[std::string("rearrange.") + name], 0, name);
  };
  check("permute", ops::rearrange(x, "b c h w -> w b h c"));
  check("merge", ops::rearrange(x, "b c h w->(b h) (c w)"));
  check("split", ops::rearrange(x, "b c h (w1 w) -> b (c w1) w h", {{"w", 1}}));
  check("groups", ops::rearrange(x, "(b1 b) c h w -> b c (h b1) w", {{"b1", 2}}));
}

TEST(Rearrange, TakesAxesApart) {
  const Tensor x = arange(12).reshape({2, 6});
  expect_near(ops::rearrange(x, "b (row column) -> row b column", {{"row", 2}}),
              tensor({{{0, 1, 2}, {6, 7, 8}}, {{3, 4, 5}, {9, 10, 11}}}), 0);
  EXPECT_EQ(ops::rearrange(x, " b   h_1 -> b () h_1 ").shape(), (Shape{2, 1, 6}));
  EXPECT_EQ(ops::rearrange(x, "b h -> (b h)").shape(), (Shape{12}));
  EXPECT_EQ(ops::rearrange(full({}, 3), " -> ").item<int>(), 3);
  const Tensor y = random::normal({2, 6}, {.dtype = float64, .seed = 1});
  const auto f = [](const auto& in) {
    return ops::square(ops::rearrange(in[0], "b (h w) -> w (h b)", {{"w", 2}}));
  };
  EXPECT_LT(testing::gradient_error({y}, f), 1e-7);
  const Input symbolic({4, 6});
  EXPECT_EQ(ops::rearrange(symbolic, "b h w -> b w h").shape(), (Shape{None, 6, 4}));
}

TEST(Rearrange, SaysWhatIsWrong) {
  const auto says = [](const char* pattern, const ops::AxesLengths& lengths, const char* expected) {
    const std::string error = error_text([&] { ops::rearrange(zeros({4, 6}), pattern, lengths); });
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  says("b h", {}, "ValueError: rearrange: cannot read the pattern 'b h': there is no '->'");
  says("b h -> b ...", {}, "'.' stands there");
  says("b (h -> b h", {}, "a parenthesis is not closed");
  says("b ((h)) -> b h", {}, "'(' stands there");
  says("b h) -> b h", {}, "')' stands there");
  says("b b -> b", {}, "'b' stands twice");
  says("b h -> b", {}, "its two sides do not hold the same names");
  says("b h -> b h h", {}, "its two sides do not hold the same names");
  says("b h w -> b w h", {}, "names 3 axes");
  says("b (h w) -> b w h", {}, "the lengths of 'h' and 'w' are both unknown");
  says("b (h w) -> b w h", {{"w", 4}}, "axis 1 of length 6 cannot be divided by 4");
  says("b (h w) -> b w h", {{"w", 2}, {"h", 2}}, "axis 1 of length 6 is no product of lengths, 4");
  says("b h -> h b", {{"b", 3}}, "axis 0 of length 4 is no product of lengths, 3");
  says("b () -> b", {}, "axis 1 of length 6 is no product of lengths, 1");
  says("b (h w) -> b w h", {{"w", 0}}, "ValueError: rearrange: w is 0");
  says("b h -> h b", {{"c", 3}}, "has no 'c'");
}

}  // namespace
}  // namespace keratin
