#include <gtest/gtest.h>

#include "keratin/plot/terminal_internal.h"

namespace keratin::plot {
namespace {

const Pixels red_over_blue = {1, 2, {255, 0, 0, 255, 0, 0, 255, 255}};

TEST(Terminal, IsChosenByItsNames) {
  EXPECT_EQ(protocol_of("xterm-kitty", "", false, true), Protocol::kitty);
  EXPECT_EQ(protocol_of("xterm-256color", "", true, false), Protocol::kitty);
  EXPECT_EQ(protocol_of("xterm-256color", "iTerm.app", false, true), Protocol::iterm2);
  EXPECT_EQ(protocol_of("xterm-256color", "", false, true), Protocol::sixel);
  EXPECT_EQ(protocol_of("xterm-256color", "", false, false), Protocol::blocks);
}

TEST(Terminal, KittyGetsBase64InPieces) {
  EXPECT_EQ(kitty_text("Man"), "\033_Ga=T,f=100,m=0;TWFu\033\\\n");
  const std::string text = kitty_text(std::string(4000, 'x'));
  EXPECT_EQ(text.find("\033_Ga=T,f=100,m=1;"), 0u);
  EXPECT_NE(text.find("\033_Gm=0;"), std::string::npos);
}

TEST(Terminal, ItermGetsSizeAndPaddedBase64) {
  EXPECT_EQ(iterm2_text("M"), "\033]1337;File=inline=1;size=1;preserveAspectRatio=1:TQ==\a\n");
}

TEST(Terminal, SixelHasOnePlaneAColour) {
  const std::string text = sixel_text(red_over_blue);
  EXPECT_EQ(text.find("\033Pq\"1;1;1;2#0;2;0;0;0"), 0u);
  EXPECT_NE(text.find("#5A$"), std::string::npos);    // blue, the second row: '?' + 2
  EXPECT_NE(text.find("#210@$"), std::string::npos);  // red, the first row: '?' + 1
  EXPECT_EQ(text.substr(text.size() - 4), "-\033\\\n");
}

TEST(Terminal, SixelCountsRuns) {
  const Pixels row = {5, 1, std::vector<uint8_t>(20, 0)};
  EXPECT_NE(sixel_text(row).find("#0!5@$"), std::string::npos);
}

TEST(Terminal, BlocksShowTwoPixelsALetter) {
  EXPECT_EQ(blocks_text(red_over_blue, 80), "\033[38;2;255;0;0m\033[48;2;0;0;255m▀\033[0m\n");
}

}  // namespace
}  // namespace keratin::plot
