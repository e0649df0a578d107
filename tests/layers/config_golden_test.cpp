// Layers tell and read what real Keras tells and reads.
#include "keratin/layers/all.h"
#include "keratin/models/model_config.h"
#include "tests/support/error_text.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

using testing::GoldenConfig;

/// Arguments that are refused by name, because they are not there yet.
bool is_refused(const GoldenConfig& golden) {
  const ConfigValue* optional = golden.given.find("optional");
  return optional && *optional == ConfigValue(true);
}

/// Those without a get_config in Keras: arguments are written as they were given, in that order.
bool is_as_given(const GoldenConfig& golden) {
  return golden.class_name == "Identity" || golden.class_name == "ELU";
}

TEST(GoldenLayerConfigs, EqualKeras) {
  testing::expect_golden_configs<layers::Layer>("layers", [](const GoldenConfig& golden) {
    return is_refused(golden) || is_as_given(golden);
  });
}

TEST(GoldenLayerConfigs, AsTheyWereGivenHoldTheSameArguments) {
  for (const GoldenConfig& golden : testing::golden_configs("layers")) {
    if (!is_as_given(golden)) continue;
    clear_session();
    const auto ours = find_class<Layer>(golden.class_name)->from_config(golden.given);
    Config expected = golden.record["config"].as_config();
    const ConfigValue* regularizer = expected.find("activity_regularizer");
    if (regularizer && regularizer->is_none()) expected.erase("activity_regularizer");
    EXPECT_TRUE(ours->get_config() == expected) << golden.record.to_string();
    EXPECT_TRUE(*deserialize<Layer>(golden.record) == *ours) << golden.record.to_string();
  }
}

TEST(GoldenLayerConfigs, NamesMeanTheSame) {
  testing::expect_names_and_registry_agree<layers::Layer>();
}

TEST(GoldenLayerConfigs, WhatIsNotThereYetIsRefusedByName) {
  size_t count = 0;
  for (const GoldenConfig& golden : testing::golden_configs("layers")) {
    if (!is_refused(golden)) continue;
    const std::string error =
        testing::error_text([&] { layers::InputLayer::from_config(golden.given); });
    EXPECT_NE(error.find("optional inputs are not there yet"), std::string::npos) << error;
    ++count;
  }
  EXPECT_LE(count, 5U);
}

TEST(GoldenLayerConfigs, ShapesOfBuiltLayersAreWrittenAsInKeras) {
  size_t count = 0;
  for (const Config& line : testing::golden_json_lines("configs.jsonl.gz")) {
    const ConfigValue* built = line.find("build");
    if (!built || line["family"].as_string() != "layers") continue;
    SCOPED_TRACE(line["class"].as_string() + " of " + line["given"].to_string());
    const auto layer = deserialize<layers::Layer>(line["record"]);
    const bool are_several = built->as_list()[0].is_list();
    Shapes shapes;
    for (const ConfigValue& one : are_several ? built->as_list() : ConfigValue::List{*built}) {
      Shape shape;
      from_value(one, shape);
      shapes.push_back(shape);
    }
    layer->ensure_built(shapes);
    const Config ours = models::layer_record(*layer);
    const ConfigValue* shapes_of_ours = ours.find("build_config");
    EXPECT_TRUE((shapes_of_ours ? *shapes_of_ours : ConfigValue()) == line["build_config"])
        << "\n  ours      " << ours.to_string() << "\n  expected  "
        << line["build_config"].to_string();
    ++count;
  }
  EXPECT_GT(count, 100U);
}

}  // namespace
}  // namespace keratin
