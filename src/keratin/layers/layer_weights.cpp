// The weights and sublayers of a layer, and its configuration.
#include <algorithm>
#include <unordered_set>

#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/layer.h"
#include "keratin/layers/layer_state_internal.h"
#include "keratin/layers/weights_to_come_internal.h"

namespace keratin::layers {
namespace {

// Each layer once, however often it is used.
void collect(const Layer& layer, std::unordered_set<const void*>& seen,
             FunctionRef<void(const Layer&)> take) {
  if (!seen.insert(layer.identity()).second) return;
  take(layer);
  for (const Layer* sublayer : layer.sublayers()) collect(*sublayer, seen, take);
}

}  // namespace

std::vector<const Weight*> Layer::weight_list() const {
  std::vector<const Weight*> result, adopted;
  std::unordered_set<const void*> seen;
  collect(*this, seen, [&](const Layer& layer) {
    for (const bool trains : {true, false}) {
      for (const Weight& weight : layer.state_->weights) {
        if (weight.is_trainable != trains || !weight.variable.defined()) continue;
        const bool is_known =
            std::any_of(adopted.begin(), adopted.end(),
                        [&](const Weight* before) { return before->variable == weight.variable; });
        if (is_known) continue;
        if (weight.is_adopted) adopted.push_back(&weight);
        result.push_back(&weight);
      }
    }
  });
  return result;
}

std::vector<Variable> Layer::own_weights() const {
  std::vector<Variable> result;
  for (const bool trains : {true, false}) {
    for (const Weight& weight : state_->weights) {
      if (weight.is_trainable == trains && weight.variable.defined()) {
        result.push_back(weight.variable);
      }
    }
  }
  return result;
}

std::vector<Variable> Layer::weights() const {
  std::vector<Variable> result;
  for (const Weight* weight : weight_list()) result.push_back(weight->variable);
  return result;
}

std::vector<Variable> Layer::trainable_weights() const {
  std::vector<Variable> result;
  for (const Weight* weight : weight_list()) {
    if (weight->variable.trainable()) result.push_back(weight->variable);
  }
  return result;
}

std::vector<Variable> Layer::non_trainable_weights() const {
  std::vector<Variable> result;
  for (const Weight* weight : weight_list()) {
    if (!weight->variable.trainable()) result.push_back(weight->variable);
  }
  return result;
}

std::vector<Tensor> Layer::get_weights() const {
  std::vector<Tensor> result;
  for (const Variable& variable : weights()) {
    const Tensor value = variable.value().detach();
    result.push_back(value.device() == Device{} ? value.copy() : value.to({}));
  }
  return result;
}

void Layer::set_weights(const std::vector<Tensor>& values) {
  try {
    std::vector<Variable> variables = weights();
    if (values.size() != variables.size()) {
      throw_value_error(text("set_weights: the layer has ", variables.size(), " weights, received ",
                             values.size(), " arrays"));
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (!values[i].defined() || values[i].shape() != variables[i].shape()) {
        variables[i].assign(values[i]);  // throws
      }
    }
    for (size_t i = 0; i < values.size(); ++i) variables[i].assign(values[i]);
  } catch (Error& error) {
    error.add_where(title());
    throw;
  }
}

int64_t Layer::count_params() const {
  int64_t total = 0;
  for (const Weight* weight : weight_list()) total += weight->variable.shape().size();
  return total;
}

Weight* Layer::find_weight(std::string_view name) {
  for (Weight& weight : state_->weights) {
    if (weight.variable.name() == name) return &weight;
  }
  return nullptr;
}

Variable Layer::declare(std::string_view name) {
  if (find_weight(name)) {
    throw_value_error(text("the layer has a weight named '", name, "' already"));
  }
  state_->weights.push_back({Variable::declared(std::string(name))});
  return state_->weights.back().variable;
}

void Layer::fill(Variable& variable, const Shape& shape, const WeightOptions& options) {
  if (variable.defined()) {  // made by another copy of this layer
    if (variable.shape() == shape) return;
    throw_shape_error(text("the weight '", variable.name(), "' has another shape already"),
                      {{"it has", variable.shape().to_string()}, {"asked for", shape.to_string()}});
  }
  Weight* weight = find_weight(variable.name());
  if (!weight || !(weight->variable == variable)) {
    throw_value_error(text("'", variable.name(), "' is no weight that this layer declared"));
  }
  const std::shared_ptr<Initializer> initializer = options.initializer.make();
  if (!initializer) {
    throw_value_error(text("the weight '", variable.name(), "' needs an initializer"));
  }
  weight->regularizer = options.regularizer.make();
  weight->constraint = options.constraint.make();
  weight->is_trainable = options.trainable;
  const DType weight_dtype = options.dtype.value_or(dtype());
  Tensor value = WeightsToCome::are_expected()
                     ? WeightsToCome::room(title(), variable.name(), shape, weight_dtype)
                     : (*initializer)(shape, weight_dtype);
  value = value.to(config::default_device());
  variable.fill(std::move(value), state_->trainable && options.trainable);
  filled_here_ = true;
}

Variable Layer::add_weight(std::string_view name, const Shape& shape,
                           const WeightOptions& options) {
  const Weight* known = find_weight(name);
  if (known && known->variable.defined() && !state_->is_built) {
    throw_value_error(text("the layer has a weight named '", name, "' already"));
  }
  Variable variable = known ? known->variable : declare(name);
  fill(variable, shape, options);
  return variable;
}

Variable Layer::adopt_weight(std::string_view name, Layer& from) {
  if (const Weight* known = find_weight(name)) return known->variable;
  const Weight* weight = from.find_weight(name);
  if (!weight || !weight->variable.defined()) return {};
  state_->weights.push_back(*weight);
  state_->weights.back().is_adopted = true;
  filled_here_ = true;
  return weight->variable;
}

std::shared_ptr<Layer> Layer::track(std::string_view attribute, std::shared_ptr<Layer> layer) {
  if (tracked_before(*layer)) return state_->sublayers[tracked_ - 1];
  add_sublayer(layer, attribute);
  return layer;
}

Layer* Layer::tracked_before(const Layer& layer) {
  const size_t at = tracked_;
  if (at >= state_->sublayers.size()) return nullptr;
  Layer* known = state_->sublayers[at].get();
  if (typeid(*known) != typeid(layer)) {
    throw_internal_error(text(class_name(), " tracks other layers when it is built again"));
  }
  ++tracked_;
  return known;
}

void Layer::add_sublayer(std::shared_ptr<Layer> layer, std::string_view attribute) {
  ++tracked_;
  state_->sublayers.push_back(std::move(layer));
  state_->attributes.resize(state_->sublayers.size() - 1);
  state_->attributes.emplace_back(attribute);
}

std::vector<std::string> Layer::sublayer_attributes() const {
  std::vector<std::string> attributes = state_->attributes;
  attributes.resize(state_->sublayers.size());
  return attributes;
}

Config Layer::base_config() const {
  Config config = {
      {"name", name()}, {"trainable", trainable()}, {"dtype", to_value(state_->policy)}};
  if (state_->activity_regularizer) {
    config.set("activity_regularizer", serialize(*state_->activity_regularizer));
  }
  return config;
}

bool Layer::is_hidden(std::string_view name) {
  return name == "autocast" || name == "input_shape" || name == "activity_regularizer";
}

bool Layer::is_ignored_name(std::string_view name, const ConfigValue&) {
  constexpr std::string_view kCommon[] = {"name",        "trainable",           "dtype",
                                          "autocast",    "batch_input_shape",   "input_dtype",
                                          "input_shape", "activity_regularizer"};
  return std::find(std::begin(kCommon), std::end(kCommon), name) != std::end(kCommon);
}

void Layer::configure(const Config& config) {
  if (const ConfigValue* name = config.find("name"); name && name->is_string()) {
    state_->name = name->as_string();
    state_->has_given_name = true;
  }
  const ConfigValue* trainable = config.find("trainable");
  const bool trains = trainable && trainable->is_bool() ? trainable->as_bool() : this->trainable();
  if (trains != this->trainable()) set_trainable(trains);  // sublayers have records of their own
  const ConfigValue* dtype = config.find("dtype");
  if (dtype && !dtype->is_none()) {
    from_value(*dtype, state_->policy);
    state_->compute_dtype = state_->policy.compute_dtype();
  }
  const ConfigValue* regularizer = config.find("activity_regularizer");
  if (regularizer && !regularizer->is_none()) {
    state_->activity_regularizer = deserialize<Regularizer>(*regularizer);
  }
  // Keras 1 and 2 wrote the input's shape into the first layer.
  const ConfigValue* batch_shape = config.find("batch_input_shape");
  if (batch_shape && batch_shape->is_list()) {
    Shape shape;
    from_value(*batch_shape, shape);
    state_->input_shape = shape.tail();
  }
}

namespace {

/// The initial_state that a recurrence was first called with, of which Keras writes the shapes.
Tensors states_of_first_call(const std::vector<GraphNode*>& nodes) {
  Tensors states;
  if (nodes.empty()) return states;
  const NodeArguments& arguments = nodes.front()->arguments;
  for (size_t i = 0; i < arguments.states; ++i) {
    states.push_back(nodes.front()->inputs[arguments.first_state + i]);
  }
  return states;
}

}  // namespace

Config Layer::get_build_config() const {
  const Shapes& shapes = build_shapes();
  if (shapes.empty()) return {};
  const Tensors states = states_of_first_call(nodes());
  if (!states.empty()) {
    ConfigValue::List of_states;
    for (const Tensor& state : states) of_states.push_back(to_value(state.shape()));
    return {{"shapes_dict",
             Config{{"sequences_shape", to_value(shapes[0])}, {"initial_state_shape", of_states}}}};
  }
  if (shapes.size() == 1) return {{"input_shape", to_value(shapes[0])}};
  ConfigValue::List list;
  for (const Shape& shape : shapes) list.push_back(to_value(shape));
  return {{"input_shape", list}};
}

void Layer::build_from_config(const Config& config) {
  const ConfigValue* value = config.find("input_shape");
  const ConfigValue* named = config.find("shapes_dict");
  if (!value && named && named->is_config()) value = named->as_config().find("sequences_shape");
  if (!value || value->is_none()) return;
  const ConfigValue::List& list = value->as_list();
  Shapes shapes;
  if (!list.empty() && list[0].is_list()) {
    for (const ConfigValue& entry : list) {
      Shape shape;
      from_value(entry, shape);
      shapes.push_back(shape);
    }
  } else {
    Shape shape;
    from_value(*value, shape);
    shapes = shape;
  }
  ensure_built(shapes);
  const std::vector<Layer*> parts = sublayers();
  // Those that no build() has built are built by a call.
  if (std::any_of(parts.begin(), parts.end(),
                  [](const Layer* part) { return !part->is_built(); })) {
    compute_output_shape(shapes);
  }
}

}  // namespace keratin::layers
