// Against what NumPy counts: tools/golden/make_histograms.py.
#include "keratin/plot/histogram_internal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/error_text.h"
#include "tests/support/golden_json.h"

namespace keratin::plot {
namespace {

std::vector<double> doubles(const ConfigValue& list) {
  std::vector<double> result;
  for (const ConfigValue& number : list.as_list()) result.push_back(number.as_number());
  return result;
}

TEST(Histogram, EqualsNumPys) {
  int cases = 0;
  for (const Config& golden : testing::golden_json_lines("histograms.jsonl.gz")) {
    const Histogram made =
        histogram_of(doubles(golden["values"]), static_cast<int>(golden["bins"].as_integer()),
                     doubles(golden["range"]));
    EXPECT_EQ(made.counts, doubles(golden["counts"])) << golden.to_string();
    const std::vector<double> edges = doubles(golden["edges"]);
    ASSERT_EQ(made.edges.size(), edges.size());
    for (size_t i = 0; i < edges.size(); ++i) EXPECT_DOUBLE_EQ(made.edges[i], edges[i]);
    ++cases;
  }
  EXPECT_EQ(cases, 60);
}

TEST(Histogram, LeavesOutNanAndRefusesInfinity) {
  EXPECT_EQ(histogram_of({1, std::nan(""), 3}, 2, {}).counts, (std::vector<double>{1, 1}));
  EXPECT_EQ(testing::error_text([] {
              histogram_of({1, INFINITY}, 2, {});
            }),
            "ValueError: plot::hist: from 1 to inf is no range\n"
            "  hint  give .range = {from, to}; what lies outside is left out");
  EXPECT_EQ(testing::error_text([] {
              histogram_of({1e17, 1e17}, 10, {});
            }),
            "ValueError: plot::hist: 10 bins from 1e+17 to 1e+17 cannot be told apart");
}

}  // namespace
}  // namespace keratin::plot
