// Files of models that mean harm, one for each way that was found into Keras: each is refused by
// name, and nothing runs, is opened or is written. (Those inside of HDF5 are in tests/saving.)
#include <gtest/gtest.h>

#include <filesystem>

#include "keratin/keratin.h"
#include "keratin/saving/hdf5_writer_internal.h"
#include "keratin/saving/keras_archive_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::TemporaryFolder;

/// A Sequential with that layer behind its input.
Config model_with(const Config& layer) {
  const Config input = {
      {"module", "keras.layers"},
      {"class_name", "InputLayer"},
      {"config", Config{{"batch_shape", ConfigValue::List{nullptr, 4}}, {"dtype", "float32"}}}};
  return {{"module", "keras"},
          {"class_name", "Sequential"},
          {"config", Config{{"name", "sequential"}, {"layers", ConfigValue::List{input, layer}}}}};
}

Config layer(std::string_view class_name, const Config& config,
             std::string_view module = "keras.layers") {
  return {{"module", module}, {"class_name", class_name}, {"config", config}};
}

/// A function as Keras 3 names one.
Config function(std::string_view module, std::string_view name) {
  return {{"module", module},
          {"class_name", "function"},
          {"config", name},
          {"registered_name", "function"}};
}

std::string said_of_keras(const Config& record) {
  const TemporaryFolder folder;
  saving::write_keras(folder / "m.keras", record.to_string(), {});
  return error_text([&] { load_model(folder / "m.keras"); });
}

std::string said_of_h5(const Config& record) {
  const TemporaryFolder folder;
  saving::write_hdf5(
      folder / "m.h5",
      {{.path = "/",
        .attributes = {{"keras_version", "2.15.0"}, {"model_config", record.to_string()}}},
       {.path = "/model_weights", .attributes = {{"layer_names", ConfigValue::List()}}}});
  return error_text([&] { load_model(folder / "m.h5"); });
}

void expect_refused(const Config& bad_layer, const std::string& part) {
  const Config record = model_with(bad_layer);
  for (const std::string& said : {said_of_keras(record), said_of_h5(record)}) {
    EXPECT_NE(said.find("Error"), std::string::npos) << said;
    EXPECT_NE(said.find(part), std::string::npos) << said;
  }
}

// CVE-2024-3660, and CVE-2025-9905 in .h5: marshalled bytecode in a Lambda.
TEST(HostileModels, CodeInALambda) {
  const Config code = {{"class_name", "__lambda__"},
                       {"config", Config{{"code", "4wEAAAAA"}, {"defaults", nullptr}}}};
  expect_refused(layer("Lambda", {{"name", "f"}, {"function", code}}),
                 "the layer 'Lambda' holds Python code, and is not loaded");
  // What Keras 2 wrote.
  expect_refused(layer("Lambda", {{"name", "f"},
                                  {"function", ConfigValue::List{"4wEAAAAA", nullptr, nullptr}},
                                  {"function_type", "lambda"}}),
                 "the layer 'Lambda' holds Python code, and is not loaded");
}

// CVE-2025-1550: a configuration that names any function of any module.
TEST(HostileModels, FunctionsOfOtherModules) {
  for (const auto& [module, name] : {std::pair("os", "system"), std::pair("builtins", "eval"),
                                     std::pair("subprocess", "Popen")}) {
    expect_refused(layer("Dense", {{"units", 1}, {"activation", function(module, name)}}), name);
    expect_refused(layer(name, {{"args", "touch /tmp/owned"}}, module), name);
  }
}

// CVE-2025-8747 and CVE-2025-9906: functions of Keras's own as tools.
TEST(HostileModels, FunctionsOfKeras) {
  for (const auto& [module, name] :
       {std::pair("keras.utils", "get_file"), std::pair("keras.models", "load_model"),
        std::pair("keras.config", "enable_unsafe_deserialization")}) {
    expect_refused(layer("Dense", {{"units", 1}, {"activation", function(module, name)}}), name);
    expect_refused(layer(name, {{"path", "/etc/passwd"}}, module), name);
  }
}

