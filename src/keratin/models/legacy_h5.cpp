#include "keratin/models/legacy_h5_internal.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/layers/weights_to_come_internal.h"
#include "keratin/models/keras_2_config_internal.h"
#include "keratin/models/load_record_internal.h"
#include "keratin/models/model_config.h"
#include "keratin/models/saved_groups_internal.h"
#include "keratin/models/transfer_bar_internal.h"
#include "keratin/saving/hdf5_writer_internal.h"
#include "keratin/saving/json.h"
#include "keratin/saving/keras_archive_internal.h"

namespace keratin::models {
namespace {

using saving::Hdf5Object;
using saving::Hdf5Reader;

std::string weights_root(const Hdf5Reader& file) {
  return file.find("/model_weights") ? "/model_weights" : "";
}

const Hdf5Object& group_at(const std::string& path, const Hdf5Reader& file,
                           const std::string& place) {
  const Hdf5Object* group = file.find(place.empty() ? "/" : place);
  if (!group || !group->is_group) throw_file_error(text(path, ": there is no group ", place));
  return *group;
}

/// A list of strings; one that was too long for an attribute stands in name0, name1, ...
std::vector<std::string> strings_of(const Hdf5Object& group, const std::string& name) {
  std::vector<std::string> result;
  const auto add = [&](const ConfigValue& value) {
    if (!value.is_list()) throw_file_error(text(group.path, ": ", name, " is no list of names"));
    for (const ConfigValue& entry : value.as_list()) result.push_back(entry.as_string());
  };
  if (const ConfigValue* whole = group.attribute(name)) {
    add(*whole);
    return result;
  }
  for (int part = 0; const ConfigValue* value = group.attribute(text(name, part)); ++part) {
    add(*value);
  }
  return result;
}

/// What the file has for one layer.
struct SavedLayer {
  std::string name;
  std::vector<const Hdf5Object*> weights;
};

SavedLayer saved_layer(const std::string& path, const Hdf5Reader& file, const std::string& root,
                       const std::string& name) {
  SavedLayer layer{.name = name, .weights = {}};
  const std::string place = root + "/" + name;
  for (const std::string& weight : strings_of(group_at(path, file, place), "weight_names")) {
    const Hdf5Object* object = file.find(place + "/" + weight);
    if (!object || object->is_group || !object->dtype) {
      throw_file_error(
          text(path, ": ", place, " names the weight '", weight, "', which is not there"));
    }
    layer.weights.push_back(object);
  }
  return layer;
}

std::vector<SavedLayer> saved_layers(const std::string& path, const Hdf5Reader& file) {
  const std::string root = weights_root(file);
  std::vector<SavedLayer> result;
  for (const std::string& name : strings_of(group_at(path, file, root), "layer_names")) {
    SavedLayer layer = saved_layer(path, file, root, name);
    if (!layer.weights.empty()) result.push_back(std::move(layer));
  }
  return result;
}

/// Those that train come first, in layers that are not frozen.
std::vector<Variable> legacy_weights(const layers::Layer& layer) {
  if (!layer.trainable()) return layer.weights();
  std::vector<Variable> all = layer.trainable_weights();
  for (const Variable& variable : layer.non_trainable_weights()) all.push_back(variable);
  return all;
}

/// A layer of the model and what it takes.
struct Pair {
  std::string title;
  std::vector<Variable> variables;
  std::vector<const Hdf5Object*> objects;

