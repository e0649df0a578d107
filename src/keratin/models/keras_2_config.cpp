#include "keratin/models/keras_2_config_internal.h"

#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"

namespace keratin::models {
namespace {

using NodeOf = std::function<int64_t(const std::string&, int64_t)>;

// keras/engine/functional.py of Keras 2: a number or an array that a layer was called with.
constexpr const char* kConstant = "_CONSTANT_VALUE";

bool is_place(const ConfigValue& value) {
  if (!value.is_list() || value.as_list().size() < 3) return false;
  const ConfigValue::List& list = value.as_list();
  return list[0].is_string() && list[1].is_integer() &&
         (list[2].is_integer() || list[0].as_string() == kConstant);
}

ConfigValue tensor_record(const ConfigValue& place, const NodeOf& node_of) {
  const ConfigValue::List& list = place.as_list();
  const std::string& name = list[0].as_string();
  if (name == kConstant) return list[2];
  const ConfigValue::List history = {name, node_of(name, list[1].as_integer()), list[2]};
  return Config{{"class_name", "__keras_tensor__"}, {"config", Config{{"keras_history", history}}}};
}

ConfigValue argument(const ConfigValue& value, const NodeOf& node_of) {
  if (is_place(value)) return tensor_record(value, node_of);
  if (!value.is_list()) return value;
  ConfigValue::List all;
  for (const ConfigValue& entry : value.as_list()) all.push_back(argument(entry, node_of));
  return all;
}

ConfigValue call_record(const ConfigValue::List& places, const NodeOf& node_of) {
  Config named;
  ConfigValue::List tensors;
  for (const ConfigValue& place : places) {
    tensors.push_back(tensor_record(place, node_of));
    const ConfigValue::List& list = place.as_list();
    if (list.size() < 4 || !list[3].is_config()) continue;
    for (const auto& [name, value] : list[3].as_config()) {
      if (!named.contains(name)) named.set(name, argument(value, node_of));
    }
  }
  ConfigValue first = tensors.size() == 1 ? tensors[0] : ConfigValue(tensors);
  return Config{{"args", ConfigValue::List{std::move(first)}}, {"kwargs", named}};
}

bool is_old_call(const ConfigValue& call) {
  return call.is_list() && !call.as_list().empty() && is_place(call.as_list()[0]);
}

}  // namespace

bool are_old_calls(const ConfigValue& calls) {
  return calls.is_list() && !calls.as_list().empty() && is_old_call(calls.as_list()[0]);
}

ConfigValue upgraded_calls(const ConfigValue& calls, const NodeOf& node_of) {
  if (!are_old_calls(calls)) return calls;
  ConfigValue::List all;
  for (const ConfigValue& call : calls.as_list()) {
    all.push_back(is_old_call(call) ? call_record(call.as_list(), node_of) : call);
  }
  return all;
}

ConfigValue upgraded_optimizer(const ConfigValue& optimizer) {
  if (!optimizer.is_config()) return optimizer;
  Config record = optimizer.as_config();
  const ConfigValue* name = record.find("class_name");
  constexpr std::string_view prefix = "Custom>";
  if (name && name->is_string() && name->as_string().starts_with(prefix)) {
    record.set("class_name", name->as_string().substr(prefix.size()));
    record.erase("registered_name");
  }
  const ConfigValue* arguments = record.find("config");
  if (!arguments || !arguments->is_config()) return record;
  Config config = arguments->as_config();
  if (const ConfigValue* rate = config.find("lr")) {
    if (!config.contains("learning_rate")) config.set("learning_rate", *rate);
    config.erase("lr");
  }
  if (const ConfigValue* decay = config.find("decay")) {
    if (decay->is_number() && decay->as_number() != 0) {
      warn(
          text("the optimizer's argument 'decay' of Keras 2 is left out; a schedule such as "
               "InverseTimeDecay does the same"));
    }
    config.erase("decay");
  }
  config.erase("jit_compile");
  config.erase("is_legacy_optimizer");
  record.set("config", config);
  return record;
}

namespace {

/// MeanMetricWrapper around "binary_accuracy" is BinaryAccuracy under the same name.
Config accuracy_record(const Config& record, const Config& config) {
  struct Accuracy {
    std::string_view function, class_name;
  };
  constexpr Accuracy kAccuracies[] = {
      {"accuracy", "Accuracy"},
      {"binary_accuracy", "BinaryAccuracy"},
      {"categorical_accuracy", "CategoricalAccuracy"},
      {"sparse_categorical_accuracy", "SparseCategoricalAccuracy"},
      {"top_k_categorical_accuracy", "TopKCategoricalAccuracy"},
      {"sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy"},
  };
  const ConfigValue* function = config.find("fn");
  for (const Accuracy& accuracy : kAccuracies) {
    if (!function || *function != ConfigValue(std::string(accuracy.function))) continue;
    Config arguments;
    for (const char* name : {"name", "dtype"}) {
      if (const ConfigValue* value = config.find(name)) arguments.set(name, *value);
    }
    return {{"class_name", std::string(accuracy.class_name)}, {"config", arguments}};
  }
  return record;
}

}  // namespace

ConfigValue upgraded_losses(const ConfigValue& value) {
  if (value.is_list()) {
    ConfigValue::List all;
    for (const ConfigValue& entry : value.as_list()) all.push_back(upgraded_losses(entry));
    return all;
  }
  if (!value.is_config()) return value;
  Config record = value.as_config();
  const ConfigValue* config = record.find("config");
  if (!record.contains("class_name")) {  // by the names of outputs
    std::vector<Config::Item> items;
    for (const auto& [name, entry] : record) items.emplace_back(name, upgraded_losses(entry));
    return Config::of(std::move(items));
  }
  if (config && config->is_config()) {
    Config arguments = config->as_config();
    const ConfigValue* reduction = arguments.find("reduction");
    if (reduction && *reduction == ConfigValue("auto")) {
      arguments.set("reduction", "sum_over_batch_size");
      record.set("config", arguments);
    }
    if (record["class_name"] == ConfigValue("MeanMetricWrapper")) {
      return accuracy_record(record, arguments);
    }
  }
  return record;
}

ConfigValue with_registered_names(const ConfigValue& value) {
  if (value.is_list()) {
    ConfigValue::List all;
    for (const ConfigValue& entry : value.as_list()) all.push_back(with_registered_names(entry));
    return all;
  }
  if (!value.is_config()) return value;
  Config record;
  for (const Config::Item& item : value.as_config()) {
    record.set(item.first, with_registered_names(item.second));
  }
  const ConfigValue* name = record.find("registered_name");
  const bool is_users =
      name && name->is_string() && name->as_string().find('>') != std::string::npos;
  if (is_users && record.contains("class_name")) record.set("class_name", *name);
  return record;
}

}  // namespace keratin::models
