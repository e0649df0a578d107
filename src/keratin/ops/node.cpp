#include "keratin/ops/node.h"

#include <algorithm>
#include <array>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/config_values.h"

namespace keratin {
namespace {

// What stands in the place of a record on the tape: a symbolic tensor has no gradient.
class SymbolicValue final : public RefCounted {
 public:
  SymbolicValue(Ref<GraphNode> the_node, int the_index)
      : node(std::move(the_node)), index(the_index) {}

  const Ref<GraphNode> node;
  const int index;
};

const SymbolicValue& symbolic_value(const Tensor& x) {
  if (!x.defined() || !is_symbolic(x)) {
    throw_value_error("expected a symbolic tensor, such as an Input or what a layer gives for one",
                      {{"received", describe(x)}});
  }
  return static_cast<const SymbolicValue&>(*x.node());
}

// Lengths that stand for None: far apart, so that no stride makes the same of both, and none that
// the inputs have, so that an error can say None again.
std::array<int64_t, 2> stand_ins(const Tensors& inputs) {
  std::array<int64_t, 2> lengths = {127, 1021};
  for (int64_t& length : lengths) {
    const auto is_taken = [&](const Tensor& x) {
      return std::find(x.shape().begin(), x.shape().end(), length) != x.shape().end();
    };
    while (std::any_of(inputs.begin(), inputs.end(), is_taken)) length += 2;
  }
  return lengths;
}

Tensor without_elements(const Tensor& x, int64_t length) {
  if (!is_symbolic(x)) return x;
  Shape shape = x.shape();
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] == None) shape[i] = length;
  }
  return Tensor(shape, x.dtype(), kMeta);
}

Tensors run_without_elements(const Tensors& inputs, FunctionRef<Tensors(const Tensors&)> run,
                             int64_t length) {
  Tensors stands;
  for (const Tensor& x : inputs) stands.push_back(without_elements(x, length));
  try {
    return run(stands);
  } catch (Error& error) {
    error.replace_word(std::to_string(length), "None");
    throw;
  }
}

Tensor symbolic(const Ref<GraphNode>& node, int index, const Shape& shape, DType dtype) {
  Strides strides;
  for (int i = 0; i < shape.rank(); ++i) strides.push_back(0);
  Tensor x(Ref<Storage>(new Storage(0, kMeta)), 0, shape, strides, dtype);
  x.set_node(Ref<RefCounted>(new SymbolicValue(node, index)));
  return x;
}

}  // namespace

GraphNode::GraphNode(std::shared_ptr<Operation> the_operation, Tensors the_inputs,
                     NodeArguments the_arguments)
    : operation(std::move(the_operation)), inputs(std::move(the_inputs)), arguments(the_arguments) {
  operation->add_node(this);
}

GraphNode::~GraphNode() { operation->remove_node(this); }

bool is_any_symbolic(const Tensors& list) {
  return std::any_of(list.begin(), list.end(),
                     [](const Tensor& x) { return x.defined() && is_symbolic(x); });
}

Tensor symbolic_placeholder(const Shape& shape, DType dtype) {
  return symbolic({}, 0, shape, dtype);
}
Tensor symbolic_output(const Ref<GraphNode>& node, int index) {
  const GraphNode::Output& output = node->outputs[static_cast<size_t>(index)];
  return symbolic(node, index, output.shape, output.dtype);
}

const Ref<GraphNode>& node_of_symbolic(const Tensor& x) { return symbolic_value(x).node; }
int output_index_of_symbolic(const Tensor& x) { return symbolic_value(x).index; }

std::vector<GraphNode::Output> infer_outputs(const Tensors& inputs,
                                             FunctionRef<Tensors(const Tensors&)> run) {
  const NoGradient no_gradient;
  const std::array<int64_t, 2> lengths = stand_ins(inputs);
  const Tensors first = run_without_elements(inputs, run, lengths[0]);
  std::vector<GraphNode::Output> outputs;
  for (const Tensor& y : first) outputs.push_back({y.shape(), y.dtype()});
  const bool is_open = std::any_of(inputs.begin(), inputs.end(), [](const Tensor& x) {
    return x.defined() && is_symbolic(x) && x.shape().has_none();
  });
  if (!is_open) return outputs;
  const Tensors second = run_without_elements(inputs, run, lengths[1]);
  if (second.size() != outputs.size()) {
    throw_value_error(
        "an operation whose number of results depends on a length that is not known "
        "(None) cannot stand in a graph");
  }
  for (size_t k = 0; k < outputs.size(); ++k) {
    Shape& shape = outputs[k].shape;
    for (int i = 0; i < shape.rank(); ++i) {
      if (shape[i] != second[k].shape()[i]) shape[i] = kNone;
    }
  }
  return outputs;
}

OpNode::~OpNode() = default;

OpNode::OpNode(OpDescription description, Run run)
    : description_(std::move(description)),
      module_(text("keras.src.ops.", description_.module)),
      name_(snake_case(description_.class_name)),
      run_(std::move(run)) {}

void OpNode::keep_lists_of(const Config& file) {
  for (const auto& [name, value] : file) {
    const ConfigValue* own = description_.config.find(name);
    if (own && own->is_integer() && value == ConfigValue(ConfigValue::List{*own})) {
      description_.config.set(name, value);
    }
  }
}

Config OpNode::get_config() const {
  if (description_.holds_code) {
    throw_value_error(
        text("the operation ", name_, " runs a function of yours, which no file can hold"), {},
        "a layer of yours, with the operation in its call, can be saved");
  }
  Config config;
  // Of this one Keras writes what it was made with, and forgets the name.
  if (description_.class_name != "ExtractPatches") config.set("name", name_);
  for (const auto& [name, value] : description_.config) config.set(name, value);
  return config;
}

std::string op_class_name(std::string_view name) {
  std::string result;
  bool is_first = true;
  for (const char c : name) {
    const bool is_small = c >= 'a' && c <= 'z';
    if (c != '_') result += is_first && is_small ? static_cast<char>(c - 'a' + 'A') : c;
    is_first = c == '_';
  }
  return result;
}

ConfigValue value_of(Scalar x) {
  if (x.kind() == Scalar::Kind::floating) return x.as_double();
  return x.kind() == Scalar::Kind::boolean ? ConfigValue(x.as<bool>())
                                           : ConfigValue(x.as_integer());
}

ConfigValue axes_value(const Axes& axes) {
  return axes.list.empty() ? ConfigValue() : to_value(axes);
}

Tensors symbolic_op_list(OpDescription description, Tensors inputs, OpNode::Run run) {
  std::vector<GraphNode::Output> outputs = infer_outputs(inputs, run);
  const Ref<GraphNode> node(new GraphNode(
      std::make_shared<OpNode>(std::move(description), std::move(run)), std::move(inputs)));
  node->outputs = std::move(outputs);
  Tensors results;
  for (size_t i = 0; i < node->outputs.size(); ++i) {
    results.push_back(symbolic_output(node, static_cast<int>(i)));
  }
  return results;
}

Tensor symbolic_op(OpDescription description, Tensors inputs, OpNode::Run run) {
  return symbolic_op_list(std::move(description), std::move(inputs), std::move(run))[0];
}

}  // namespace keratin
