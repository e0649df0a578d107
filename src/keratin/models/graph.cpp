#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/core/input_layer.h"
#include "keratin/layers/normalization/batch_normalization.h"
#include "keratin/layers/output_scale.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/models/graph_internal.h"

namespace keratin::models {
namespace {

bool is_same(const Tensor& a, const Tensor& b) {
  return node_of_symbolic(a) == node_of_symbolic(b) &&
         output_index_of_symbolic(a) == output_index_of_symbolic(b);
}

}  // namespace

// Keras's order (keras.src.ops.function.map_graph): operations by their depth, which is the longest
// way to an output, and in one depth by the order in which a walk from the outputs met them.
struct Graph::Walk {
  const Tensors& inputs;
  std::vector<GraphNode*> finished = {};  // each behind what it needs
  std::unordered_set<const GraphNode*> is_finished = {};
  std::unordered_map<const void*, int> index_of = {};  // of operations

  bool is_input(const Tensor& x) const {
    return std::any_of(inputs.begin(), inputs.end(),
                       [&](const Tensor& input) { return is_same(input, x); });
  }

  void visit(const Tensor& x) {
    GraphNode* node = node_of_symbolic(x).get();
    if (!node) throw_value_error("a placeholder is no output of a model");
    if (is_finished.contains(node)) return;
    const void* operation = node->operation->identity();
    index_of.try_emplace(operation, static_cast<int>(index_of.size()));
    if (is_input(x)) {
      is_finished.insert(node);
      finished.push_back(node);
      return;
    }
    if (node->inputs.empty()) {
      std::vector<std::string> names;
      for (const Tensor& input : inputs) {
        names.push_back(node_of_symbolic(input)->operation->name());
      }
      throw_value_error(text("the outputs need the input '", node->operation->name(),
                             "', which is not among the inputs of the model"),
                        {{"inputs", quoted_list(names)}});
    }
    for (const Tensor& input : node->inputs) {
      if (is_symbolic(input)) visit(input);
    }
    is_finished.insert(node);
    finished.push_back(node);
  }
};

Graph::Graph(Tensors inputs, Tensors outputs, EndForm input_form, EndForm output_form)
    : inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      input_form_(std::move(input_form)),
      output_form_(std::move(output_form)) {
  if (inputs_.empty() || outputs_.empty()) {
    throw_value_error("a model needs at least one input and one output");
  }
  for (size_t i = 0; i < inputs_.size(); ++i) {
    node_of_symbolic(inputs_[i]);  // throws
    for (size_t j = 0; j < i; ++j) {
      if (!is_same(inputs_[i], inputs_[j])) continue;
      throw_value_error(text("input ", j, " and input ", i, " of the model are the same"));
    }
  }
  Walk walk{inputs_};
  for (const Tensor& output : outputs_) walk.visit(output);
  order(walk);
  mark_last_uses();
  make_names_unique();
  find_folds();
}

void Graph::order(Walk& walk) {
  std::unordered_map<const GraphNode*, int> depth_of_node;
  std::unordered_map<const void*, int> depth_of;  // of operations
  for (auto at = walk.finished.rbegin(); at != walk.finished.rend(); ++at) {
    GraphNode* node = *at;
    int& of_operation = depth_of[node->operation->identity()];
    const int depth = std::max(depth_of_node[node], of_operation);
    of_operation = depth_of_node[node] = depth;
    const bool is_first = node->inputs.empty() || walk.is_input(symbolic_output(Ref(node), 0));
    if (is_first) continue;
    for (const Tensor& input : node->inputs) {
      if (!is_symbolic(input)) continue;
      int& before = depth_of_node[node_of_symbolic(input).get()];
      before = std::max(before, depth + 1);
    }
  }
  for (const Tensor& input : inputs_) {  // that no output needs
    GraphNode* node = node_of_symbolic(input).get();
    if (walk.is_finished.contains(node)) continue;
    walk.index_of[node->operation->identity()] = -1;
    depth_of_node[node] = 0;
    walk.finished.push_back(node);
  }
  std::stable_sort(walk.finished.begin(), walk.finished.end(), [&](GraphNode* a, GraphNode* b) {
    const int depth_a = depth_of_node[a], depth_b = depth_of_node[b];
    if (depth_a != depth_b) return depth_a > depth_b;
    return walk.index_of[a->operation->identity()] < walk.index_of[b->operation->identity()];
  });
  for (const Tensor& input : inputs_) input_slots_.push_back(slot_of(input));
  std::unordered_set<const void*> listed;
  for (GraphNode* node : walk.finished) {
    const bool is_first = std::any_of(inputs_.begin(), inputs_.end(), [&](const Tensor& input) {
      return node_of_symbolic(input).get() == node;
    });
    if (!is_first) add_step(*node);
    if (!listed.insert(node->operation->identity()).second) continue;
    operations_.push_back(node->operation);
  }
  for (const Tensor& output : outputs_) output_slots_.push_back(slot_of(output));
  // What gives an input of the model and is no InputLayer stands outside: its tensor comes in.
  for (size_t i = 0; i < inputs_.size(); ++i) {
    std::shared_ptr<Operation> operation = node_of_symbolic(inputs_[i])->operation;
    if (!dynamic_cast<layers::InputLayer*>(operation.get())) {
      const auto stand = std::make_shared<layers::InputLayer>(layers::InputLayerOptions{
          .dtype = inputs_[i].dtype(), .batch_shape = inputs_[i].shape()});
      std::replace(operations_.begin(), operations_.end(), operation,
                   std::static_pointer_cast<Operation>(stand));
      operation = stand;
    }
    input_operations_.push_back(std::move(operation));
  }
  for (const auto& operation : operations_) {
    if (auto* layer = dynamic_cast<layers::Layer*>(operation.get())) layers_.push_back(layer);
  }
}

int Graph::slot_of(const Tensor& x) {
  const GraphNode* node = node_of_symbolic(x).get();
  for (const auto& [known, first] : first_slots_) {
    if (known == node) return first + output_index_of_symbolic(x);
  }
  first_slots_.emplace_back(node, slots_);
  slots_ += static_cast<int>(node->outputs.size());
  return first_slots_.back().second + output_index_of_symbolic(x);
}

void Graph::add_step(GraphNode& node) {
  const Ref<GraphNode> ref(&node);
  Step step{.node = ref,
            .layer = dynamic_cast<layers::Layer*>(node.operation.get()),
            .op = dynamic_cast<const OpNode*>(node.operation.get())};
  for (const Tensor& input : node.inputs) {
    step.inputs.push_back(is_symbolic(input) ? slot_of(input) : -1);
  }
  step.output = slot_of(symbolic_output(ref, 0));
  steps_.push_back(std::move(step));
}

namespace {

/// A layer that is called with one tensor of the graph, gives one, and is told nothing.
bool is_plain(const Graph::Step& step) {
  const NodeArguments& arguments = step.node->arguments;
  return step.layer && step.inputs.size() == 1 && step.inputs[0] >= 0 &&
         step.node->outputs.size() == 1 && !arguments.training && !arguments.reverse;
}

}  // namespace

void Graph::mark_last_uses() {
  std::vector<bool> is_needed(static_cast<size_t>(slots_), false);
  for (const int slot : output_slots_) is_needed[static_cast<size_t>(slot)] = true;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    step->is_last.assign(step->inputs.size(), false);
    for (size_t i = step->inputs.size(); i-- > 0;) {
      if (step->inputs[i] < 0) continue;
      const auto slot = static_cast<size_t>(step->inputs[i]);
      step->is_last[i] = !is_needed[slot];
      is_needed[slot] = true;
    }
  }
  is_chain_ = inputs_.size() == 1 && outputs_.size() == 1;
  int before = input_slots_[0];
  for (const Step& step : steps_) {
    is_chain_ = is_chain_ && is_plain(step) && step.inputs[0] == before;
    before = step.output;
  }
  is_chain_ = is_chain_ && output_slots_[0] == before;
}

