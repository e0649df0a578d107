// Models of single ops, with constants, numbers and slices among their arguments: real Keras's text
// gives real Keras's outputs here, and is written again as it was.
#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "keratin/models/model_config.h"
#include "keratin/saving/json.h"
#include "tests/support/golden.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

Tensor tensor_from(const ConfigValue& values) {
  return constant_from(Config{{"class_name", "__tensor__"},
                              {"config", Config{{"value", values}, {"dtype", "float32"}}}});
}

// NumPy's arrays are tensors here.
std::string as_ours(std::string text) {
  constexpr std::string_view theirs = "\"__numpy__\"", ours = "\"__tensor__\"";
  for (size_t at = 0; (at = text.find(theirs, at)) != std::string::npos; at += ours.size()) {
    text.replace(at, theirs.size(), ours);
  }
  return text;
}

TEST(GoldenOps, GiveKerassOutputsAndAreWrittenAsInKeras) {
  size_t count = 0;
  for (const std::string& text : testing::golden_lines("graphs/ops.jsonl.gz")) {
    const ConfigValue parsed = saving::parse_json(text);  // which knows Python's NaN
    const Config& line = parsed.as_config();
    const std::string name = line["name"].as_string();
    SCOPED_TRACE(name);
    const std::string json = line["model"].to_string();
    try {
      const Model model = model_from_json(json);
      Tensors inputs;
      for (const ConfigValue& input : line["inputs"].as_list())
        inputs.push_back(tensor_from(input));
      testing::expect_near(model.outputs_for(inputs)[0].astype(float32),
                           tensor_from(line["outputs"]), 1e-5, name);
      EXPECT_EQ(model.to_json(), as_ours(json));
      EXPECT_EQ(model_from_json(model.to_json()).to_json(), model.to_json());
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
    ++count;
  }
  EXPECT_GT(count, 60U);
}

TEST(GraphConstants, ComeBackFromFiles) {
  Input x({3});
  const Tensor row = tensor({0.5, -1.0, 2.0});
  const Tensor y = ops::maximum(row * x + 1, row)[{ellipsis, tensor({2, 0})}];
  const Tensor z = layers::Softmax()(layers::Add()({x, row.reshape({1, 3})}), {.mask = row > 0});
  const Model model(x, {y, ops::pad(z, {{0, 0}, {1, 0}}, 7.0)});
  const Model again = model_from_json(model.to_json());
  EXPECT_EQ(again.to_json(), model.to_json());
  const Tensor data = tensor({{1.0, 2.0, 3.0}, {-1.0, 0.0, 0.25}});
  const Tensors expected = model.outputs_for(data), received = again.outputs_for(data);
  for (size_t i = 0; i < 2; ++i) testing::expect_near(received[i], expected[i], 0);
}

/// A file's model of one op of x [None, 12].
std::string model_of(const std::string& module, const std::string& op, const std::string& config) {
  const std::string tensor =
      R"({"class_name": "__keras_tensor__", "config": {"shape": [null, 12], "dtype": "float32", )"
      R"("keras_history": ["x", 0, 0]}})";
  return R"({"module": "keras.src.models.functional", "class_name": "Functional", "config": {)"
         R"("name": "model", "trainable": true, "layers": [{"module": "keras.layers", )"
         R"("class_name": "InputLayer", "config": {"batch_shape": [null, 12], "dtype": "float32", )"
         R"("sparse": false, "name": "x"}, "registered_name": null, "name": "x", )"
         R"("inbound_nodes": []}, {"module": "keras.src.ops.)" +
         module + R"(", "class_name": ")" + op + R"(", "config": {"name": "op", )" + config +
         R"(}, "registered_name": ")" + op + R"(", "name": "op", "inbound_nodes": [{"args": [)" +
         tensor + R"(], "kwargs": {}}]}], "input_layers": ["x", 0, 0], )" +
         R"("output_layers": ["op", 0, 0]}, "registered_name": "Functional", )" +
         R"("build_config": {"input_shape": null}, "compile_config": {}})";
}

TEST(GraphOps, RefuseResultsWhoseNumberIsNotKnown) {
  EXPECT_EQ(model_from_json(model_of("core", "Unstack", R"("num": null, "axis": 1)"))
                .predict(ones({2, 12}), {.verbose = 0})
                .shape(),
            Shape({2}));
  EXPECT_THROW(model_from_json(model_of("core", "Unstack", R"("num": null, "axis": 0)")),
               ValueError);
  const Input x({3});
  EXPECT_THROW(ops::unstack(x, 0), ValueError);
}

TEST(GraphOps, RefuseNumbersThatWouldTakeAllMemory) {
  const Input images({8, 8, 3});
  for (const double sigma : {1e9, 1e300, std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(ops::image::elastic_transform(images, {.sigma = sigma}), ValueError) << sigma;
  }
  for (const char* op : {"ArraySplit", "Split", "Hsplit"}) {
    const std::string few = R"("indices_or_sections": 3, "axis": 1)";
    const std::string many = R"("indices_or_sections": 3000000000, "axis": 1)";
    EXPECT_NO_THROW(model_from_json(model_of("numpy", op, few))) << op;
    EXPECT_THROW(model_from_json(model_of("numpy", op, many)), ValueError) << op;
  }
}

}  // namespace
}  // namespace keratin
