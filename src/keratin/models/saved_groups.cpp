#include "keratin/models/saved_groups_internal.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "keratin/base/text.h"
#include "keratin/models/model_state_internal.h"

namespace keratin::models {
namespace {

std::string joined(const std::string& path, const std::string& part) {
  return path.empty() ? part : path + "/" + part;
}

/// The order in which Keras comes upon attributes: by name, private ones last.
bool comes_before(const std::string& a, const std::string& b) {
  const bool is_private_a = a.starts_with('_'), is_private_b = b.starts_with('_');
  return is_private_a != is_private_b ? is_private_b : a < b;
}

class Walk {
 public:
  explicit Walk(bool with_optimizer) : with_optimizer_(with_optimizer) {}

  void visit(const layers::Layer& layer, const std::string& path) {
    if (!seen_.insert(layer.identity()).second) return;
    SavedGroup group{.path = path, .name = layer.name(), .title = layer.title()};
    const auto old = keras_2_paths_.find(layer.identity());
    group.keras_2_path = old == keras_2_paths_.end() ? path : old->second;
    const std::string old_path = group.keras_2_path;
    for (const Variable& variable : layer.own_weights()) {
      group.names.push_back(variable.name());
      group.tensors.push_back(variable.value().detach());
    }
    groups_.push_back(std::move(group));
    const auto* model = dynamic_cast<const Model*>(&layer);
    name_for_keras_2(layer, model ? joined(old_path, "layers") : old_path, model);
    if (model && has_layer_list(*model)) {
      visit_list(model->sublayers(), joined(path, "layers"));
    } else {
      visit_attributes(layer, path);
    }
    if (model && with_optimizer_) visit_optimizer(*model, joined(path, "optimizer"));
  }

  std::vector<SavedGroup> take() { return std::move(groups_); }

 private:
  static bool has_layer_list(const Model& model) {
    return model.class_name() == "Sequential" || model.class_name() == "Functional";
  }

  /// By their classes: "dense", "dense_1", ...
  static std::vector<std::string> list_names(const std::vector<layers::Layer*>& list) {
    std::map<std::string, int64_t> counts;
    std::vector<std::string> names;
    for (const layers::Layer* layer : list) {
      const std::string name = snake_case(layer->named_after());
      const int64_t count = counts[name]++;
      names.push_back(count == 0 ? name : text(name, "_", count));
    }
    return names;
  }

  void visit_list(const std::vector<layers::Layer*>& list, const std::string& path) {
    const std::vector<std::string> names = list_names(list);
    for (size_t i = 0; i < list.size(); ++i) visit(*list[i], joined(path, names[i]));
  }

  /// The parts of a model in the order in which they were made; those of a layer by attribute.
  void name_for_keras_2(const layers::Layer& layer, const std::string& path, bool is_list) {
    const std::vector<layers::Layer*> parts = layer.sublayers();
    const std::vector<std::string> in_list = list_names(parts);
    const std::vector<std::string> attributes = layer.sublayer_attributes();
    for (size_t i = 0; i < parts.size(); ++i) {
      const bool has_name = !is_list && i < attributes.size() && !attributes[i].empty();
      keras_2_paths_.emplace(parts[i]->identity(),
                             joined(path, has_name ? attributes[i] : in_list[i]));
    }
  }

  void visit_attributes(const layers::Layer& layer, const std::string& path) {
    const std::vector<layers::Layer*> sublayers = layer.sublayers();
    const std::vector<std::string> names = layer.sublayer_attributes();
    std::vector<std::pair<std::string, layers::Layer*>> named;
    std::vector<layers::Layer*> unnamed;
    std::map<std::string, std::vector<layers::Layer*>> lists;  // by attribute, "cells/"
    for (size_t i = 0; i < sublayers.size(); ++i) {
      if (i < names.size() && names[i].ends_with('/')) {
        lists[names[i]].push_back(sublayers[i]);
      } else if (i < names.size() && !names[i].empty()) {
        named.emplace_back(names[i], sublayers[i]);
      } else {
        unnamed.push_back(sublayers[i]);
      }
    }
    for (const auto& [attribute, list] : lists) {
      const std::vector<std::string> in_list = list_names(list);
      for (size_t i = 0; i < list.size(); ++i) named.emplace_back(attribute + in_list[i], list[i]);
    }
    std::stable_sort(named.begin(), named.end(),
                     [](const auto& a, const auto& b) { return comes_before(a.first, b.first); });
    for (const auto& [name, sublayer] : named) visit(*sublayer, joined(path, name));
    visit_list(unnamed, path);
  }

  void visit_optimizer(const Model& model, const std::string& path) {
    if (!model.is_compiled()) return;
    Optimizer& optimizer = model.optimizer();
    if (!optimizer.is_built() || !seen_.insert(&optimizer).second) return;
    groups_.push_back({.path = path,
                       .name = optimizer.name(),
                       .title = optimizer.name(),
                       .tensors = optimizer.state(),
                       .optimizer = &optimizer});
  }

  bool with_optimizer_;
  std::unordered_set<const void*> seen_;
  std::unordered_map<const void*, std::string> keras_2_paths_;
  std::vector<SavedGroup> groups_;
};

}  // namespace

std::vector<SavedGroup> saved_groups(const Model& model, bool with_optimizer) {
  Walk walk(with_optimizer);
  walk.visit(model, "");
  return walk.take();
}

std::vector<std::string> unique_names(const std::vector<layers::Layer*>& list) {
  std::vector<std::string> names;
  std::unordered_set<std::string> taken;
  for (const layers::Layer* layer : list) {
    std::string name = layer->name();
    for (int i = 1; !taken.insert(name).second; ++i) name = text(layer->name(), "_", i);
    names.push_back(name);
  }
  return names;
}

namespace {

using NamedVariables = std::vector<std::pair<std::string, Variable>>;

void add_weights(const layers::Layer& layer, const std::string& place,
                 std::unordered_set<const void*>& seen, NamedVariables& all) {
  if (!seen.insert(layer.identity()).second) return;
  for (const Variable& variable : layer.own_weights()) {
    std::string name = joined(place, variable.name());
    // Of several layers that hold a variable, the innermost has made it.
    const auto known = std::find_if(all.begin(), all.end(),
                                    [&](const auto& entry) { return entry.second == variable; });
    if (known != all.end()) {
      known->first = std::move(name);
    } else {
      all.emplace_back(std::move(name), variable);
    }
  }
  const std::vector<layers::Layer*> parts = layer.sublayers();
  const std::vector<std::string> names = unique_names(parts);
  for (size_t i = 0; i < parts.size(); ++i) {
    add_weights(*parts[i], joined(place, names[i]), seen, all);
  }
}

}  // namespace

NamedVariables weights_by_path(const layers::Layer& layer) {
  NamedVariables all;
  std::unordered_set<const void*> seen;
  add_weights(layer, layer.name(), seen, all);
  return all;
}

NamedVariables weights_by_path_of(const Model& model) {
  NamedVariables all;
  std::unordered_set<const void*> seen;
  add_weights(model, "", seen, all);
  return all;
}

}  // namespace keratin::models
