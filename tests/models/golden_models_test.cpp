// The random functional models that real Keras computed, built, run and trained here.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "keratin/keratin.h"
#include "tests/support/golden.h"
#include "tests/support/golden_graphs.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::golden_graphs;
using testing::GoldenGraph;

Losses losses_of(const GoldenGraph& graph) {
  std::vector<AnyLoss> losses;
  std::vector<NamedLoss> named;
  for (size_t i = 0; i < graph.losses.size(); ++i) {
    AnyLoss loss;
    from_value(graph.losses[i], loss);
    losses.push_back(loss);
    named.push_back({graph.output_names[i], loss});
  }
  if (losses.size() == 1) return losses[0];
  return graph.is_by_name ? Losses(named) : Losses(losses);
}

Model compiled(const GoldenGraph& graph) {
  Model model = model_from_json(graph.json);
  model.set_weights(graph.weights);
  model.compile({.optimizer = deserialize<Optimizer>(graph.optimizer),
                 .loss = losses_of(graph),
                 .loss_weights = LossWeights(graph.loss_weights)});
  return model;
}

/// Calls `check` with each graph: a graph that fails does not hide the others.
void for_each_graph(void (*check)(const GoldenGraph& graph)) {
  for (const GoldenGraph& graph : golden_graphs()) {
    SCOPED_TRACE(graph.name);
    try {
      check(graph);
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

TEST(GoldenModels, ComeBackAsTheyWere) {
  for_each_graph([](const GoldenGraph& graph) {
    const Model model = model_from_json(graph.json);
    EXPECT_EQ(testing::parse_json(model.to_json()), ConfigValue(graph.record));
  });
}

TEST(GoldenModels, HaveKerassWeightsInItsOrder) {
  for_each_graph([](const GoldenGraph& graph) {
    const Model model = model_from_json(graph.json);
    const std::vector<Variable> weights = model.weights();
    ASSERT_EQ(weights.size(), graph.weights.size());
    for (size_t i = 0; i < weights.size(); ++i) {
      EXPECT_EQ(weights[i].shape(), graph.weights[i].shape()) << graph.weight_paths[i];
    }
    EXPECT_EQ(model.trainable_weights().size(), graph.trainable_paths.size());
  });
}

TEST(GoldenModels, GiveKerassOutputsLossesAndGradients) {
  for_each_graph([](const GoldenGraph& graph) {
    Model model = compiled(graph);
    const Scores scores =
        model.evaluate(graph.inputs, graph.targets, {.batch_size = 100, .verbose = 0});
    for (const auto& [name, value] : graph.loss_values) {
      EXPECT_NEAR(scores[name], value, 1e-5 * std::max(1.0, std::abs(value))) << name;
    }
    // A batch on the tape with a learning rate of nothing: compute_loss sees what fit sees.
    CallRecord record;
    CallScope scope(true, 0, &record);
    const Tensors y_pred = model.outputs_for(graph.inputs);
    ASSERT_EQ(y_pred.size(), graph.outputs.size());
    for (size_t i = 0; i < y_pred.size(); ++i) {
      expect_near(y_pred[i], graph.outputs[i], 1e-5, "output");
    }
    const Tensor total =
        model.compute_loss({.x = graph.inputs, .y = graph.targets, .sample_weight = {}}, y_pred);
    EXPECT_NEAR(total.item(), graph.total, 1e-5 * std::max(1.0, std::abs(graph.total)));
    const std::vector<Variable> variables = model.trainable_weights();
    if (variables.empty()) return;
    const std::vector<Tensor> received = gradients(total, variables);
    ASSERT_EQ(received.size(), graph.gradients.size()) << graph.name;
    for (size_t i = 0; i < received.size(); ++i) {
      expect_near(received[i], graph.gradients[i], 1e-5, graph.trainable_paths[i]);
    }
  });
}

TEST(GoldenModels, TrainAsInKeras) {
  for_each_graph([](const GoldenGraph& graph) {
    Model model = compiled(graph);
    const History history = model.fit(
        graph.inputs, graph.targets,
        {.batch_size = graph.batch_size, .epochs = graph.epochs, .verbose = 0, .shuffle = false});
    for (const auto& [name, values] : graph.history) {
      for (size_t epoch = 0; epoch < values.size(); ++epoch) {
        EXPECT_NEAR(history.history[name][epoch], values[epoch],
                    1e-4 * std::max(1.0, std::abs(values[epoch])))
            << name << " epoch " << epoch;
      }
    }
    const std::vector<Tensor> weights = model.get_weights();
    for (size_t i = 0; i < weights.size(); ++i) {
      expect_near(weights[i], graph.trained[i], 1e-4, graph.weight_paths[i]);
    }
  });
}

/// With KERATIN_GRAPHS naming a folder; tools/golden/check_graphs.py FOLDER then asks real Keras.
TEST(GoldenModels, AreWrittenForKeras) {
  const char* folder = std::getenv("KERATIN_GRAPHS");
  if (!folder) GTEST_SKIP() << "KERATIN_GRAPHS names no folder";
  for (const GoldenGraph& graph : golden_graphs()) {
    Model model = model_from_json(graph.json);
    model.set_weights(graph.weights);
    NamedTensors arrays;
    const auto add = [&](const char* kind, const Tensors& tensors) {
      for (size_t i = 0; i < tensors.size(); ++i) {
        arrays.emplace_back(text(kind, ".", i), tensors[i]);
      }
    };
    add("weights", graph.weights);
    add("inputs", graph.inputs);
    add("outputs", model.outputs_for(graph.inputs));
    const std::string path = std::string(folder) + "/" + graph.name;
    save_npz(path + ".npz", arrays);
    std::ofstream(path + ".json") << model.to_json();
  }
}

}  // namespace
}  // namespace keratin
