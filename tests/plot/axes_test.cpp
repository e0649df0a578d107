#include "keratin/plot/axes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/plot/draw_internal.h"
#include "keratin/plot/plot.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

class Axes : public ::testing::Test {
 protected:
  void SetUp() override { plt::figure(); }
};

TEST_F(Axes, AreHandlesOfThePlaceThatTheVerbsDrawInto) {
  plt::Axes axes = plt::gca();
  axes.plot({1, 2});
  plt::plot({3, 4});
  EXPECT_EQ(axes.state().artists.size(), 2u);
  EXPECT_EQ(&axes.state(), &plot::current_axes());
  axes.cla();
  EXPECT_TRUE(plot::current_axes().artists.empty());
}

TEST_F(Axes, OutliveTheirFigure) {
  plt::Axes axes = plt::gca();
  plt::clf();
  plt::close();
  axes.plot({1, 2});
  EXPECT_EQ(axes.get_xlim().second, 1.05);
}

TEST_F(Axes, ThatAreEmptySaySo) {
  EXPECT_EQ(error_text([] {
              plt::Axes().plot({1, 2});
            }),
            "ValueError: these plt::Axes are empty\n"
            "  hint  plt::gca(), plt::subplot() and plt::subplots() give some");
  EXPECT_EQ(error_text([] { plt::Figure().savefig("a.png"); }),
            "ValueError: this plt::Figure is empty\n"
            "  hint  plt::figure() and plt::gcf() give one");
}

TEST_F(Axes, TakeLimitsWholeOrOneEndOfThem) {
  plt::plot({0, 10}, {0, 10});
  plt::ylim({.bottom = 2});
  EXPECT_EQ(plt::ylim(), (std::pair{2.0, 10.5}));
  plt::xlim({5, 0});
  EXPECT_EQ(plt::xlim(), (std::pair{5.0, 0.0}));
  plt::xlim(0, 1e-310);  // too small to be told from zero
  EXPECT_EQ(plt::xlim(), (std::pair{-0.05, 0.05}));
  // Matplotlib's numbers.
  plt::ylim(5, 5);
  EXPECT_EQ(plt::ylim(), (std::pair{4.75, 5.25}));
  plt::ylim({.bottom = 5.25});
  EXPECT_EQ(plt::ylim(), (std::pair{5.25 * 0.95, 5.25 * 1.05}));
  plt::yscale("log");
  plt::ylim(5, 5);
  EXPECT_EQ(plt::ylim(), (std::pair{1.0, 10.0}));
  plt::ylim(10, 10);
  EXPECT_EQ(plt::ylim(), (std::pair{1.0, 100.0}));
  EXPECT_EQ(error_text([] { plt::xlim({.left = NAN}); }),
            "ValueError: plot::xlim: nan is no place on an axis");
}

TEST_F(Axes, HaveScales) {
  plt::semilogy({0, 1, 2}, {1, 10, 100});
  EXPECT_EQ(plot::current_axes().yscale, plot::Scale::log);
  EXPECT_NEAR(plt::ylim().first, std::pow(10, -0.1), 1e-12);
  EXPECT_NEAR(plt::ylim().second, std::pow(10, 2.1), 1e-9);
  EXPECT_EQ(error_text([] { plt::ylim(0, 1); }),
            "ValueError: plot::ylim: 0 on a logarithmic axis\n  hint  its limits are above 0");
  EXPECT_EQ(error_text([] { plt::yscale("symlog"); }),
            "ValueError: plot::yscale takes 'linear' or 'log', not 'symlog'");
  const plot::Frame frame = plot::frame_of(plot::current_figure(), plot::current_axes());
  EXPECT_NEAR(frame.at(0, 10).y, (frame.at(0, 1).y + frame.at(0, 100).y) / 2, 1e-9);
}

TEST_F(Axes, ShowTicksThatWereAskedFor) {
  plt::plot({0, 5}, {0, 1});
  plt::xticks({0, 10}, {"a", "b"});
  EXPECT_EQ(plt::xlim(), (std::pair{-0.25, 10.0}));
}

// The limits are those of Matplotlib 3.11.
TEST_F(Axes, ThatAreEqualShowMore) {
  plt::plot({0, 1, 2}, {0, 1, 0});
  plt::axis("equal");
  EXPECT_EQ(plt::xlim(), (std::pair{-0.1, 2.1}));
  EXPECT_NEAR(plt::ylim().first, -0.31967741935483873, 1e-9);
  EXPECT_NEAR(plt::ylim().second, 1.3196774193548388, 1e-9);
}

// In the order of Matplotlib's get_legend_handles_labels.
TEST_F(Axes, NameGroupsLast) {
  plt::bar({"a"}, {1}, {.label = "bars"});
  plt::plot({0}, {1}, {.label = "line"});
  plt::hist({1, 2}, {.label = "hist"});
  plt::errorbar({1}, {1}, {.yerr = 1, .label = "err"});
  plt::scatter({1}, {1}, {.label = "dots"});
  std::string order;
  for (const std::string* label : plot::labels_in_order(plot::current_axes())) {
    order += *label + " ";
  }
  EXPECT_EQ(order, "line hist dots bars err ");
}

TEST_F(Axes, NameWhatIsDrawnByAList) {
  plt::plot({1, 2});
  plt::plot({1, 2});
  plt::legend({"a", "b"});
  const auto& artists = plot::current_axes().artists;
  EXPECT_EQ(std::get<plot::Line>(artists[1]).label, "b");
  EXPECT_NE(error_text([] { plt::legend({"a", "b", "c"}); }), "no error");
  plt::legend("upper left");
  EXPECT_EQ(plot::current_axes().legend->loc, "upper left");
  const std::string known_at_run_time = "lower right";
  plt::legend(known_at_run_time, {.fontsize = 8});
  EXPECT_EQ(plot::current_axes().legend->loc, "lower right");
  EXPECT_EQ(plot::current_axes().legend->fontsize, 8);
}

}  // namespace
}  // namespace keratin
