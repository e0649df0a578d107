#include "keratin/plot/colormap.h"

#include <gtest/gtest.h>

#include <limits>

#include "keratin/base/error.h"

namespace keratin::plot {
namespace {

using Rgb = std::array<uint8_t, 3>;

TEST(Colormap, HasMatplotlibsColoursAtItsEndsAndMiddle) {
  EXPECT_EQ(cm::viridis(0), (Rgb{68, 1, 84}));
  EXPECT_EQ(cm::viridis(1), (Rgb{253, 231, 37}));
  EXPECT_EQ(cm::binary(0), (Rgb{255, 255, 255}));
  EXPECT_EQ(cm::binary(1), (Rgb{0, 0, 0}));
  EXPECT_EQ(cm::gray(0.5), (Rgb{128, 128, 128}));
}

TEST(Colormap, ClipsWhatLiesOutside) {
  EXPECT_EQ(cm::hot(-3), cm::hot(0));
  EXPECT_EQ(cm::hot(7), cm::hot(1));
  EXPECT_EQ(cm::hot(std::numeric_limits<double>::quiet_NaN()), cm::hot(0));
}

TEST(Colormap, RunsBackwardsWithAnR) {
  constexpr Colormap reversed = "plasma_r";
  EXPECT_EQ(reversed(0.25), cm::plasma(0.75));
  EXPECT_EQ(Colormap::named("plasma_r")(0), cm::plasma(1));
}

TEST(Colormap, GuessesWhatAnUnknownNameMeant) {
  try {
    Colormap::named("virids");
    FAIL() << "did not throw";
  } catch (const ValueError& error) {
    EXPECT_EQ(error.rule(), "unknown colormap 'virids'");
    EXPECT_NE(std::string(error.what()).find("did you mean 'viridis'?"), std::string::npos);
  }
}

}  // namespace
}  // namespace keratin::plot
