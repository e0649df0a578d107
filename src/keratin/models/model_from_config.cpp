// Models from text: what Keras's functional_from_config and Sequential.from_config do.
#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/all.h"
#include "keratin/models/graph_internal.h"
#include "keratin/models/graph_ops_internal.h"
#include "keratin/models/keras_2_config_internal.h"
#include "keratin/models/model_config.h"
#include "keratin/saving/json.h"
#include "keratin/tensor/config_values.h"

namespace keratin::models {
namespace {

std::string text_at(const Config& config, std::string_view name) {
  const ConfigValue* value = config.find(name);
  return value && value->is_string() ? value->as_string() : "";
}

bool is_op(const Config& record) { return text_at(record, "module").starts_with("keras.src.ops"); }

// One layer or op of a functional model, and the calls of it that are still to be made.
struct Entry {
  Config record;
  std::shared_ptr<layers::Layer> layer;  // null: an op
  std::string name;
  std::deque<Config> calls;
  int64_t made = 0;
};

class FunctionalReader {
 public:
  FunctionalReader(const Config& config, bool compile) : config_(config), compile_(compile) {}

  Model read() {
    const ConfigValue::List& layers = config_["layers"].as_list();
    is_of_keras_2_ = std::any_of(layers.begin(), layers.end(), [](const ConfigValue& value) {
      const ConfigValue* calls = value.as_config().find("inbound_nodes");
      return calls && are_old_calls(*calls);
    });
    for (const ConfigValue& value : layers) add_entry(value.as_config());
    for (Entry& entry : entries_) read_calls(entry);
    // Calls wait for what they need: a shared layer may stand before its second input.
    bool is_waiting = true, has_moved = true;
    while (is_waiting && has_moved) {
      is_waiting = has_moved = false;
      for (Entry& entry : entries_) {
        while (!entry.calls.empty() && can_make(entry.calls.front())) {
          make(entry, entry.calls.front());
          entry.calls.pop_front();
          has_moved = true;
        }
        is_waiting = is_waiting || !entry.calls.empty();
      }
    }
    if (is_waiting) throw_value_error("the calls in the graph wait for each other");
    const ConfigValue* trainable = config_.find("trainable");
    Model model = OfGraph(std::make_shared<Graph>(ends("input_layers"), ends("output_layers"),
                                                  form("input_layers"), form("output_layers")),
                          {.name = text_at(config_, "name")});
    if (trainable && trainable->is_bool() && !trainable->as_bool()) model.set_trainable(false);
    return model;
  }

 private:
  using Key = std::tuple<std::string, int64_t, int64_t>;

  struct OfGraph : Model {
    OfGraph(std::shared_ptr<const Graph> graph, const ModelOptions& options)
        : Model(common(options, "Functional")) {
      set_graph(std::move(graph), true);
    }
  };

  void add_entry(const Config& record) {
    Entry entry{.record = record, .layer = {}, .name = text_at(record, "name"), .calls = {}};
    if (!is_op(record)) {
      entry.layer = layer_from_record(record, compile_);
      if (entry.name.empty()) entry.name = entry.layer->name();
      // At the ends of a model Keras counts the node that a nested functional model was made with;
      // Keras 2 counted it everywhere, and of a Sequential that begins with an input too.
      const std::string class_name = text_at(record, "class_name");
      if (class_name == "Functional" || (is_of_keras_2_ && has_first_node(record))) {
        functional_.insert(entry.name);
      }
    }
    if (const auto* input = dynamic_cast<layers::InputLayer*>(entry.layer.get())) {
      tensors_[{entry.name, 0, 0}] = input->make_output();
    }
    entries_.push_back(std::move(entry));
  }

  /// Whether a model of Keras 2 was made between symbolic tensors.
  static bool has_first_node(const Config& record) {
    const std::string class_name = text_at(record, "class_name");
    if (class_name == "Model") return true;
    const ConfigValue* config = record.find("config");
    if (class_name != "Sequential" || !config || !config->is_config()) return false;
    const ConfigValue* layers = config->as_config().find("layers");
    if (!layers || !layers->is_list() || layers->as_list().empty()) return false;
    return text_at(layers->as_list()[0].as_config(), "class_name") == "InputLayer";
  }

