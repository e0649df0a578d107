// Random functional models against real Keras.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/golden_graphs.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

using testing::golden_graphs;
using testing::GoldenGraph;

TEST(GoldenGraphs, HoldWhatBelongsTogether) {
  const std::vector<GoldenGraph> graphs = golden_graphs();
  EXPECT_EQ(graphs.size(), 200U);
  EXPECT_EQ(std::ranges::count_if(graphs, &GoldenGraph::has_operators), 100);
  for (const GoldenGraph& graph : graphs) {
    EXPECT_EQ(testing::parse_json(graph.json), ConfigValue(graph.record)) << graph.name;
    ASSERT_EQ(graph.trained.size(), graph.weights.size()) << graph.name;
    for (size_t i = 0; i < graph.weights.size(); ++i) {
      EXPECT_EQ(graph.trained[i].shape(), graph.weights[i].shape()) << graph.weight_paths[i];
      const auto at = std::ranges::find(graph.trainable_paths, graph.weight_paths[i]);
      if (at == graph.trainable_paths.end()) continue;
      const Tensor& gradient = graph.gradients[size_t(at - graph.trainable_paths.begin())];
      EXPECT_EQ(gradient.shape(), graph.weights[i].shape()) << graph.weight_paths[i];
    }
    for (const auto& [name, values] : graph.history) {
      EXPECT_EQ(values.size(), size_t(graph.epochs)) << graph.name << " " << name;
    }
  }
}

TEST(GoldenGraphs, TotalIsTheWeightedSumAndThePenalties) {
  for (const GoldenGraph& graph : golden_graphs()) {
    if (graph.losses.size() < 2) continue;
    double total = 0, expected = 0;
    for (const auto& [name, value] : graph.loss_values) {
      if (name == "loss") {
        total = value;
        continue;
      }
      const auto is_output = [&](const std::string& output) { return output + "_loss" == name; };
      const auto at = std::ranges::find_if(graph.output_names, is_output);
      ASSERT_NE(at, graph.output_names.end()) << graph.name << " " << name;
      const auto i = size_t(at - graph.output_names.begin());
      expected += value * (graph.loss_weights.empty() ? 1 : graph.loss_weights[i]);
    }
    EXPECT_NEAR(total, expected + graph.penalties, 2e-6 * std::max(1.0, std::abs(total)))
        << graph.name;
  }
}

}  // namespace
}  // namespace keratin
