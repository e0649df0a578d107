// The verbs leave the right things in the figure; what they cannot draw they say.
#include "keratin/plot/plot.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "keratin/base/error.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

class Plot : public testing::Test {
 protected:
  void SetUp() override { plt::figure(); }
  template <class T>
  const T& only() {
    const auto& artists = plot::current_axes().artists;
    EXPECT_EQ(artists.size(), 1u);
    return std::get<T>(artists.at(0));
  }
  std::string error_of(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.rule();
    }
    return "no error";
  }
};

TEST_F(Plot, CountsXFromZeroWhenItIsLeftOut) {
  plt::plot({3, 1, 2});
  EXPECT_EQ(only<plot::Line>().x, (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(only<plot::Line>().linestyle, "-");
}

TEST_F(Plot, ReadsTheFormat) {
  plt::plot({1, 2}, {3, 4}, "bo", {.label = "Training loss"});
  const auto& line = only<plot::Line>();
  EXPECT_EQ(line.marker.shape, 'o');
  EXPECT_EQ(line.linestyle, "none");
  EXPECT_EQ(line.color.blue, 1);
  EXPECT_EQ(line.label, "Training loss");
}

TEST_F(Plot, ReadsAFormatInAnyOrder) {
  plt::plot({1, 2}, "C1^-.");
  EXPECT_EQ(only<plot::Line>().marker.shape, '^');
  EXPECT_EQ(only<plot::Line>().linestyle, "-.");
}

TEST_F(Plot, TakesTensorsVectorsAndLists) {
  plt::scatter(arange(3), std::vector<float>{1, 4, 9});
  EXPECT_EQ(only<plot::Points>().x, (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(only<plot::Points>().y, (std::vector<double>{1, 4, 9}));
}

TEST_F(Plot, GoesThroughTheColourCycle) {
  plt::plot({1, 2});
  plt::plot({1, 2});
  const auto& artists = plot::current_axes().artists;
  EXPECT_EQ(std::get<plot::Line>(artists[0]).color.red, plot::cycle_color(0).red);
  EXPECT_EQ(std::get<plot::Line>(artists[1]).color.red, plot::cycle_color(1).red);
}

TEST_F(Plot, NamesTheBars) {
  plt::bar({"cat", "dog"}, {3, 5});
  EXPECT_EQ(only<plot::Bars>().height, (std::vector<double>{3, 5}));
  EXPECT_EQ(plot::current_axes().xticks->labels, (std::vector<std::string>{"cat", "dog"}));
}

TEST_F(Plot, CountsAHistogramWhoseLastBinIncludesItsEnd) {
  plt::hist({0, 0.1, 0.5, 0.9, 1}, {.bins = 2});
  EXPECT_EQ(only<plot::Bars>().height, (std::vector<double>{2, 3}));
  EXPECT_EQ(only<plot::Bars>().x, (std::vector<double>{0.25, 0.75}));
}

TEST_F(Plot, GivesADensityTheAreaOne) {
  plt::hist({0, 1, 2, 3}, {.bins = 4, .range = {0, 8}, .density = true});
  const auto& bars = only<plot::Bars>();
  double area = 0;
  for (const double height : bars.height) area += height * bars.width;
  EXPECT_DOUBLE_EQ(area, 1);
}

TEST_F(Plot, SaysWhatItCannotDraw) {
  EXPECT_EQ(error_of([] {
              plt::plot({1, 2}, {1, 2, 3});
            }),
            "plot::plot: x has 2 numbers and y has 3");
  EXPECT_EQ(error_of([] {
              plt::plot({1, 2}, "q");
            }),
            "plot::plot: 'q' in the format 'q' is neither a colour nor a marker nor a line style");
  EXPECT_EQ(error_of([] { plt::plot({1}, {.linestyle = "="}); }), "unknown line style '='");
  EXPECT_EQ(error_of([] { plt::plot({1}, {.marker = "?"}); }), "unknown marker '?'");
  EXPECT_EQ(error_of([] { plt::hist({1}, {.bins = 0}); }), "plot::hist: bins is 0");
  EXPECT_EQ(error_of([] {
              plt::bar({1, 2}, {1, 2}, {.width = 0});
            }),
            "plot::bar: width is 0 and must be above 0");
  EXPECT_TRUE(plot::current_figure().places.empty() || plot::current_axes().artists.empty());
}

TEST_F(Plot, KeepsAFigureForEachThread) {
  plt::plot({1, 2});
  bool is_fresh = false;
  std::thread([&is_fresh] { is_fresh = !plot::has_current_figure(); }).join();
  EXPECT_TRUE(is_fresh);
  EXPECT_EQ(plot::current_axes().artists.size(), 1u);
}

}  // namespace
}  // namespace keratin
