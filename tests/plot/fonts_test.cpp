#include "keratin/plot/fonts_internal.h"

#include <gtest/gtest.h>

namespace keratin::plot {
namespace {

std::string all_letters(const std::vector<FontRun>& runs) {
  std::string letters;
  for (const FontRun& run : runs) letters += run.letters;
  return letters;
}

TEST(Fonts, SetLatinGreekAndCyrillicInOneFont) {
  EXPECT_EQ(font_runs("Accuracy αβγ Точность −1 × 10").size(), 1u);
}

TEST(Fonts, KeepAllLetters) {
  for (const std::string words : {"日本語 loss", "loss 😀", "a\nb", ""}) {
    EXPECT_EQ(all_letters(font_runs(words)), words);
  }
}

TEST(Fonts, WarnOnceOfALetterThatNoFontHas) {
  testing::internal::CaptureStderr();
  font_runs("\U0010fffd");
  const std::string first = testing::internal::GetCapturedStderr();
  testing::internal::CaptureStderr();
  font_runs("\U0010fffd");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(first,
            "keratin: no font of this machine has the letter U+10FFFD; the plot shows a box "
            "instead\n");
}

TEST(Fonts, TakeBytesThatAreNoText) {
  for (const char* broken : {"\xff", "a\xc3", "\xe6\x97", "\xc0\xaf", "\xed\xa0\x80", "\xf5"}) {
    EXPECT_NE(all_letters(font_runs(broken)).find("\xef\xbf\xbd"), std::string::npos);
  }
  EXPECT_EQ(all_letters(font_runs(std::string_view("a\0b", 3))), "ab");
  EXPECT_EQ(all_letters(font_runs("✌️")), "✌");  // without the variation selector
}

}  // namespace
}  // namespace keratin::plot
