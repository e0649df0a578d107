// Against what real Matplotlib does with the same views: tools/golden/make_ticks.py.
#include <gtest/gtest.h>

#include <cmath>

#include "keratin/plot/ticks_internal.h"
#include "tests/support/golden_json.h"

namespace keratin::plot {
namespace {

/// As the golden file writes it: "3 × 10^{2}".
std::string in_braces(const std::string& label) {
  std::string out;
  for (const char letter : label) {
    if (letter == raise_text) {
      out += "^{";
    } else {
      out += letter == lower_text ? '}' : letter;
    }
  }
  return out;
}

void expect_ticks(const std::vector<double>& places, const std::vector<std::string>& labels,
                  const Config& golden, const std::string& kind) {
  const auto& expected_places = golden[kind + "places"].as_list();
  const auto& expected_labels = golden[kind + "labels"].as_list();
  ASSERT_EQ(places.size(), expected_places.size()) << kind << golden.to_string();
  ASSERT_EQ(labels.size(), places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    const double expected = expected_places[i].as_number();
    EXPECT_NEAR(places[i], expected, 1e-12 * expected) << golden.to_string();
    EXPECT_EQ(in_braces(labels[i]), expected_labels[i].as_string()) << golden.to_string();
  }
}

TEST(LogTicks, AreMatplotlibs) {
  int views = 0;
  for (const Config& golden : testing::golden_json_lines("ticks.jsonl.gz")) {
    if (golden["scale"].as_string() != "log") continue;
    const LogTicks ticks = log_ticks({golden["low"].as_number(), golden["high"].as_number()},
                                     static_cast<int>(golden["intervals"].as_integer()));
    expect_ticks(ticks.places, ticks.labels, golden, "");
    expect_ticks(ticks.minor_places, ticks.minor_labels, golden, "minor_");
    ++views;
  }
  EXPECT_GT(views, 100);
}

TEST(LogTicks, AreAFewWhateverTheView) {
  for (const Interval view : {Interval{5e-324, 1.7e308}, Interval{1e-300, 1e-299},
                              Interval{1, std::nextafter(1, 2)}, Interval{1e3, 1}}) {
    const LogTicks ticks = log_ticks(view, 9);
    EXPECT_LT(ticks.places.size() + ticks.minor_places.size(), 120u) << view.low;
  }
}

}  // namespace
}  // namespace keratin::plot