  void read_calls(Entry& entry) {
    const ConfigValue* given = entry.record.find("inbound_nodes");
    if (!given || !given->is_list()) return;
    const ConfigValue calls = upgraded_calls(*given, [&](const std::string& name, int64_t node) {
      return functional_.contains(name) && node > 0 ? node - 1 : node;
    });
    for (const ConfigValue& call : calls.as_list()) entry.calls.push_back(call.as_config());
  }

  static Key key_of(const ConfigValue& history) {
    const ConfigValue::List& list = history.as_list();
    if (list.size() < 3) throw_value_error(text("no [layer, node, output]: ", history.to_string()));
    return {list[0].as_string(), list[1].as_integer(), list[2].as_integer()};
  }

  static const ConfigValue* history_in(const ConfigValue& value) {
    if (!value.is_config() || text_at(value.as_config(), "class_name") != "__keras_tensor__") {
      return nullptr;
    }
    return &value.as_config()["config"].as_config()["keras_history"];
  }

  bool is_there(const ConfigValue& value) const {
    if (const ConfigValue* history = history_in(value)) return tensors_.contains(key_of(*history));
    if (!value.is_list()) return true;
    const ConfigValue::List& list = value.as_list();
    return std::all_of(list.begin(), list.end(),
                       [&](const auto& entry) { return is_there(entry); });
  }

  bool can_make(const Config& call) const {
    if (!is_there(call["args"])) return false;
    const Config& named = call["kwargs"].as_config();
    return std::all_of(named.begin(), named.end(),
                       [&](const Config::Item& item) { return is_there(item.second); });
  }

  static bool is_tensor(const ConfigValue& value) {
    return history_in(value) || is_constant_value(value);
  }
  Tensor tensor_of(const ConfigValue& value) const {
    const ConfigValue* history = history_in(value);
    return history ? tensors_.at(key_of(*history)) : constant_from(value);
  }

  GraphArgument argument(const ConfigValue& value) const {
    GraphArgument result;
    if (is_tensor(value)) {
      result.tensors.push_back(tensor_of(value));
      return result;
    }
    const bool is_list = value.is_list() && !value.as_list().empty();
    result.is_list =
        is_list && std::all_of(value.as_list().begin(), value.as_list().end(), is_tensor);
    if (result.is_list) {
      for (const ConfigValue& entry : value.as_list()) result.tensors.push_back(tensor_of(entry));
    } else {
      result.value = value;
    }
    return result;
  }

  void make(Entry& entry, const Config& call) {
    std::vector<GraphArgument> arguments;
    for (const ConfigValue& value : call["args"].as_list()) arguments.push_back(argument(value));
    Tensors y;
    if (entry.layer) {
      const Config& named = call["kwargs"].as_config();
      y = entry.layer->outputs_for(inputs_of(entry, arguments, call["args"].as_list(), named),
                                   options_of(named));
    } else {
      add_named_tensors(call["kwargs"].as_config(), arguments);
      y = call_graph_op(text_at(entry.record, "class_name"), arguments,
                        entry.record["config"].as_config(), call["kwargs"].as_config());
      auto* op = dynamic_cast<OpNode*>(node_of_symbolic(y[0])->operation.get());
      if (op) {
        op->set_name(entry.name);
        op->keep_lists_of(entry.record["config"].as_config());
      }
    }
    for (size_t i = 0; i < y.size(); ++i) {
      tensors_[{entry.name, entry.made, static_cast<int64_t>(i)}] = y[i];
    }
    ++entry.made;
  }

  void add_named_tensors(const Config& keywords, std::vector<GraphArgument>& arguments) const {
    for (const auto& [name, value] : keywords) {
      if (!is_tensor(value)) continue;
      arguments.push_back(argument(value));
      arguments.back().name = name;
    }
  }

