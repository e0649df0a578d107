#include <gtest/gtest.h>

#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

TEST(PlotWords, StandInTheData) {
  plt::figure();
  plt::plot({0, 10});
  plt::text(0.5, 3, "a", {.fontsize = 14, .ha = "center", .rotation = 45});
  const auto& words = std::get<plot::Words>(plot::current_axes().artists.at(1));
  EXPECT_EQ(words.style.horizontal, plot::Horizontal::center);
  EXPECT_EQ(words.style.rotation, 45);
  EXPECT_EQ(plt::ylim().second, 10.5);  // words do not widen the view
  EXPECT_EQ(error_text([] { plt::text(0, 0, "a", {.ha = "middle"}); }),
            "ValueError: plot::text: ha is 'middle'\n  known  'left', 'center', 'right'");
  EXPECT_EQ(error_text([] { plt::text(0, 0, "a", {.fontsize = 0}); }),
            "ValueError: plot::text: fontsize is 0 and must be between 0.1 and 1000");
}

TEST(PlotWords, PointAtThings) {
  plt::figure();
  plt::annotate("max", {1, 2}, {.xytext = {3, 4}, .arrowprops = {.arrowstyle = "->"}});
  const auto& words = std::get<plot::Words>(plot::current_axes().artists.at(0));
  EXPECT_EQ(words.x, 3);
  EXPECT_EQ(words.arrow->x, 1);
  EXPECT_TRUE(words.arrow->is_visible && words.arrow->has_head);
  EXPECT_EQ(error_text([] {
              plt::annotate("a", {0, 0}, {.arrowprops = {.arrowstyle = "=>"}});
            }),
            "ValueError: plot::annotate: arrowstyle is '=>'\n  known  '->', '-'");
}

}  // namespace
}  // namespace keratin
