#include <gtest/gtest.h>

#include "keratin/plot/ticks_internal.h"

namespace keratin::plot {
namespace {

using Labels = std::vector<std::string>;

// The expected places are those of matplotlib.ticker.MaxNLocator with steps 1, 2, 2.5, 5, 10.
TEST(NiceTicks, AreMultiplesOfRoundSteps) {
  EXPECT_EQ(nice_ticks({0, 10}, 9), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(nice_ticks({0, 9}, 9), (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(nice_ticks({-1.1, 1.1}, 9),
            (std::vector<double>{-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1}));
  EXPECT_EQ(nice_ticks({10, 0}, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
}

TEST(NiceTicks, AreAtLeastTwoWhereThatIsPossible) {
  EXPECT_GE(nice_ticks({0.3, 0.9}, 1).size(), 2u);
  EXPECT_EQ(nice_ticks({4, 4}, 9), (std::vector<double>{4}));
}

TEST(TickLabels, HaveTheDecimalsThatTellThemApart) {
  EXPECT_EQ(tick_labels({0, 2, 4}).labels, (Labels{"0", "2", "4"}));
  EXPECT_EQ(tick_labels({-0.5, 0, 0.25}).labels, (Labels{"−0.50", "0.00", "0.25"}));
  EXPECT_EQ(tick_labels({0.975, 0.98}).labels, (Labels{"0.975", "0.980"}));
}

TEST(TickLabels, TakeOutALargeOrSmallPowerOfTen) {
  const TickLabels large = tick_labels({0, 2e6, 4e6});
  EXPECT_EQ(large.labels, (Labels{"0", "2", "4"}));
  EXPECT_EQ(large.factor, "1e6");
  EXPECT_EQ(tick_labels({0, 5e-6}).factor, "1e−6");
  EXPECT_EQ(tick_labels({0, 50000}).factor, "");
}

}  // namespace
}  // namespace keratin::plot
