// Against what real Matplotlib does with the same views: tools/golden/make_ticks.py.
#include "keratin/plot/ticks_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/golden_json.h"

namespace keratin::plot {
namespace {

using Labels = std::vector<std::string>;

std::vector<double> numbers(const ConfigValue& list) {
  std::vector<double> result;
  for (const ConfigValue& number : list.as_list()) result.push_back(number.as_number());
  return result;
}

Labels words(const ConfigValue& list) {
  Labels result;
  for (const ConfigValue& word : list.as_list()) result.push_back(word.as_string());
  return result;
}

void expect_places(const std::vector<double>& places, const ConfigValue& golden,
                   const Interval& view, const std::string& about) {
  const std::vector<double> expected = numbers(golden);
  ASSERT_EQ(places.size(), expected.size()) << about;
  const double slack = 1e-9 * (view.high / 2 - view.low / 2);
  for (size_t i = 0; i < places.size(); ++i) {
    const double ulps = 4e-16 * std::abs(expected[i]);
    EXPECT_NEAR(places[i], expected[i], std::max(slack, ulps)) << about;
  }
}

TEST(Ticks, AreMatplotlibsOnLinearAxes) {
  int views = 0;
  for (const Config& golden : testing::golden_json_lines("ticks.jsonl.gz")) {
    if (golden["scale"].as_string() != "linear") continue;
    const Interval view = {golden["low"].as_number(), golden["high"].as_number()};
    const std::string about = golden.to_string();
    const auto places = nice_ticks(view, static_cast<int>(golden["intervals"].as_integer()),
                                   golden["whole"].as_bool());
    expect_places(places, golden["places"], view, about);
    const TickLabels labels = tick_labels(places, view);
    EXPECT_EQ(labels.labels, words(golden["labels"])) << about;
    EXPECT_EQ(labels.factor, golden["factor"].as_string()) << about;
    ++views;
  }
  EXPECT_GT(views, 150);
}

TEST(Ticks, AreAFewWhateverTheView) {
  const double huge = 1.7e308, tiny = 5e-324;
  const double ends[] = {-huge, -1e17, -1, -tiny, 0, tiny, 0.3, 0.30000000000000004, 1e17, huge};
  for (const double low : ends) {
    for (const double high : ends) {
      for (const int intervals : {-1, 1, 9}) {
        const auto places = nice_ticks({low, high}, intervals);
        EXPECT_LT(places.size(), 30u) << low << " to " << high;
        EXPECT_GT(places.size(), 0u) << low << " to " << high;
        EXPECT_EQ(tick_labels(places, {low, high}).labels.size(), places.size());
      }
    }
  }
}

TEST(Ticks, RunBothWays) { EXPECT_EQ(nice_ticks({10, 0}, 5), nice_ticks({0, 10}, 5)); }

}  // namespace
}  // namespace keratin::plot