/// The step that uses a slot, if that is one step, which uses nothing else and has one output; -1.
int Graph::only_user(int slot) const {
  if (std::find(output_slots_.begin(), output_slots_.end(), slot) != output_slots_.end()) return -1;
  int user = -1;
  for (size_t i = 0; i < steps_.size(); ++i) {
    const auto& inputs = steps_[i].inputs;
    if (std::find(inputs.begin(), inputs.end(), slot) == inputs.end()) continue;
    if (user >= 0 || !is_plain(steps_[i])) return -1;
    user = static_cast<int>(i);
  }
  return user;
}

void Graph::find_folds() {
  for (Step& step : steps_) {
    if (!is_plain(step) || !step.layer->takes_scale()) continue;
    const int next = only_user(step.output);
    if (next < 0) continue;
    const Step& normalization = steps_[static_cast<size_t>(next)];
    const auto* as_scale = dynamic_cast<const layers::BatchNormalization*>(normalization.layer);
    if (!as_scale || as_scale->options().activity_regularizer.make()) continue;
    has_folds_ = true;
    step.normalization = next;
    const int after = only_user(normalization.output);
    if (after < 0) continue;
    const Step& last = steps_[static_cast<size_t>(after)];
    const Shape& sample = last.node->inputs[0].shape();
    layers::PlanBuilder plan(sample.tail());
    const bool is_planned = last.layer->compute_dtype() == float32 && last.layer->plan(plan);
    if (!is_planned || plan.layers().size() > 1) continue;
    if (!plan.layers().empty()) {
      const PlannedLayer& planned = plan.layers()[0];
      if (planned.kind != PlannedLayer::Kind::unary) continue;
      step.fused = planned.activation;
    }
    step.activation = after;
  }
}

