// A functional model's graph: the nodes between given inputs and outputs, in the order in which
// they run.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "keratin/backend/fused_activation.h"
#include "keratin/layers/layer.h"

namespace keratin::models {

/// How a program passes the tensors of one end of a model, which files keep: alone where there is
/// one, in a list, or by names.
struct EndForm {
  bool is_list = false;
  std::vector<std::string> names = {};  // one for each tensor, or none
};

class Graph {
 public:
  /// Throws ValueError for inputs that are not symbolic or come twice, outputs that need other
  /// inputs, and operations that share a given name. Operations without a given name are renamed
  /// where two have the same.
  Graph(Tensors inputs, Tensors outputs, EndForm input_form = {}, EndForm output_form = {});

  /// The outputs for such inputs.
  Tensors run(const Tensors& inputs) const;

  const Tensors& inputs() const { return inputs_; }
  const Tensors& outputs() const { return outputs_; }
  const EndForm& input_form() const { return input_form_; }
  const EndForm& output_form() const { return output_form_; }
  /// Layers and ops, each once, as Keras lists them.
  const std::vector<std::shared_ptr<Operation>>& operations() const { return operations_; }
  /// Those of them that are layers.
  const std::vector<layers::Layer*>& layers() const { return layers_; }
  /// The layer or op that gives an input.
  const std::shared_ptr<Operation>& input_operation(size_t i) const { return input_operations_[i]; }

  /// One node as it runs. Values stand in slots; a constant is an input without a slot.
  struct Step {
    Ref<GraphNode> node;
    layers::Layer* layer = nullptr;  // null: an op
    const OpNode* op = nullptr;
    std::vector<int> inputs = {};    // slots, -1 for a constant
    std::vector<bool> is_last = {};  // whether nobody needs the input afterwards
    int output = 0;                  // slot of the first output
    /// The steps behind it that it can do itself at rest: a batch normalization, which alone uses
    /// its output, and an activation, which alone uses that one's; -1 where there is none.
    int normalization = -1, activation = -1;
    FusedActivation fused = {};  // that activation
  };
  const std::vector<Step>& steps() const { return steps_; }
  /// Whether each step takes what the step before it gives, and nothing else.
  bool is_chain() const { return is_chain_; }

 private:
  struct Walk;
  int slot_of(const Tensor& x);
  void order(Walk& walk);
  void add_step(GraphNode& node);
  void mark_last_uses();
  void make_names_unique();
  void find_folds();
  int only_user(int slot) const;
  bool run_folded(const Step& step, TensorList& values, std::vector<bool>& is_done) const;
  void run_step(const Step& step, TensorList& values) const;

  Tensors inputs_, outputs_;
  EndForm input_form_, output_form_;
  std::vector<std::shared_ptr<Operation>> operations_, input_operations_;
  std::vector<layers::Layer*> layers_;
  std::vector<Step> steps_;
  std::vector<std::pair<const GraphNode*, int>> first_slots_;  // of each node's outputs
  std::vector<int> input_slots_, output_slots_;
  int slots_ = 0;
  bool is_chain_ = false, has_folds_ = false;
};

}  // namespace keratin::models
