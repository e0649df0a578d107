#include "keratin/models/model.h"

#include <algorithm>

#include "keratin/autodiff/flat_buffer_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/core/input.h"
#include "keratin/models/model_state_internal.h"

namespace keratin {

namespace {

// The layers of a model cast for themselves: one of dtype float32 is to see float32 data, whatever
// the policy of the model.
layers::LayerOptions without_autocast(layers::LayerOptions options) {
  options.autocast = false;
  return options;
}

}  // namespace

Model::Model(const layers::LayerOptions& options)
    : Layer(without_autocast(options)), model_(std::make_shared<State>()) {}
Model::Model(Tensors inputs, Tensors outputs, ModelOptions options)
    : Model(common(options, "Functional")) {
  set_graph(std::make_shared<models::Graph>(std::move(inputs), std::move(outputs)), true);
}
Model::~Model() = default;

void Model::set_graph(std::shared_ptr<const models::Graph> graph, bool is_declared) {
  model_->graph = std::move(graph);
  model_->are_inputs_declared = is_declared;
  forget_variables();
}
const models::Graph* Model::model_graph() const { return model_->graph.get(); }
bool Model::is_built() const { return model_->graph || (!model_->stack && Layer::is_built()); }
std::string_view Model::class_name() const { return model_->stack ? "Sequential" : "Functional"; }
std::string_view Model::module() const {
  return model_->stack ? "keras" : "keras.src.models.functional";
}
std::shared_ptr<layers::Layer> Model::share() const { return std::make_shared<Model>(*this); }
DType Model::expected_dtype(size_t i) const {
  const bool is_known = model_->graph && i < model_->graph->inputs().size();
  return is_known ? model_->graph->inputs()[i].dtype() : compute_dtype();
}
void Model::become_stack() { model_->stack = std::make_unique<Stack>(); }
Model::Stack& Model::stack() const { return *model_->stack; }

void Model::build(const Shapes& x) {
  if (!model_->stack || stack().input.defined()) return;
  if (stack().layers.empty()) {
    throw_value_error("the model has no layers", {}, "add() one first");
  }
  if (x.size() != 1) {
    throw_value_error(text("a stack of layers takes one input, received ", x.size()));
  }
  stack().input = Input(BatchInputOptions{x[0].with_front(kNone)}).tensor();
  try {
    for (const auto& layer : stack().layers) grow(*layer);
  } catch (...) {
    stack().input = Tensor();
    stack().outputs.clear();
    set_graph(nullptr, false);
    throw;
  }
}

// Calls the layer with what the last one of the stack gives.
void Model::grow(const Layer& layer) {
  const Tensor y = layer(stack().last());
  stack().outputs.push_back(y);
  try {
    set_graph(std::make_shared<models::Graph>(stack().input, y), stack().is_declared);
  } catch (...) {
    stack().outputs.pop_back();
    throw;
  }
}
bool Model::is_compiled() const { return model_->training != nullptr; }

std::vector<layers::Layer*> Model::sublayers() const {
  if (model_->stack) {
    std::vector<Layer*> result;
    result.reserve(stack().layers.size());
    for (const auto& layer : stack().layers) result.push_back(layer.get());
    return result;
  }
  return model_->graph ? model_->graph->layers() : Layer::sublayers();
}

Tensors Model::inputs() const {
  if (model_->graph) return model_->graph->inputs();
  throw_value_error(text(name(), " has no symbolic inputs and outputs"), {},
                    "they are known after Input({...}), input_shape or build()");
}
Tensors Model::outputs() const {
  inputs();  // throws
  return model_->graph->outputs();
}
Tensor Model::input() const {
  if (inputs().size() == 1) return inputs()[0];
  throw_value_error(text(name(), " has ", inputs().size(), " inputs"), {}, "take inputs()");
}
Tensor Model::output() const {
  if (outputs().size() == 1) return outputs()[0];
  throw_value_error(text(name(), " has ", outputs().size(), " outputs"), {}, "take outputs()");
}

Tensor Model::call(const Tensor& x, Call& call) const {
  if (!model_->graph) {
    if (model_->stack) throw_value_error("the model has no layers", {}, "add() one first");
    return Layer::call(x, call);
  }
  const Tensors y = model_->graph->run(checked_inputs(x));
  if (y.size() == 1) return y[0];
  throw_value_error(text("the model gives ", y.size(), " tensors, asked for 1"), {},
                    text("auto [a, b] = model.get<", y.size(), ">(x)"));
}

Tensors Model::call(const Tensors& x, Call& call) const {
  return model_->graph ? model_->graph->run(checked_inputs(x)) : Layer::call(x, call);
}

bool Model::plan_into(layers::PlanBuilder& plan) const {
  if (!model_->graph || !model_->graph->is_chain()) return false;
  const auto& steps = model_->graph->steps();
  return std::all_of(steps.begin(), steps.end(),
                     [&](const models::Graph::Step& step) { return step.layer->plan(plan); });
}

void Model::throw_other_class(std::string_view wanted_name, std::string_view wanted) const {
  throw_value_error(
      text(name(), ": the layer ", get_layer(wanted_name).title(), " is no ", wanted));
}

void Model::compile(CompileOptions options) {
  auto training = std::make_unique<models::Training>();
  training->optimizer = options.optimizer.make();
  if (!training->optimizer) throw_value_error(text(name(), ": compile needs an optimizer"));
  options.loss_weights.check();
  training->runs_eagerly = options.run_eagerly;
  training->options = std::move(options);
  training->shuffle_stream = next_random_stream();
  model_->training = std::move(training);
  stop_training = false;
}

void Model::compile(AnyOptimizer optimizer, Losses loss, Metrics metrics) {
  compile(
      {.optimizer = std::move(optimizer), .loss = std::move(loss), .metrics = std::move(metrics)});
}

Config Model::get_compile_config() const {
  if (!model_->training) return {};
  CompileOptions options = model_->training->options;
  options.optimizer = model_->training->optimizer;
  return to_config(options);
}

void Model::compile_from_config(const Config& config) { compile(compile_options_from(config)); }

models::Training& Model::training(const char* call) const {
  if (!model_->training) {
    throw_value_error(text(name(), ": you must call compile() before ", call, "()"), {},
                      "network.compile({.optimizer = \"rmsprop\", .loss = \"mse\"})");
  }
  return *model_->training;
}

void Model::forget_variables() {
  if (model_->training) model_->training->has_variables = false;
}

void Model::prepare(const Tensors& x) {
  ensure_built(shapes_of(x));
  try {
    if (model_->graph) check_inputs(x);
  } catch (Error& error) {
    error.add_where(title());
    throw;
  }
  const std::vector<Layer*> parts = sublayers();
  const bool are_built =
      has_own_steps() && !parts.empty() &&
      std::all_of(parts.begin(), parts.end(), [](const Layer* part) { return part->is_built(); });
  if (!model_->graph && !model_->training->has_variables && !are_built) {
    // A class of the user's: one pass without elements builds its sublayers. A step of its own may
    // call them otherwise than `call` does, and needs none when they are there.
    Tensors stands;
    for (const Tensor& input : x) {
      stands.push_back(symbolic_placeholder(input.shape(), input.dtype()));
    }
    CallScope scope(false, kNoStep, nullptr, true);
    infer_outputs(stands, [&](const Tensors& inputs) { return outputs_for(inputs); });
  }
  if (!model_->training->has_variables) collect_variables();
}

void Model::check_variables() const {
  const models::Training& state = *model_->training;
  if (!state.has_variables) return;
  for (const Variable& variable : trainable_weights()) {
    const auto& known = state.variables;
    if (std::find(known.begin(), known.end(), variable) != known.end()) continue;
    throw_value_error(text(name(), ": the weight '", variable.name(),
                           "' was frozen when the model was compiled, and is to train now"),
                      {}, "compile again");
  }
  state.optimizer->build(state.variables);
}

void Model::collect_variables() {
  models::Training& state = *model_->training;
  state.steps.clear();
  state.recorded.clear();
  state.variables = trainable_weights();
  lay_flat(state.variables);
  if (!state.optimizer->is_built()) state.optimizer->build(state.variables);
  state.regularizers.clear();
  state.constraints.clear();
  for (const layers::Weight* weight : weight_list()) {
    if (!weight->variable.trainable()) continue;
    if (weight->regularizer) state.regularizers.emplace_back(weight->variable, weight->regularizer);
    if (weight->constraint) state.constraints.emplace_back(weight->variable, weight->constraint);
  }
  state.has_variables = true;
}

layers::Layer& Model::get_layer(std::string_view wanted) const {
  std::vector<std::string> known;
  for (Layer* layer : sublayers()) {
    if (layer->name() == wanted) return *layer;
    known.push_back(layer->name());
  }
  throw_value_error(
      text(name(), ": no such layer: '", wanted, "'; existing layers are ", quoted_list(known)));
}

layers::Layer& Model::get_layer(int64_t index) const {
  const std::vector<Layer*> all = sublayers();
  const auto count = static_cast<int64_t>(all.size());
  const int64_t at = index < 0 ? index + count : index;
  if (at < 0 || at >= count) {
    throw_value_error(
        text(name(), ": asked for layer ", index, ", but the model has ", count, " layers"));
  }
  return *all[static_cast<size_t>(at)];
}

optimizers::Optimizer& Model::optimizer() const { return *training("optimizer").optimizer; }
std::shared_ptr<optimizers::Optimizer> Model::shared_optimizer() const {
  return training("optimizer").optimizer;
}
double Model::learning_rate() const { return optimizer().learning_rate(); }
void Model::set_learning_rate(double learning_rate) {
  optimizer().set_learning_rate(learning_rate);
}

int Model::direction_of(std::string_view log) const {
  if (log == "loss" || log.ends_with("_loss")) return -1;
  if (!model_->training) return 0;
  for (const models::Tracking::Output& output : model_->training->of(true).outputs) {
    for (const auto* list : {&output.metrics, &output.weighted_metrics}) {
      for (const auto& metric : *list) {
        if (metric->name() != log) continue;
        return metric->direction() == metrics::Direction::up     ? 1
               : metric->direction() == metrics::Direction::down ? -1
                                                                 : 0;
      }
    }
  }
  if (model_->training->is_resolved) return 0;
  // Before the first batch the metrics have no objects yet: their names tell.
  if (log.ends_with("accuracy") || log == "acc") return 1;
  return log.find("error") != log.npos || log.find("crossentropy") != log.npos ? -1 : 0;
}

}  // namespace keratin
