// What objects compute, against real Keras (tests/golden/cases.jsonl.gz): each class of losses,
// metrics, optimizers and layers with default arguments and with random ones.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "keratin/autodiff/tape.h"
#include "keratin/keratin.h"
#include "tests/support/golden.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

using testing::expect_near, testing::tensor_in, testing::tensors_in;

constexpr double kCaseTolerance = 1e-5;
/// Keras computes the powers of betas in float32.
constexpr double kStepTolerance = 5e-5;

template <class Base>
std::shared_ptr<Base> made_from(const Config& line) {
  return find_class<Base>(line["class"].as_string())->from_config(line["given"].as_config());
}

void check_case(const Config& line, void (*check)(const Config& line)) {
  SCOPED_TRACE(line["class"].as_string() + " of " + line["given"].to_string());
  try {
    check(line);
  } catch (const Error& error) {
    ADD_FAILURE() << error.what();
  }
}

/// Calls `check` with each line of the family, and fails unless every class of the registry but
/// `left_out` has one.
template <class Base>
void for_each_case(std::string_view family, std::set<std::string_view> left_out,
                   void (*check)(const Config& line)) {
  std::set<std::string> seen;
  for (const Config& line : testing::golden_json_lines("cases.jsonl.gz")) {
    if (line["family"].as_string() != family) continue;
    check_case(line, check);
    seen.insert(line["class"].as_string());
  }
  for (const RegistryEntry<Base>& entry : Base::registry()) {
    const std::string name(entry.class_name);
    EXPECT_TRUE(seen.contains(name) != left_out.contains(name)) << name;
  }
}

void check_loss(const Config& line) {
  const auto loss = made_from<Loss>(line);
  const Tensor y_true = tensor_in(line["y_true"]), y_pred = watch(tensor_in(line["y_pred"]));
  const Tensor value = (*loss)(y_true, y_pred);
  expect_near(value, tensor_in(line["value"]), kCaseTolerance, "value");
  expect_near((*loss)(y_true, y_pred, tensor_in(line["sample_weight"])),
              tensor_in(line["weighted"]), kCaseTolerance, "weighted");
  expect_near(gradients(ops::sum(value), {y_pred})[0], tensor_in(line["gradient"]), kCaseTolerance,
              "gradient");
}
TEST(GoldenCases, EveryLoss) { for_each_case<Loss>("losses", {}, check_loss); }

void check_metric(const Config& line) {
  for (const char* key : {"results", "weighted"}) {
    const auto metric = made_from<Metric>(line);
    std::vector<double> results;
    for (const ConfigValue& one : line["batches"].as_list()) {
      const Config& batch = one.as_config();
      const Tensor weight = tensor_in(batch["sample_weight"]);
      metric->update_state(tensor_in(batch["y_true"]), tensor_in(batch["y_pred"]),
                           key == std::string_view("weighted") ? weight : Tensor());
      results.push_back(metric->result());
    }
    expect_near(tensor(results).astype(float32), tensor_in(line[key]).astype(float32),
                kCaseTolerance, key);
  }
}
TEST(GoldenCases, EveryMetric) {
  for_each_case<Metric>("metrics", {"Mean", "Sum", "MeanMetricWrapper"}, check_metric);
}

void check_optimizer(const Config& line) {
  const auto optimizer = made_from<Optimizer>(line);
  std::vector<Variable> weights;
  for (const Tensor& start : tensors_in(line["start"])) weights.emplace_back(start.copy());
  optimizer->build(weights);
  for (const ConfigValue& step : line["gradients"].as_list()) optimizer->apply(tensors_in(step));
  const auto expect = [&](const char* key) {
    const std::vector<Tensor> expected = tensors_in(line[key]);
    for (size_t i = 0; i < weights.size(); ++i) {
      expect_near(weights[i].value(), expected[i], kStepTolerance, key);
    }
  };
  expect("end");
  optimizer->finalize_variable_values();
  expect("final");
}
TEST(GoldenCases, EveryOptimizer) { for_each_case<Optimizer>("optimizers", {}, check_optimizer); }

void check_layer(const Config& line) {
  const auto layer = made_from<Layer>(line);
  Tensors inputs;
  std::vector<Tensor> leaves;
  Shapes shapes;
  for (const Tensor& x : tensors_in(line["inputs"])) {
    leaves.push_back(watch(x.astype(float32)));
    inputs.push_back(leaves.back());
    shapes.push_back(x.shape());
  }
  layer->ensure_built(shapes);
  layer->set_weights(tensors_in(line["weights"]));
  const Tensor output = layer->outputs_for(inputs)[0];
  expect_near(output, tensor_in(line["output"]), kCaseTolerance, "output");
  for (const Variable& weight : layer->trainable_weights()) leaves.push_back(weight.value());
  const Tensor total = ops::sum(output * tensor_in(line["factors"]));
  const std::vector<Tensor> expected = tensors_in(line["gradients"]);
  ASSERT_EQ(expected.size(), leaves.size());
  for (size_t i = 0; i < leaves.size(); ++i) {
    expect_near(gradients(total, {leaves[i]})[0], expected[i], kCaseTolerance, "gradient");
  }
}
TEST(GoldenCases, EveryLayer) {
  // Cells are run by the layers around them.
  for_each_case<Layer>("layers",
                       {"InputLayer", "SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells"},
                       check_layer);
}

// tools/golden/make_cases.py --more writes the file.
TEST(GoldenCases, MoreOfEveryKind) {
  const char* path = std::getenv("KERATIN_MORE_CASES");
  if (!path) GTEST_SKIP() << "KERATIN_MORE_CASES names no file of cases";
  const std::map<std::string, void (*)(const Config&)> checks = {{"losses", check_loss},
                                                                 {"metrics", check_metric},
                                                                 {"optimizers", check_optimizer},
                                                                 {"layers", check_layer}};
  std::map<std::string, int> counts;
  for (const std::string& text : testing::lines_of_gzip(path)) {
    const Config line = testing::parse_json(text).as_config();
    check_case(line, checks.at(line["family"].as_string()));
    ++counts[line["class"].as_string()];
  }
  EXPECT_FALSE(counts.empty());
  for (const auto& [name, count] : counts) std::printf("%s: %d\n", name.c_str(), count);
}

}  // namespace
}  // namespace keratin
