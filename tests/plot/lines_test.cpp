#include <gtest/gtest.h>

#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

class Lines : public ::testing::Test {
 protected:
  void SetUp() override { plt::figure(); }
  template <class T>
  const T& artist(size_t i) {
    return std::get<T>(plot::current_axes().artists.at(i));
  }
};

TEST_F(Lines, TakeShortNames) {
  plt::plot({1, 2}, {.c = "red", .ls = "dashed", .lw = 2, .ms = 9, .mec = "k", .mew = 3});
  const auto& line = artist<plot::Line>(0);
  EXPECT_EQ(line.color.red, 1);
  EXPECT_EQ(line.linestyle, "--");
  EXPECT_EQ(line.linewidth, 2);
  EXPECT_EQ(line.marker.size, 9);
  EXPECT_EQ(line.marker.edge_width, 3);
  EXPECT_EQ(line.marker.edge.red, 0);
  EXPECT_EQ(line.marker.face.red, 1);
  EXPECT_EQ(error_text([] { plt::plot({1}, {.linewidth = 1, .lw = 2}); }),
            "ValueError: plot: both linewidth and lw are given\n"
            "  hint  they are one argument; give one");
}

TEST_F(Lines, TakeEachPartOfAFormatOnce) {
  EXPECT_EQ(error_text([] {
              plt::plot({1, 2}, "rb");
            }),
            "ValueError: plot::plot: 'b' in the format 'rb' is one too many of its kind\n"
            "  hint  write a colour, a marker, a line style: 'bo', 'r--', 'C1^:'");
  plt::plot({1}, {0});  // two lists of numbers, no options
  EXPECT_EQ(artist<plot::Line>(0).x, (std::vector<double>{1}));
}

TEST_F(Lines, AcrossTheFrameCountFromItsSide) {
  plt::plot({0, 10}, {0, 1});
  plt::axhline(5);
  plt::axvline(20, 0.25, 0.5);
  EXPECT_EQ(artist<plot::Line>(2).y, (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(plt::ylim().second, 5.25);
  EXPECT_EQ(plt::xlim().second, 21);
}

TEST_F(Lines, HaveErrorBars) {
  plt::errorbar({1, 2}, {3, 5}, 0.5);
  const auto& bars = artist<plot::ErrorBars>(0);
  EXPECT_EQ(bars.low, (std::vector<double>{2.5, 4.5}));
  EXPECT_EQ(bars.high, (std::vector<double>{3.5, 5.5}));
  plt::errorbar({1, 2}, {3, 5}, {.yerr = {1, 2}, .xerr = 0.1});
  EXPECT_EQ(artist<plot::ErrorBars>(2).high, (std::vector<double>{4, 7}));
  EXPECT_TRUE(artist<plot::ErrorBars>(3).along_x);
  EXPECT_EQ(error_text([] {
              plt::errorbar({1, 2}, {3, 5}, {.yerr = -1});
            }),
            "ValueError: plot::errorbar: yerr holds -1, and must not be negative");
  EXPECT_EQ(error_text([] {
              plt::errorbar({1, 2}, {3, 5}, {.yerr = {1, 2, 3}});
            }),
            "ShapeError: plot::errorbar: yerr has 3 numbers for 2 points");
}

TEST_F(Lines, HoldAnAreaBetweenThem) {
  plt::fill_between({0, 1}, {1, 2}, {3, 4});
  plt::fill_between({0, 1}, {1, 2});
  EXPECT_EQ(artist<plot::Area>(0).y2, (std::vector<double>{3, 4}));
  EXPECT_EQ(artist<plot::Area>(1).y2, (std::vector<double>{0, 0}));
  EXPECT_NE(error_text([] { plt::fill_between({0, 1}, {1, 2}, {3, 4, 5}); }), "no error");
}

}  // namespace
}  // namespace keratin