// CVE-2025-49655 and CVE-2026-1462, and their like.
TEST(HostileModels, LayersThatArePrograms) {
  for (const char* name : {"TorchModuleWrapper", "TFSMLayer", "JaxLayer", "FlaxLayer"}) {
    expect_refused(layer(name, {{"filepath", "/tmp/model"}, {"module", "gASVAAAA"}}),
                   std::string("the layer '") + name + "' holds ");
  }
}

// CVE-2025-12058: a vocabulary that is the path of another file.
TEST(HostileModels, PathsInConfigurations) {
  for (const char* name : {"StringLookup", "IntegerLookup", "TextVectorization"}) {
    expect_refused(layer(name, {{"vocabulary", "/etc/passwd"}}), name);
  }
}

// CVE-2026-12479: names that would be paths out of a folder.
TEST(HostileModels, LayersNamedAsPaths) {
  for (const char* name : {"../../../escaped", "/etc/escaped", "a/b"}) {
    const Config record = model_with(layer("Dense", {{"units", 2}, {"name", name}}));
    EXPECT_NE(error_text([&] { models::model_from_config(record); })
                  .find("Argument `name` must be a string and cannot contain character `/`. "
                        "Received: name=" +
                        std::string(name)),
              std::string::npos);
  }
  // What has no slash stays in its folder.
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "in/deep");
  const Model model =
      models::model_from_config(model_with(layer("Dense", {{"units", 2}, {"name", ".."}})));
  model.save(folder / "in/deep/m.keras");
  EXPECT_NE(error_text([&] { model.save(folder / "in/deep/m.h5"); }).find("'..' is no name"),
            std::string::npos);
  model.save(folder / "in/deep/folder", {.zipped = false});
  model.save_weights(folder / "in/deep/m.safetensors");
  EXPECT_EQ(folder.count(), 1);
  EXPECT_EQ(folder.count("in"), 1);
  const Model again = load_model(folder / "in/deep/m.keras");
  EXPECT_TRUE(array_equal(again.get_weights()[0], model.get_weights()[0]));
}

// Parts of weights that are somewhere else.
TEST(HostileModels, PartsInOtherFolders) {
  const TemporaryFolder folder;
  Sequential model({Input({4}), layers::Dense(2)});
  for (const char* part : {"../x.weights.h5", "/etc/passwd", "..", "a/b"}) {
    const std::string path = folder.write(
        "m.weights.json", std::string(R"({"metadata": {"total_size": 1}, )") +
                              R"("weight_map": {"/layers/dense/vars": ")" + part + "\"}}");
    EXPECT_NE(error_text([&] { model.load_weights(path); })
                  .find("names the part '" + std::string(part) +
                        "', which would be in another folder, and is not read"),
              std::string::npos);
  }
}

// null where a metric is wanted crashed the first step.
TEST(HostileModels, MetricsThatAreNone) {
  const TemporaryFolder folder;
  Sequential model({Input({4}), layers::Dense(2)});
  model.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"mae"}});
  std::string config = model.to_json();
  const std::string metrics = "\"metrics\": [\"mae\"]";
  ASSERT_NE(config.find(metrics), std::string::npos) << config;
  config.replace(config.find(metrics), metrics.size(), "\"metrics\": [null, \"mae\"]");
  saving::write_keras(folder / "m.keras", config,
                      {{.path = "/layers/dense/vars/0", .tensor = ones({4, 2})},
                       {.path = "/layers/dense/vars/1", .tensor = ones({2})}});
  Model again = load_model(folder / "m.keras");
  EXPECT_GT(again.train_on_batch(ones({3, 4}), zeros({3, 2}))["mae"], 4.9);
}

// What is deep, long or no JSON at all.
TEST(HostileModels, ConfigurationsThatAreNone) {
  const TemporaryFolder folder;
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  for (const std::string& config : {deep, std::string("{"), std::string("[]"), std::string("3"),
                                    std::string("{\"class_name\": \"Sequential\"}"),
                                    std::string("{\"class_name\": 7, \"config\": {}}")}) {
    saving::write_keras(folder / "m.keras", config, {});
    const std::string said = error_text([&] { load_model(folder / "m.keras"); });
    EXPECT_NE(said.find("Error"), std::string::npos) << said << config.substr(0, 40);
    EXPECT_NE(said.find("m.keras"), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace keratin
