#include "tests/support/golden_configs.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "keratin/base/file_internal.h"

namespace keratin::testing {
namespace {

using Json = nlohmann::ordered_json;

ConfigValue value_of(const Json& json) {
  if (json.is_null()) return {};
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) {
    ConfigValue::List list;
    for (const Json& entry : json) list.push_back(value_of(entry));
    return list;
  }
  Config config;
  for (const auto& [name, value] : json.items()) config.set(name, value_of(value));
  return config;
}

std::string golden_path(const std::string& file) {
  return std::string(KERATIN_GOLDEN_DIR) + "/" + file;
}

}  // namespace

Config golden_json(const std::string& file) {
  std::ifstream stream(golden_path(file));
  return value_of(Json::parse(stream)).as_config();
}

std::vector<GoldenConfig> golden_configs(std::string_view family) {
  const std::string path = golden_path("configs.jsonl.gz");
  const auto bytes = gunzip(path, read_file(path));
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::vector<GoldenConfig> all;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const Json line = Json::parse(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line["family"] != family) continue;
    GoldenConfig golden{line["class"], value_of(line["given"]).as_config(),
                        value_of(line["record"]).as_config()};
    if (line.contains("lost")) golden.lost = line["lost"];
    all.push_back(std::move(golden));
  }
  return all;
}

std::vector<std::string> golden_signature(std::string_view family, std::string_view class_name) {
  const Config signatures = golden_json("signatures.json")[family].as_config();
  std::vector<std::string> names;
  for (const ConfigValue& argument : signatures[class_name].as_list()) {
    const std::string& name = argument.as_list()[0].as_string();
    if (name != "**") names.push_back(name);
  }
  return names;
}

Config as_ours(Config record) {
  Config config = record["config"].as_config();
  const ConfigValue* reduction = config.find("reduction");
  if (reduction && reduction->is_none()) config.set("reduction", "none");
  record.set("config", std::move(config));
  return record;
}

Config without(const Config& record, const std::vector<std::string>& arguments) {
  Config result = record, config = record["config"].as_config();
  for (const std::string& argument : arguments) config.erase(argument);
  result.set("config", std::move(config));
  return result;
}

void expect_same_record(const Config& ours, const Config& expected, const std::string& what) {
  EXPECT_TRUE(ours == expected) << what << "\n  ours      " << ours.to_string() << "\n  expected  "
                                << expected.to_string();
  const auto names_of = [](const Config& record) {
    std::vector<std::string> names;
    for (const auto& [name, value] : record) names.push_back(name);
    for (const auto& [name, value] : record["config"].as_config()) names.push_back(name);
    return names;
  };
  EXPECT_EQ(names_of(ours), names_of(expected)) << what;
}

}  // namespace keratin::testing
