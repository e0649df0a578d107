// Layers of float64: the CPU's kernels and the plain backend, which the fake device runs, agree to
// nine digits, so that nothing on the way is rounded to float32 by one of them alone.
#include <gtest/gtest.h>

#include <cstdlib>

#include "keratin/autodiff/tape.h"
#include "keratin/keratin.h"
#include "keratin/tensor/config_values.h"
#include "tests/support/fake_device.h"
#include "tests/support/golden.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

using testing::expect_near, testing::kFake;

constexpr double kDigits = 1e-9;

/// The arguments with the dtype of layers among them.
Config in_double(const Config& given) {
  constexpr std::string_view single = "\"float32\"", wide = "\"float64\"";
  std::string text = given.to_string();
  for (size_t at = 0; (at = text.find(single, at)) != std::string::npos; at += wide.size()) {
    text.replace(at, single.size(), wide);
  }
  return testing::parse_json(text).as_config();
}

Tensor double_in(const ConfigValue& values) {
  return constant_from(Config{{"class_name", "__tensor__"},
                              {"config", Config{{"value", values}, {"dtype", "float64"}}}});
}
std::vector<Tensor> doubles_in(const ConfigValue& values) {
  std::vector<Tensor> list;
  for (const ConfigValue& value : values.as_list()) list.push_back(double_in(value));
  return list;
}

/// What a layer of the line gives on a device: its output, and the gradients of the sum of its
/// products with the line's factors by the inputs and by the weights that train.
std::vector<Tensor> results_on(Device device, const Config& line) {
  Config given = in_double(line["given"].as_config());
  given.set("dtype", "float64");
  const auto layer = find_class<Layer>(line["class"].as_string())->from_config(given);
  Tensors inputs;
  std::vector<Tensor> leaves;
  Shapes shapes;
  for (const Tensor& x : doubles_in(line["inputs"])) {
    leaves.push_back(watch(x.to(device)));
    inputs.push_back(leaves.back());
    shapes.push_back(x.shape());
  }
  layer->ensure_built(shapes);
  layer->set_weights(doubles_in(line["weights"]));
  for (Variable weight : layer->weights()) {
    weight.relocate(Ref<Storage>(new Storage(weight.value().nbytes(), device)), 0);
  }
  const Tensor output = layer->outputs_for(inputs)[0];
  for (const Variable& weight : layer->trainable_weights()) leaves.push_back(weight.value());
  const Tensor total = ops::sum(output * double_in(line["factors"]).to(device));
  std::vector<Tensor> results = {output};
  for (const Tensor& leaf : leaves) results.push_back(gradients(total, {leaf})[0]);
  return results;
}

/// JAX's attention computes its softmax in float32.
double digits_of_keras(const Config& line) {
  const std::string name = line["class"].as_string();
  return name == "MultiHeadAttention" || name == "GroupQueryAttention" ? 1e-5 : kDigits;
}

// tools/golden/make_cases.py --double writes the file.
TEST(DoublePrecision, EveryLayerIsKerass) {
  const char* path = std::getenv("KERATIN_DOUBLE_CASES");
  if (!path) GTEST_SKIP() << "KERATIN_DOUBLE_CASES names no file of cases";
  for (const std::string& text : testing::lines_of_gzip(path)) {
    const Config line = testing::parse_json(text).as_config();
    SCOPED_TRACE(line["class"].as_string() + " of " + line["given"].to_string());
    const std::vector<Tensor> results = results_on({}, line);
    const std::vector<Tensor> slopes = doubles_in(line["gradients"]);
    const double digits = digits_of_keras(line);
    expect_near(results[0], double_in(line["output"]), digits, "output");
    ASSERT_EQ(slopes.size() + 1, results.size());
    for (size_t i = 0; i < slopes.size(); ++i) {
      expect_near(results[i + 1], slopes[i], digits, "gradient");
    }
  }
}

TEST(DoublePrecision, EveryLayerIsTheSameOnBothBackends) {
  size_t count = 0;
  for (const Config& line : testing::golden_json_lines("cases.jsonl.gz")) {
    if (line["family"].as_string() != "layers") continue;
    SCOPED_TRACE(line["class"].as_string() + " of " + line["given"].to_string());
    try {
      const std::vector<Tensor> here = results_on({}, line), there = results_on(kFake, line);
      ASSERT_EQ(here.size(), there.size());
      expect_near(here[0], double_in(line["output"]), 1e-5, "Keras's output of float32");
      for (size_t i = 0; i < here.size(); ++i) {
        EXPECT_EQ(here[i].dtype(), float64);
        EXPECT_EQ(there[i].dtype(), float64);
        expect_near(here[i], there[i].to({}), kDigits, i == 0 ? "output" : "gradient");
      }
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
    ++count;
  }
  EXPECT_GT(count, 300U);
}

}  // namespace
}  // namespace keratin
