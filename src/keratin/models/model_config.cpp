// Models to text: what Keras's Functional.get_config and Sequential.get_config write.
#include "keratin/models/model_config.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/layers/all.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/tensor/config_values.h"

namespace keratin {
namespace models {
namespace {

bool is_functional(const Operation& operation) { return operation.class_name() == "Functional"; }

/// The nodes of an operation that are in the graph, in the order in which they were made.
std::vector<const GraphNode*> nodes_in(const Graph& graph, const Operation& operation) {
  std::vector<const GraphNode*> nodes;
  for (const Graph::Step& step : graph.steps()) {
    if (step.node->operation->identity() == operation.identity()) nodes.push_back(step.node.get());
  }
  if (const auto* layer = dynamic_cast<const layers::Layer*>(&operation)) {
    std::vector<const GraphNode*> in_order;
    for (const GraphNode* node : layer->nodes()) {
      if (std::find(nodes.begin(), nodes.end(), node) != nodes.end()) in_order.push_back(node);
    }
    return in_order;
  }
  return nodes;
}

/// [name, node, output], as files point at a tensor.
ConfigValue::List history_of(const Graph& graph, const Tensor& x, bool is_end = false) {
  const GraphNode* node = node_of_symbolic(x).get();
  for (size_t i = 0; i < graph.inputs().size(); ++i) {
    const Tensor& input = graph.inputs()[i];
    if (node_of_symbolic(input).get() == node &&
        output_index_of_symbolic(input) == output_index_of_symbolic(x)) {
      return {graph.input_operation(i)->name(), 0, 0};
    }
  }
  const auto nodes = nodes_in(graph, *node->operation);
  const auto at = std::find(nodes.begin(), nodes.end(), node) - nodes.begin();
  // At the ends of a model Keras counts the node that a nested functional model was made with.
  const bool is_counted = is_end && is_functional(*node->operation);
  return {node->operation->name(), at + (is_counted ? 1 : 0), output_index_of_symbolic(x)};
}

ConfigValue tensor_record(const Graph& graph, const Tensor& x) {
  if (!is_symbolic(x)) return constant_value(x);
  return Config{{"class_name", "__keras_tensor__"},
                {"config", Config{{"shape", to_value(x.shape())},
                                  {"dtype", name_of(x.dtype())},
                                  {"keras_history", history_of(graph, x)}}}};
}

ConfigValue list_of(const Graph& graph, const Tensors& list, size_t begin, size_t end) {
  ConfigValue::List records;
  for (size_t i = begin; i < end; ++i) records.push_back(tensor_record(graph, list[i]));
  return records;
}

bool takes_list(const layers::Layer& layer) {
  return dynamic_cast<const layers::Merge*>(&layer) ||
         dynamic_cast<const layers::ScoredAttention*>(&layer) ||
         dynamic_cast<const layers::Concatenate*>(&layer) ||
         dynamic_cast<const layers::Dot*>(&layer);
}

/// Arguments of `call` that have a default in Keras, which files hold of calls that cast no input
/// and are given no states.
bool tells_training(std::string_view class_name) {
  constexpr std::string_view kClasses[] = {"AlphaDropout",
                                           "Dropout",
                                           "GaussianDropout",
                                           "GaussianNoise",
                                           "SpatialDropout1D",
                                           "SpatialDropout2D",
                                           "SpatialDropout3D",
                                           "SpectralNormalization",
                                           "SimpleRNN",
                                           "LSTM",
                                           "GRU",
                                           "RNN",
                                           "ConvLSTM1D",
                                           "ConvLSTM2D",
                                           "ConvLSTM3D"};
  return std::find(std::begin(kClasses), std::end(kClasses), class_name) != std::end(kClasses);
}
bool tells_mask(std::string_view class_name) {
  constexpr std::string_view kClasses[] = {"BatchNormalization",
                                           "GlobalAveragePooling1D",
                                           "Softmax",
                                           "SimpleRNN",
                                           "LSTM",
                                           "GRU",
                                           "RNN",
                                           "Bidirectional",
                                           "TimeDistributed",
                                           "ConvLSTM1D",
                                           "ConvLSTM2D",
                                           "ConvLSTM3D"};
  return std::find(std::begin(kClasses), std::end(kClasses), class_name) != std::end(kClasses);
}

ConfigValue layer_call_record(const Graph& graph, const GraphNode& node,
                              const layers::Layer& layer) {
  const NodeArguments& arguments = node.arguments;
  const size_t count = call_inputs(arguments, node.inputs).size();
  ConfigValue::List positional;
  const bool takes_each = !layer.argument_names().empty();
  if (takes_each || (count == 1 && !takes_list(layer))) {
    for (size_t i = 0; i < count; ++i) positional.push_back(tensor_record(graph, node.inputs[i]));
  } else {
    positional.push_back(list_of(graph, node.inputs, 0, count));
  }
  Config named;
  const bool is_plain =
      arguments.states == 0 &&
      std::all_of(node.inputs.begin(), node.inputs.begin() + static_cast<std::ptrdiff_t>(count),
                  [&](const Tensor& x) { return x.dtype() == layer.compute_dtype(); });
  const bool is_model = is_functional(layer) || layer.class_name() == "Sequential";
  const auto other = [&](int i) {
    return i < 0 ? ConfigValue() : tensor_record(graph, node.inputs[static_cast<size_t>(i)]);
  };
  const auto set_other = [&](const std::string& name, int i) {
    if (i >= 0) named.set(name, other(i));
  };
  if (takes_each) {
    for (size_t i = 0; i < layer.argument_names().size(); ++i) {
      set_other(text(layer.argument_names()[i], "_mask"), arguments.masks[i]);
    }
  } else if (arguments.masks[0] >= 0 || arguments.masks[1] >= 0) {
    const ConfigValue first = other(arguments.masks[0]);
    named.set("mask", takes_list(layer)
                          ? ConfigValue(ConfigValue::List{first, other(arguments.masks[1])})
                          : first);
  } else if (is_model || (is_plain && tells_mask(layer.class_name()))) {
    named.set("mask", count == 1 ? ConfigValue() : ConfigValue(ConfigValue::List(count)));
  }
  if (arguments.states > 0) {
    named.set("initial_state", list_of(graph, node.inputs, arguments.first_state,
                                       arguments.first_state + arguments.states));
  }
  set_other("attention_mask", arguments.attention_mask);
  if (arguments.return_attention_scores) named.set("return_attention_scores", true);
  if (arguments.reverse) named.set("reverse", true);
  if (arguments.use_causal_mask) named.set("use_causal_mask", true);
  if (arguments.training || (is_plain && tells_training(layer.class_name()))) {
    named.set("training", arguments.training.value_or(false));
  }
  return Config{{"args", positional}, {"kwargs", named}};
}

/// Whether an argument of an op is the list of all inputs: as many entries of nothing.
bool stands_for_all(const ConfigValue& argument, size_t count) {
  if (!argument.is_list() || argument.as_list().size() != count) return false;
  return std::all_of(argument.as_list().begin(), argument.as_list().end(),
                     [](const ConfigValue& entry) { return entry.is_none(); });
}

ConfigValue op_call_record(const Graph& graph, const GraphNode& node, const OpNode& op) {
  ConfigValue::List positional;
  size_t next = 0;
  for (const auto& argument : op.description().arguments) {
    if (!argument) {
      positional.push_back(tensor_record(graph, node.inputs[next++]));
    } else if (stands_for_all(*argument, node.inputs.size())) {
      positional.push_back(list_of(graph, node.inputs, 0, node.inputs.size()));
    } else {
      positional.push_back(*argument);
    }
  }
  Config named = op.description().keywords;
  for (const std::string& name : op.description().named_inputs) {
    named.set(name, tensor_record(graph, node.inputs[next++]));
  }
  return Config{{"args", positional}, {"kwargs", named}};
}

Config operation_record(const Graph& graph, const std::shared_ptr<Operation>& operation) {
  const auto* layer = dynamic_cast<const layers::Layer*>(operation.get());
  Config record;
  if (layer) {
    record = layer_record(*layer);
  } else {
    record = serialize(*operation);
    record.set("registered_name", operation->class_name());
  }
  record.set("name", operation->name());
  ConfigValue::List calls;
  for (const GraphNode* node : nodes_in(graph, *operation)) {
    calls.push_back(layer ? layer_call_record(graph, *node, *layer)
                          : op_call_record(graph, *node, dynamic_cast<const OpNode&>(*operation)));
  }
  record.set("inbound_nodes", calls);
  return record;
}

ConfigValue ends_of(const Graph& graph, const Tensors& tensors, const EndForm& form) {
  if (form.names.size() == tensors.size()) {
    Config named;
    for (size_t i = 0; i < tensors.size(); ++i) {
      named.set(form.names[i], history_of(graph, tensors[i], true));
    }
    return named;
  }
  if (tensors.size() == 1 && !form.is_list) return history_of(graph, tensors[0], true);
  ConfigValue::List list;
  for (const Tensor& x : tensors) list.push_back(history_of(graph, x, true));
  return list;
}

// A loss that is a lambda has no name that a file could hold; the layers are worth writing all the
// same.
Config compile_record(const Model& model) {
  try {
    return model.get_compile_config();
  } catch (const ValueError& error) {
    warn(text("what compile of '", model.name(), "' was told is not written down: ", error.what()));
    return {};
  }
}

}  // namespace

Config layer_record(const layers::Layer& layer, bool with_compile) {
  Config record = serialize(layer);
  if (is_functional(layer)) {
    record.set("registered_name", "Functional");
    record.set("build_config", Config{{"input_shape", nullptr}});
  } else {
    const Config shapes = layer.get_build_config();
    if (!shapes.empty()) record.set("build_config", shapes);
  }
  const auto* model = dynamic_cast<const Model*>(&layer);
  if (model) record.set("compile_config", with_compile ? compile_record(*model) : Config());
  return record;
}

}  // namespace models

Config Model::get_config() const {
  if (model_->stack) {
    Config config = base_config();
    ConfigValue::List layers;
    const models::Graph* built = model_graph();
    if (built) {
      const auto* input = dynamic_cast<const layers::Layer*>(built->input_operation(0).get());
      layers.push_back(models::layer_record(*input));
    }
    for (const Layer* layer : sublayers()) layers.push_back(models::layer_record(*layer));
    config.set("layers", layers);
    if (built) config.set("build_input_shape", to_value(built->inputs()[0].shape()));
    return config;
  }
  if (!model_graph()) {
    throw_value_error(text(name(), " has no configuration"), {},
                      "derive the class from ModelOf<Self, Options>, or build() the model first");
  }
  const models::Graph& graph = *model_graph();
  ConfigValue::List layers;
  for (const auto& operation : graph.operations()) {
    layers.push_back(models::operation_record(graph, operation));
  }
  return {{"name", name()},
          {"trainable", trainable()},
          {"layers", layers},
          {"input_layers", models::ends_of(graph, graph.inputs(), graph.input_form())},
          {"output_layers", models::ends_of(graph, graph.outputs(), graph.output_form())}};
}

Config Model::get_build_config() const {
  if (!model_graph() && !model_->stack) return Layer::get_build_config();  // a class of the user's
  if (!model_graph() || !model_->stack) return {};
  return {{"input_shape", to_value(model_graph()->inputs()[0].shape())}};
}

std::string Model::to_json() const { return models::layer_record(*this).to_string(); }

}  // namespace keratin
