#include "tests/support/golden_configs.h"

#include "tests/support/golden_json.h"

namespace keratin::testing {

std::vector<GoldenConfig> golden_configs(std::string_view family) {
  std::vector<GoldenConfig> all;
  for (const Config& line : golden_json_lines("configs.jsonl.gz")) {
    if (line["family"].as_string() != family) continue;
    GoldenConfig golden{line["class"].as_string(), line["given"].as_config(),
                        line["record"].as_config()};
    if (const ConfigValue* lost = line.find("lost")) {
      for (const ConfigValue& argument : lost->as_list()) {
        golden.lost.push_back(argument.as_string());
      }
    }
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