  bool fits() const {
    return std::equal(variables.begin(), variables.end(), objects.begin(), objects.end(),
                      [](const Variable& variable, const Hdf5Object* object) {
                        return variable.shape() == object->shape;
                      });
  }
  std::string problem() const {
    std::string expected, received;
    for (const Variable& x : variables) {
      expected += text(expected.empty() ? "" : ", ", x.name(), " ", x.shape());
    }
    for (const Hdf5Object* x : objects) received += text(received.empty() ? "" : ", ", x->shape);
    return text("expected ", expected, "; the file has ", received);
  }
};

std::vector<Pair> pairs_by_name(const std::vector<SavedLayer>& saved, const Model& model) {
  std::vector<Pair> pairs;
  const std::vector<layers::Layer*> own = model.layers();
  const std::vector<std::string> names = unique_names(own);
  for (const SavedLayer& layer : saved) {
    const auto found = std::find(names.begin(), names.end(), layer.name);
    if (found != names.end()) {
      const layers::Layer& same = *own[static_cast<size_t>(found - names.begin())];
      pairs.push_back({same.title(), legacy_weights(same), layer.weights});
    } else {
      warn(text("the file's layer '", layer.name, "' is not in the model; ignored"));
    }
  }
  return pairs;
}

std::vector<Pair> pairs_in_order(const std::string& path, const std::vector<SavedLayer>& saved,
                                 const Model& model) {
  std::vector<Pair> pairs;
  for (const layers::Layer* layer : model.layers()) {
    std::vector<Variable> variables = legacy_weights(*layer);
    if (!variables.empty()) pairs.push_back({layer->title(), std::move(variables), {}});
  }
  if (pairs.size() != saved.size()) {
    std::string own, others;
    for (const Pair& pair : pairs) own += (own.empty() ? "" : ", ") + pair.title;
    for (const SavedLayer& layer : saved) others += (others.empty() ? "" : ", ") + layer.name;
    throw_file_error(
        text(path, ": has ", saved.size(), " layers with weights, the model ", pairs.size()),
        {{"the model", own}, {"the file", others}}, "by_name takes what both have");
  }
  for (size_t i = 0; i < pairs.size(); ++i) pairs[i].objects = saved[i].weights;
  return pairs;
}

void read_into(const Hdf5Reader& file, const Hdf5Object& object, Variable& variable) {
  variable.assign(file.load(object));
}

}  // namespace

bool is_legacy(const Hdf5Reader& file) {
  const Hdf5Object* group = file.find("/model_weights");
  if (!group) group = file.find("/");
  return group && (group->attribute("layer_names") || group->attribute("layer_names0"));
}
bool has_legacy_config(const Hdf5Reader& file) {
  const Hdf5Object* root = file.find("/");
  return root && root->attribute("model_config");
}

void load_legacy_weights(const std::string& path, const Hdf5Reader& file, Model& model,
                         const LoadWeightsOptions& options) {
  const std::vector<SavedLayer> saved = saved_layers(path, file);
  std::vector<Pair> pairs =
      options.by_name ? pairs_by_name(saved, model) : pairs_in_order(path, saved, model);
  const std::string top = weights_root(file) + "/top_level_model_weights";
  if (!options.by_name && file.find(top)) {
    std::vector<Variable> own = model.own_weights();
    const SavedLayer layer = saved_layer(path, file, weights_root(file), "top_level_model_weights");
    pairs.push_back({model.title(), std::move(own), layer.weights});
  }
  std::vector<ErrorDetail> problems;
  for (const Pair& pair : pairs) {
    if (pair.fits()) continue;
    if (!options.skip_mismatch) problems.push_back({pair.title, pair.problem()});
    if (options.skip_mismatch) {
      warn(text(path, ": ", pair.title, " stays as it is: ", pair.problem()));
    }
  }
  if (!problems.empty()) {
    const size_t count = problems.size();
    throw_file_error(
        text(path, ": ", count, count == 1 ? " layer" : " layers", " cannot be loaded"),
        std::move(problems),
        "the model must be the one that was saved; skip_mismatch leaves such layers");
  }
  for (const Pair& pair : pairs) {
    for (const Hdf5Object* object : pair.objects) file.check(*object);
  }
  for (Pair& pair : pairs) {
    if (!pair.fits()) continue;
    for (size_t i = 0; i < pair.variables.size(); ++i) {
      read_into(file, *pair.objects[i], pair.variables[i]);
    }
  }
}

namespace {

/// What compile was told, as Keras 3 writes it.
Config compile_config_of(const Config& training) {
  Config config;
  for (const auto& [name, value] : training) {
    if (name == "optimizer_config") config.set("optimizer", value);
    if (name == "loss" || name == "metrics" || name == "loss_weights" ||
        name == "weighted_metrics") {
      config.set(name, value);
    }
  }
  return config;
}

/// Keras 2 kept the learning rate in the configuration, and its first optimizers, whose names end
/// in "/m:0" and "/v:0", each slot of all variables behind the other.
void bring_in_order(const std::vector<std::string>& names, const Optimizer& optimizer,
                    std::vector<Tensor>& state) {
  const std::vector<Tensor> own = optimizer.state();
  const bool has_rate = !optimizer.has_schedule();
  if (has_rate && state.size() + 1 == own.size()) state.insert(state.begin() + 1, own[1]);
  const bool is_by_slots = !names.empty() && names.back().ends_with("/v:0");
  const size_t first = has_rate ? 2 : 1;
  if (!is_by_slots || state.size() != own.size() || (state.size() - first) % 2 != 0) return;
  const std::vector<Tensor> given(state.begin() + static_cast<std::ptrdiff_t>(first), state.end());
  const size_t count = given.size() / 2;
  for (size_t i = 0; i < count; ++i) {
    state[first + 2 * i] = given[i];
    state[first + 2 * i + 1] = given[count + i];
  }
}

/// A file may have another dtype.
constexpr uint64_t kBytesForOne = 8;

void load_optimizer(const std::string& path, const Hdf5Reader& file, Model& model) {
  const std::string place = "/optimizer_weights";
  const Hdf5Object* group = file.find(place);
  if (!group) return;
  Optimizer& optimizer = model.optimizer();
  optimizer.build(model.trainable_weights());
  const std::vector<std::string> names = strings_of(*group, "weight_names");
  std::vector<const Hdf5Object*> objects;
  uint64_t bytes = 0, own_bytes = 0;
  for (const std::string& name : names) {
    const Hdf5Object* object = file.find(place + "/" + name);
    if (!object || !object->dtype) continue;
    objects.push_back(object);
    bytes += object->bytes;
  }
  for (const Tensor& x : optimizer.state()) own_bytes += static_cast<uint64_t>(x.nbytes());
  if (bytes > kBytesForOne * own_bytes) {  // a name may stand there many times
    warn(text(path, ": the optimizer begins anew: its state takes ", own_bytes,
              " bytes, and the file has ", bytes));
    return;
  }
  try {
    std::vector<Tensor> state;
    for (const Hdf5Object* object : objects) state.push_back(file.load(*object));
    bring_in_order(names, optimizer, state);
    optimizer.set_state(state);
  } catch (const Error& error) {
    warn(text(path, ": the optimizer begins anew: ", error.what()));
  }
}

}  // namespace

std::shared_ptr<layers::Layer> load_legacy(const std::string& path, const Hdf5Reader& file,
                                           const LoadOptions& options) {
  const Hdf5Object& root = *file.find("/");
  const Config record =
      parsed_config(path, root.attribute("model_config")->as_string(), options.limits);
  uint64_t bytes = 0;
  for (const Hdf5Object& object : file.objects()) bytes += object.bytes;
  const std::shared_ptr<layers::Layer> layer =
      built_from_record(path, record, bytes, false, options);
  auto* model = dynamic_cast<Model*>(layer.get());
  if (!model) throw_file_error(text(path, ": what it holds is no model"));
  const TransferBar bar(TransferWatch::Way::read, bytes);
  load_legacy_weights(path, file, *model, {});
  const ConfigValue* training = root.attribute("training_config");
  if (!options.compile || !training) return layer;
  const CustomObjectScope scope(options.custom_objects);
  try {
    model->compile_from_config(
        compile_config_of(parsed_config(path, training->as_string(), options.limits)));
  } catch (const Error& error) {
    warn(text(path, ": the model is not compiled, since what compile was told cannot be read: ",
              error.what()));
    return layer;
  }
  load_optimizer(path, file, *model);
  return layer;
}

namespace {

void add_attribute(saving::Hdf5Entry& group, const std::string& name,
                   const std::vector<std::string>& list) {
  constexpr size_t most = 60'000;
  size_t bytes = 0;
  std::vector<ConfigValue::List> parts(1);
  for (const std::string& entry : list) {
    const size_t size = entry.size() + 32;
    if (bytes + size > most) {
      parts.emplace_back();
      bytes = 0;
    }
    bytes += size;
    parts.back().emplace_back(entry);
  }
  if (parts.size() == 1) return group.attributes.set(name, parts[0]);
  for (size_t i = 0; i < parts.size(); ++i) group.attributes.set(text(name, i), parts[i]);
}

void add_group(std::vector<saving::Hdf5Entry>& entries, const std::string& place,
               const std::vector<std::pair<std::string, Tensor>>& weights) {
  saving::Hdf5Entry group{.path = place};
  std::vector<std::string> names;
  for (const auto& [name, tensor] : weights) names.push_back(name);
  add_attribute(group, "weight_names", names);
  entries.push_back(std::move(group));
  for (const auto& [name, tensor] : weights) {
    entries.push_back({.path = place + "/" + name, .tensor = tensor.detach().to({})});
  }
}

}  // namespace

void save_legacy(const std::string& path, const Model& model, bool include_optimizer) {
  const ConfigValue whole = with_registered_names(layer_record(model, include_optimizer));
  const Config& record = whole.as_config();
  const ConfigValue* told = record.find("compile_config");
  saving::Hdf5Entry root{.path = "/"};
  root.attributes = {
      {"keras_version", saving::kKerasVersion},
      {"backend", "jax"},
      {"model_config",
       Config{{"class_name", record["class_name"]}, {"config", record["config"]}}.to_string()}};
  const bool is_compiled = told && told->is_config() && !told->as_config().empty();
  if (is_compiled) {
    Config training = told->as_config();
    training.set("optimizer_config", training["optimizer"]);
    training.erase("optimizer");
    root.attributes.set("training_config", training.to_string());
  }
  std::vector<saving::Hdf5Entry> entries = {std::move(root)};
  saving::Hdf5Entry weights{.path = "/model_weights"};
  weights.attributes = {{"backend", "jax"}, {"keras_version", saving::kKerasVersion}};
  const std::vector<layers::Layer*> layers = model.layers();
  const std::vector<std::string> names = unique_names(layers);
  add_attribute(weights, "layer_names", names);
  entries.push_back(std::move(weights));
  for (size_t i = 0; i < layers.size(); ++i) {
    std::vector<std::pair<std::string, Variable>> all = weights_by_path(*layers[i]);
    std::stable_partition(all.begin(), all.end(), [&](const auto& entry) {
      return entry.second.trainable() || !layers[i]->trainable();
    });
    std::vector<std::pair<std::string, Tensor>> named;
    for (const auto& [name, variable] : all) named.emplace_back(name, variable.value());
    add_group(entries, "/model_weights/" + names[i], named);
  }
  add_group(entries, "/model_weights/top_level_model_weights", {});
  if (is_compiled && model.optimizer().is_built()) {
    std::vector<std::pair<std::string, Tensor>> state;
    for (const Tensor& x : model.optimizer().state()) {
      state.emplace_back(text(model.optimizer().name(), "/variable_", state.size()), x);
    }
    add_group(entries, "/optimizer_weights", state);
  }
  saving::write_hdf5(path, entries);
}

}  // namespace keratin::models