void Graph::make_names_unique() {
  std::unordered_set<std::string> given;
  for (const auto& operation : operations_) {
    if (!operation->has_given_name() || given.insert(operation->name()).second) continue;
    throw_value_error(text("the name '", operation->name(),
                           "' is used twice in the model; all layers need names of their own"),
                      {}, "give one of the two another .name");
  }
  std::unordered_set<std::string> taken = given;
  for (const auto& operation : operations_) {
    if (operation->has_given_name()) continue;
    std::string name = operation->name();
    // A name that another model made unique goes on from its class: "dense_3" -> "dense".
    const std::string plain = snake_case(operation->named_after());
    for (int i = 1; !taken.insert(name).second; ++i) name = text(plain, "_", i);
    if (name != operation->name()) operation->rename(name);
  }
}

/// A step and those that it can do itself; false, and nothing done, where they do something else.
bool Graph::run_folded(const Step& step, TensorList& values, std::vector<bool>& is_done) const {
  Tensor& input = values[static_cast<size_t>(step.inputs[0])];
  if (is_symbolic(input) || !step.layer->is_built()) return false;
  const Step& next = steps_[static_cast<size_t>(step.normalization)];
  const auto& normalization = dynamic_cast<const layers::BatchNormalization&>(*next.layer);
  std::optional<OutputScale> scale = normalization.scale_at_rest(input.dtype(), input.ndim());
  if (!scale || step.layer->compute_dtype() != input.dtype()) return false;
  const bool is_activated = step.activation >= 0 && input.dtype() == float32;
  const auto last = static_cast<size_t>(is_activated ? step.activation : step.normalization);
  if (is_activated) scale->activation = step.fused;
  const Tensor x = step.is_last[0] ? std::move(input) : input;
  values[static_cast<size_t>(steps_[last].output)] = (*step.layer)(x, {.scale = &*scale});
  is_done[static_cast<size_t>(step.normalization)] = is_done[last] = true;
  return true;
}

void Graph::run_step(const Step& step, TensorList& values) const {
  const size_t count = step.inputs.size();
  const auto take = [&](size_t i) -> Tensor {
    if (step.inputs[i] < 0) return step.node->inputs[i];
    Tensor& value = values[static_cast<size_t>(step.inputs[i])];
    return step.is_last[i] ? std::move(value) : value;
  };
  const NodeArguments& arguments = step.node->arguments;
  const auto output = static_cast<size_t>(step.output);
  const bool is_plain = step.layer && count == 1 && step.node->outputs.size() == 1;
  if (is_plain) {
    const Tensor x = take(0);
    values[output] =
        (*step.layer)(x, {.training = arguments.training, .reverse = arguments.reverse});
    return;
  }
  Tensors x;
  for (size_t i = 0; i < count; ++i) x.push_back(take(i));
  const Tensors y =
      step.layer ? step.layer->outputs_for(call_inputs(arguments, x), call_options(arguments, x))
                 : step.op->run(x);
  if (y.size() != step.node->outputs.size()) {
    throw_value_error(text(step.node->operation->name(), " gave ", y.size(), " tensors where the ",
                           "graph has ", step.node->outputs.size()));
  }
  for (size_t i = 0; i < y.size(); ++i) values[output + i] = y[i];
}

Tensors Graph::run(const Tensors& inputs) const {
  TensorList values(static_cast<size_t>(slots_));
  for (size_t i = 0; i < inputs.size(); ++i) {
    values[static_cast<size_t>(input_slots_[i])] = inputs[i];
  }
  const CallScope* scope = CallScope::current();
  const bool is_at_rest =
      !records_gradients() && !(scope && (scope->training || scope->finds_shapes));
  const bool folds = has_folds_ && is_at_rest;
  std::vector<bool> is_done(folds ? steps_.size() : 0);
  for (size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    if (folds && is_done[i]) continue;
    if (folds && step.normalization >= 0 && run_folded(step, values, is_done)) continue;
    run_step(step, values);
  }
  Tensors outputs;
  for (const int slot : output_slots_) outputs.push_back(values[static_cast<size_t>(slot)]);
  return outputs;
}

}  // namespace keratin::models
