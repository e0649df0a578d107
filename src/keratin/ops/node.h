// The symbolic graph: tensors that stand for values to come, and what they are computed by. An op
// or a layer that is called with a symbolic tensor runs on tensors without elements, which tells
// the shape and dtype of its result, and leaves a node behind; a Model runs the nodes on data.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/base/function.h"
#include "keratin/base/function_ref.h"
#include "keratin/base/object.h"
#include "keratin/tensor/tensors.h"

namespace keratin {

class GraphNode;

/// What a node runs: a layer, or an op with its arguments.
class Operation : public Object {
 public:
  /// Unique in a model.
  virtual const std::string& name() const = 0;
  virtual bool has_given_name() const = 0;
  virtual void rename(std::string name) = 0;
  /// The class that automatic names are made from; in Keras one is exported under another name.
  virtual std::string_view named_after() const { return class_name(); }
  /// The same for all copies of one layer.
  virtual const void* identity() const = 0;
  /// A node of this operation comes or goes.
  virtual void add_node(GraphNode*) {}
  virtual void remove_node(GraphNode*) {}
};

/// How a layer was called beside its inputs.
struct NodeArguments {
  std::optional<bool> training = {};
  bool use_causal_mask = false;
  bool return_attention_scores = false;
  bool reverse = false;
  /// How many of the node's inputs are the layer's own.
  size_t count = 0;
  /// Which of the others, if any, are the masks of the first inputs, the mask of attention and the
  /// initial state.
  std::array<int, 3> masks = {-1, -1, -1};
  int attention_mask = -1;
  size_t first_state = 0, states = 0;
};

/// One call of an operation in a graph.
class GraphNode final : public RefCounted {
 public:
  GraphNode(std::shared_ptr<Operation> operation, Tensors inputs, NodeArguments arguments = {});
  ~GraphNode() override;

  const std::shared_ptr<Operation> operation;
  const Tensors inputs;  // symbolic: the layer's own, then masks and states
  const NodeArguments arguments;
  /// Of what it gives; the number of outputs.
  struct Output {
    Shape shape;
    DType dtype;
  };
  std::vector<Output> outputs;
};

/// Whether x stands for values to come.
inline bool is_symbolic(const Tensor& x) { return x.node() && x.device() == kMeta; }
bool is_any_symbolic(const Tensors& list);

/// A symbolic tensor that nothing computes, to ask infer_outputs with.
Tensor symbolic_placeholder(const Shape& shape, DType dtype);
/// Output `index` of a node as a tensor.
Tensor symbolic_output(const Ref<GraphNode>& node, int index);
/// Throws ValueError for a tensor that is not symbolic.
const Ref<GraphNode>& node_of_symbolic(const Tensor& x);
int output_index_of_symbolic(const Tensor& x);

/// Finds the shapes and dtypes of what `run` gives for such inputs, by running it on tensors
/// without elements; where a length is None, twice, with different lengths. Inputs that are not
/// symbolic go in as they are.
std::vector<GraphNode::Output> infer_outputs(const Tensors& inputs,
                                             FunctionRef<Tensors(const Tensors&)> run);

/// An op of the library in a graph, with what a file needs to know of it.
struct OpDescription {
  std::string class_name;             // as Keras names the op: "Multiply"
  std::string_view module = "numpy";  // of keras.src.ops
  /// Arguments of the call in their order; an undefined entry is the next of the inputs.
  std::vector<std::optional<ConfigValue>> arguments = {};
  Config config = {};                          // what the op was constructed with: axis, keepdims
  Config keywords = {};                        // arguments of the call by name
  std::vector<std::string> named_inputs = {};  // of the keywords: the last inputs
  bool holds_code = false;                     // functions of the user's, which no file can hold
};
class OpNode final : public Operation {
 public:
  using Run = Function<Tensors(const Tensors&)>;
  OpNode(OpDescription description, Run run);
  ~OpNode() override;

  const std::string& name() const override { return name_; }
  bool has_given_name() const override { return has_given_name_; }
  void rename(std::string name) override { name_ = std::move(name); }
  void set_name(std::string name) {
    name_ = std::move(name);
    has_given_name_ = true;
  }
  const void* identity() const override { return this; }
  /// Writes a number as the list of it alone that it was in the file that the op comes from.
  void keep_lists_of(const Config& file);
  std::string_view class_name() const override { return description_.class_name; }
  std::string_view module() const override { return module_; }
  Config get_config() const override;
  const OpDescription& description() const { return description_; }
  Tensors run(const Tensors& inputs) const { return run_(inputs); }

 private:
  OpDescription description_;
  std::string module_;
  std::string name_;
  bool has_given_name_ = false;
  Run run_;
};

/// "log_softmax" -> "LogSoftmax"
std::string op_class_name(std::string_view name);
ConfigValue value_of(Scalar x);
/// As a configuration: None for all axes, a number for one, else a list.
ConfigValue axes_value(const Axes& axes);

/// The result of an op whose inputs are symbolic: leaves a node behind.
Tensor symbolic_op(OpDescription description, Tensors inputs, OpNode::Run run);
Tensors symbolic_op_list(OpDescription description, Tensors inputs, OpNode::Run run);

}  // namespace keratin
