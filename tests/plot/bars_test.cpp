#include <gtest/gtest.h>

#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

class PlotBars : public ::testing::Test {
 protected:
  void SetUp() override { plt::figure(); }
  const plot::Bars& bars() { return std::get<plot::Bars>(plot::current_axes().artists.at(0)); }
  const std::vector<std::string>& names() { return plot::current_axes().xticks->labels; }
};

// The colours, limits and orders are those of seaborn 0.13.
TEST_F(PlotBars, OfBarplotAreSeaborns) {
  plt::barplot({3, 1, 2}, {5, 7, 9});
  EXPECT_EQ(names(), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(bars().height, (std::vector<double>{7, 9, 5}));
  EXPECT_NEAR(bars().color.red, 0.19460784313725488, 1e-12);
  EXPECT_NEAR(bars().color.green, 0.45343137254901944, 1e-12);
  EXPECT_NEAR(bars().color.blue, 0.632843137254902, 1e-12);
  EXPECT_EQ(plt::xlim(), (std::pair{-0.5, 2.5}));
}

TEST_F(PlotBars, OfBarplotTakeWordsInTheirOrder) {
  plt::barplot({"dog", "cat"}, {5, 7});
  EXPECT_EQ(names(), (std::vector<std::string>{"dog", "cat"}));
  EXPECT_EQ(testing::error_text([] {
              plt::barplot({1, 1}, {5, 7});
            }),
            "ValueError: plot::barplot: x holds 1 twice\n"
            "  hint  give one height for each; the mean of several is ops::mean");
}

TEST_F(PlotBars, StandOnTheirBottom) {
  plt::bar({0, 1}, {2, -1}, 0.5, {.bottom = 10});
  EXPECT_EQ(bars().width, 0.5);
  EXPECT_EQ(plt::ylim().second, 12.15);
}

// Such an exception aborted where the linker had lost how to pass the function.
TEST_F(PlotBars, OfNoColourAreRefused) {
  EXPECT_EQ(testing::error_text([] { plt::bar({1}, {1}, {.color = "nope"}); }),
            "ValueError: unknown color 'nope'\n"
            "  hint  write 'red', 'r', 'C0', '0.5' (a gray) or '#1f77b4'");
}

TEST_F(PlotBars, AboveTheSameWordShareItsPlace) {
  plt::bar({"a", "b"}, {1, 2});
  plt::plot({"b", "c"}, {3, 4});
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(std::get<plot::Line>(plot::current_axes().artists[1]).x, (std::vector<double>{1, 2}));
}

TEST_F(PlotBars, CountForTheirOwnInTheColourCycle) {
  plt::plot({1, 2});
  plt::bar({0, 1}, {1, 2});
  EXPECT_EQ(std::get<plot::Bars>(plot::current_axes().artists[1]).color.red,
            plot::cycle_color(0).red);
}

TEST_F(PlotBars, OfAHistogramTakeTheirNumberBehindTheData) {
  plt::hist(arange(10), 5);
  EXPECT_EQ(bars().height, (std::vector<double>{2, 2, 2, 2, 2}));
}

}  // namespace
}  // namespace keratin