  /// Of a layer that takes several arguments by position or by name, of others from the first one.
  Tensors inputs_of(const Entry& entry, const std::vector<GraphArgument>& arguments,
                    const ConfigValue::List& positional, const Config& named) const {
    Tensors inputs;
    const std::span<const std::string_view> names = entry.layer->argument_names();
    for (size_t i = 0; i < names.size(); ++i) {
      const ConfigValue* by_name = named.find(names[i]);
      const GraphArgument given = i < arguments.size() ? arguments[i]
                                  : by_name            ? argument(*by_name)
                                                       : GraphArgument();
      if (given.is_tensor()) inputs.push_back(given.tensors[0]);
    }
    if (!names.empty()) {
      check_is_all(entry.name, positional, names.size());
      return inputs;
    }
    if (arguments.empty()) throw_value_error(text("the call of ", entry.name, " has no input"));
    check_is_all(entry.name, positional, 1);
    return arguments[0].tensors;
  }

  /// In ".h5" Keras 3 writes an operator as if it were the layer of its name, Add or Multiply,
  /// which takes one list and no number beside it.
  static void check_is_all(const std::string& name, const ConfigValue::List& positional,
                           size_t known) {
    for (size_t i = known; i < positional.size(); ++i) {
      if (positional[i].is_none()) continue;
      throw_value_error(
          text("the call of ", name, " has ", positional.size(),
               " arguments by position, and the layer is called with ", known, " here"),
          {{"argument", positional[i].to_string().substr(0, 80)}},
          known > 1 ? "what is not an input is given by its name"
                    : "a model with operators is saved as `.keras`, which tells them from layers");
    }
  }

  CallOptions options_of(const Config& named) const {
    CallOptions options;
    for (const auto& [name, value] : named) {
      const GraphArgument given = argument(value);
      const bool is_true = value.is_bool() && value.as_bool();
      if (name == "mask" && given.is_tensor()) options.mask = given.tensors[0];
      if (name == "mask" && value.is_list()) read_masks(value.as_list(), options);
      if (given.is_tensor()) {
        if (name == "query_mask") options.mask = given.tensors[0];
        if (name == "value_mask") options.value_mask = given.tensors[0];
        if (name == "key_mask") options.key_mask = given.tensors[0];
        if (name == "attention_mask") options.attention_mask = given.tensors[0];
      }
      if (name == "use_causal_mask") options.use_causal_mask = is_true;
      if (name == "return_attention_scores") options.return_attention_scores = is_true;
      if (name == "reverse") options.reverse = is_true;
      if (name == "initial_state") options.initial_state = given.tensors;
      // False is what Keras writes when nobody said anything.
      if (name == "training" && is_true) options.training = true;
    }
    return options;
  }
  void read_masks(const ConfigValue::List& list, CallOptions& options) const {
    Tensor* masks[] = {&options.mask, &options.value_mask, &options.key_mask};
    for (size_t i = 0; i < std::min(list.size(), std::size(masks)); ++i) {
      if (is_tensor(list[i])) *masks[i] = tensor_of(list[i]);
    }
  }

  Tensors ends(std::string_view which) const {
    Tensors result;
    add_ends(config_[which], which, result);
    return result;
  }

  EndForm form(std::string_view which) const {
    const ConfigValue& value = config_[which];
    EndForm result{.is_list = value.is_list() && !is_end(value)};
    if (!value.is_config()) return result;
    for (const auto& [name, end] : value.as_config()) {
      if (!is_end(end)) return {};  // nested further
      result.names.push_back(name);
    }
    std::sort(result.names.begin(), result.names.end());
    return result;
  }

  /// [layer, node, output]
  static bool is_end(const ConfigValue& value) {
    return value.is_list() && !value.as_list().empty() && value.as_list()[0].is_string();
  }

  /// One [layer, node, output], or lists and dicts of them; a dict in the order of its names, as
  /// keras.tree.flatten has it.
  void add_ends(const ConfigValue& value, std::string_view which, Tensors& result) const {
    if (value.is_config()) {
      std::map<std::string, ConfigValue> sorted;
      for (const auto& [name, end] : value.as_config()) sorted.emplace(name, end);
      for (const auto& [name, end] : sorted) add_ends(end, which, result);
      return;
    }
    if (!is_end(value)) {
      for (const ConfigValue& end : value.as_list()) add_ends(end, which, result);
      return;
    }
    Key key = key_of(value);
    if (functional_.contains(std::get<0>(key)) && std::get<1>(key) > 0) --std::get<1>(key);
    const auto found = tensors_.find(key);
    if (found == tensors_.end()) {
      throw_value_error(text(which, " names what is not there: ", value.to_string()));
    }
    result.push_back(found->second);
  }

