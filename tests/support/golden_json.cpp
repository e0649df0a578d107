#include "tests/support/golden_json.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "keratin/base/file_internal.h"
#include "keratin/tensor/config_values.h"

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

ConfigValue parse_json(std::string_view text) { return value_of(Json::parse(text)); }

Config golden_json(const std::string& file) {
  std::ifstream stream(golden_path(file));
  return value_of(Json::parse(stream)).as_config();
}

std::vector<std::string> golden_lines(const std::string& file) {
  return lines_of_gzip(golden_path(file));
}

std::vector<std::string> lines_of_gzip(const std::string& path) {
  const auto bytes = gunzip(path, read_file(path));
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::vector<Config> golden_json_lines(const std::string& file) {
  std::vector<Config> trees;
  for (const std::string& line : golden_lines(file)) trees.push_back(parse_json(line).as_config());
  return trees;
}

Tensor tensor_in(const ConfigValue& values) {
  const bool are_whole = values.to_string().find_first_of(".eN") == std::string::npos;
  return constant_from(
      Config{{"class_name", "__tensor__"},
             {"config", Config{{"value", values}, {"dtype", are_whole ? "int32" : "float32"}}}});
}

std::vector<Tensor> tensors_in(const ConfigValue& values) {
  std::vector<Tensor> list;
  for (const ConfigValue& value : values.as_list()) list.push_back(tensor_in(value));
  return list;
}

}  // namespace keratin::testing