  const Config& config_;
  bool compile_;
  std::vector<Entry> entries_;
  std::map<Key, Tensor> tensors_;
  std::set<std::string> functional_;
  bool is_of_keras_2_ = false;
};

Sequential sequential_from_config(const Config& config, bool compile) {
  Sequential model(SequentialOptions{.name = text_at(config, "name")});
  const ConfigValue* layers = config.find("layers");
  if (!layers) throw_value_error("the configuration of a Sequential has no layers");
  for (const ConfigValue& value : layers->as_list()) {
    model.add(layer_from_record(value.as_config(), compile));
  }
  const ConfigValue* trainable = config.find("trainable");
  if (trainable && trainable->is_bool() && !trainable->as_bool()) model.set_trainable(false);
  return model;
}

/// Null for what is no model of the library's own.
std::shared_ptr<layers::Layer> own_model(const Config& record, bool compile) {
  const std::string class_name = text_at(record, "class_name");
  const ConfigValue* config = record.find("config");
  if (config && config->is_list() && class_name == "Sequential") {  // before Keras 2.2.3
    return sequential_from_config({{"layers", *config}}, compile).share();
  }
  if (!config || !config->is_config()) return nullptr;
  const Config& arguments = config->as_config();
  if (class_name == "Sequential") return sequential_from_config(arguments, compile).share();
  if (class_name == "Functional" || (class_name == "Model" && arguments.contains("layers"))) {
    return FunctionalReader(arguments, compile).read().share();
  }
  return nullptr;
}

/// Layers of Keras's whose files are programs: to load one would be to run it.
void refuse_programs(const Config& record) {
  struct Program {
    std::string_view class_name, is;
  };
  constexpr Program kPrograms[] = {
      {"Lambda", "Python code"},
      {"TFSMLayer", "the path of a TensorFlow SavedModel, which is a program"},
      {"TorchModuleWrapper", "a pickled PyTorch module, which is a program"},
      {"JaxLayer", "a pickled JAX function, which is a program"},
      {"FlaxLayer", "a pickled Flax module, which is a program"},
  };
  const std::string class_name = text_at(record, "class_name");
  for (const Program& program : kPrograms) {
    if (class_name != program.class_name || find_custom_class(layers::Layer::family, class_name)) {
      continue;
    }
    throw_value_error(
        text("the layer '", class_name, "' holds ", program.is, ", and is not loaded"), {},
        text("write a layer that computes the same and pass .custom_objects = "
             "{custom_class<YourLayer>(\"",
             class_name, "\")}, or save the model with Keras's own layers"));
  }
}

void compile_as(const Config& record, layers::Layer& layer) {
  const ConfigValue* told = record.find("compile_config");
  auto* model = dynamic_cast<Model*>(&layer);
  if (!model || !told || !told->is_config() || told->as_config().empty()) return;
  try {
    model->compile_from_config(told->as_config());
  } catch (Error& error) {
    error.add_where("compile_config");
    throw;
  }
}

}  // namespace

std::shared_ptr<layers::Layer> layer_from_record(const Config& record, bool compile) {
  std::shared_ptr<layers::Layer> layer = own_model(record, compile);
  if (!layer) {
    refuse_programs(record);
    layer = deserialize<layers::Layer>(record);
    const ConfigValue* shapes = record.find("build_config");
    if (layer && shapes && shapes->is_config()) layer->build_from_config(shapes->as_config());
  }
  if (layer && compile) compile_as(record, *layer);
  return layer;
}

Model model_from_config(const Config& record, bool compile) {
  const std::shared_ptr<layers::Layer> layer = layer_from_record(record, compile);
  const auto* model = dynamic_cast<const Model*>(layer.get());
  if (!model) throw_value_error(text("'", text_at(record, "class_name"), "' is no model"));
  return *model;
}

Model model_from_json(std::string_view json, const FromJsonOptions& options) {
  const CustomObjectScope scope(options.custom_objects);
  return model_from_config(saving::parse_json(json).as_config(), options.compile);
}

Model clone_model(const Model& model) {
  return model_from_config(layer_record(model, false), false);
}

}  // namespace keratin::models
